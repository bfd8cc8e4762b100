/* Formulas in what code shows, by KaTeX. In a part of its own: few outputs have one. */
import katex from "katex";
import { Marked } from "marked";
import formulas from "marked-katex-extension";

/* A page that KaTeX has set has its style sheet; any other gets MathML, which needs none. */
const options = () => ({
  output: document.querySelector(".katex-html") ? "htmlAndMathml" : "mathml",
  throwOnError: false,
});

export const withFormulas = () => new Marked(formulas(options()));

/* The formula of a text/latex output: $...$, $$...$$, or an environment. */
export function formula(latex) {
  const inside = /^\s*(\${1,2})([\s\S]*?)\1\s*$/.exec(latex);
  const displayMode = inside?.[1] !== "$";
  return katex.renderToString(inside ? inside[2] : latex, { ...options(), displayMode });
}
