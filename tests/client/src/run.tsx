// Does what the guide does, against a running library, and writes what came of it as JSON.
import { writeFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { cached } from "./cached";
import { api, type Schemas } from "./client";
import { catchUp, emptyCopy } from "./copy";
import { find } from "./find";
import { phases, words } from "./narrowing";
import { Topic } from "./Page";
import { RichText } from "./RichText";
import { earlyTrials } from "./trials";

interface Asked {
  topic: string;
  moved: string;
  gone: string;
}

/** Yield every rich text of an answer, with the path of keys that leads to it. */
function* richTexts(value: unknown, place: string): Generator<[string, Schemas["RichText"]]> {
  if (isRichText(value)) {
    yield [place, value];
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* richTexts(inner, `${place}.${key}`);
  }
}

function isRichText(value: unknown): value is Schemas["RichText"] {
  return typeof value === "object" && value !== null && "format" in value;
}

async function rendered(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const { data, error } = await api.GET("/pages/", { params: { query: { limit: 100 } } });
  if (error) throw new Error(error.detail);
  for (const { id } of data.items) {
    const { data: page } = await api.GET("/pages/{id}/", {
      params: { path: { id }, query: { rich_text: "portable" } },
    });
    const citations = page && "citations" in page ? page.citations ?? [] : [];
    for (const [place, value] of richTexts(page, id)) {
      found[place] = renderToStaticMarkup(<RichText value={value} citations={citations} />);
    }
  }
  return found;
}

async function main(asked: Asked): Promise<unknown> {
  const { data: topic } = await api.GET("/topics/{id}/", { params: { path: { id: asked.topic } } });
  const copy = emptyCopy();
  await catchUp(copy);
  const address = copy.address;
  await catchUp(copy);
  const { data: changes } = await api.GET("/sync/", { params: { query: { types: ["trial"] } } });
  const lists = "http://localhost:8000/api/content/v1/topics/";
  return {
    rendered: await rendered(),
    topic: renderToStaticMarkup(await Topic({ id: asked.topic })),
    words: topic?.body?.map(words),
    trials: await earlyTrials("cancer"),
    phases: phases(changes?.items ?? []),
    cachedIsTheSame: (await cached(lists)) === (await cached(lists)),
    copied: [...copy.documents.keys()],
    isAtRest: copy.address === address,
    moved: await find(asked.moved),
    gone: await find(asked.gone),
    nothing: await find("/nothing-was-ever-here/"),
  };
}

const [asked, answer] = process.argv.slice(2);
main(JSON.parse(asked)).then((done) => writeFileSync(answer, JSON.stringify(done)));
