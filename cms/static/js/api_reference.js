// The API's reference, to try: Swagger UI in the place of the plain list of addresses.
function withoutFilledIn(description) {
  // Swagger UI fills examples in: all filters at once would find nothing. So it tells them instead.
  for (const { get } of Object.values(description.paths)) {
    for (const parameter of get.parameters) {
      if (!parameter.required && parameter.example !== undefined) {
        parameter.description += ` For example: \`${parameter.example}\`.`;
        delete parameter.example;
      }
    }
  }
  return description;
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function follow() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

follow();
dark.addEventListener("change", follow);

for (const place of document.querySelectorAll("[data-description]")) {
  const plain = document.getElementById(place.dataset.inPlaceOf);
  const description = await (await fetch(place.dataset.description)).json();
  window.SwaggerUIBundle({
    spec: withoutFilledIn(description),
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    // Nobody else is asked whether the description is valid: our tests say so.
    validatorUrl: null,
    docExpansion: "list",
    // Each answer shows its own schema.
    defaultModelsExpandDepth: -1,
    onComplete: () => {
      plain.hidden = true;
    },
  });
}
