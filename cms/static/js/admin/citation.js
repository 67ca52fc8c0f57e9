/* A citation in the rich text editor: one piece that can be moved, copied and deleted, not typed into. */
(() => {
  const { React, draftail } = window;
  if (!React || !draftail) return;

  const Citation = ({ children, contentState, entityKey }) => {
    const { title, state } = contentState.getEntity(entityKey).getData();
    return React.createElement(
      "span",
      {
        className: `x-citation-chip${state ? ` x-citation-chip--${state}` : ""}`,
        title: title || "This reference is not in the library",
      },
      children,
    );
  };

  draftail.registerPlugin({ type: "CITATION", decorator: Citation }, "entityTypes");
})();
