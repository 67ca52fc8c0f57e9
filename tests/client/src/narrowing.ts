// Compiles only if the types tell blocks, rich texts and problems apart, without a cast.
import type { Schemas } from "./client";

export function words(block: Schemas["ArticleBlock"]): string {
  switch (block.type) {
    case "text":
      return inOneForm(block.value);
    case "callout": {
      const kind: "note" | "caution" | "warning" = block.value.kind;
      // @ts-expect-error a callout is no rich text itself
      void block.value.format;
      return `${kind} ${block.value.title} ${inOneForm(block.value.text)}`;
    }
    case "evidence":
      return inOneForm(block.value.statement);
    case "quote":
      return `${inOneForm(block.value.text)} ${block.value.attribution}`;
    case "table":
      return block.value.rows.flat().map(inOneForm).join(" ");
    default:
      // @ts-expect-error a text has been dealt with above
      void (block.type === "text");
      return block.fallback;
  }
}

export function inOneForm(text: Schemas["RichText"]): string {
  switch (text.format) {
    case "html":
      // @ts-expect-error HTML has no blocks
      void text.blocks;
      return text.html;
    case "markdown":
      return text.markdown;
    case "portable":
      return text.blocks.flatMap((block) => block.children.map(portableWords)).join("");
  }
}

function portableWords(child: Schemas["PortableSpan"] | Schemas["PortableCitation"]): string {
  return child._type === "span" ? child.text : `[${child.label}]`;
}

export function phases(items: Schemas["SyncAnswer"]["items"]): string[] {
  return items.flatMap((item) => {
    // @ts-expect-error what was taken away has no document
    if (item.op === "delete") return [item.document];
    if (item.type !== "trial") return [];
    return item.document.phases;
  });
}

export function state(problem: Schemas["Problem"] | Schemas["GoneProblem"]): string {
  return "reason" in problem ? problem.reason : problem.title;
}
