/* Markdown that code shows becomes HTML. In a part of its own: few pages need it. */
import { Marked } from "marked";

const plain = new Marked();

/* Formulas stay as they are where MathJax sets those of the page: it sets these too. */
export async function toHtml(text) {
  if (!text.includes("$") || globalThis.MathJax) return plain.parse(text);
  const { withFormulas } = await import("./formulas.js");
  return withFormulas().parse(text);
}
