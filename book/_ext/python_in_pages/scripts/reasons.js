/* Why Python could not start, in words. */
const NEEDED = ["Worker", "WebAssembly", "ReadableStream"];

/* Returns an error where the page can know that Python cannot run. The button's script knows it too,
but other scripts can call start(). */
export function whatIsMissing() {
  if (location.protocol === "file:") return new Error("file:");
  const lacking = NEEDED.filter((name) => !(name in globalThis));
  return lacking.length ? new Error(`lacks ${lacking.join(", ")}`) : undefined;
}

/* What a start asks for; an attribute's script, or a style, is something else of the page. */
const ASKED = /^(worker|child|connect|script)-src(-elem)?$/;

let refused; // what a Content-Security-Policy has refused: the error that follows does not say it

document.addEventListener("securitypolicyviolation", ({ effectiveDirective, disposition }) => {
  if (disposition === "enforce" && ASKED.test(effectiveDirective))
    refused = new Error(`Content-Security-Policy: ${effectiveDirective}`);
});

/* What was refused earlier is not why the start that now begins fails. */
export const forgetRefused = () => (refused = undefined);

/* Resolves to the reason of a start that has failed: the error, or what was refused before it. */
export async function reasonOfStart(error, words) {
  await new Promise((go) => setTimeout(go)); // the browser may tell the refusal after the error
  return reasonFor(refused ?? error, words);
}

const REASONS = [
  [/^file:$/, "why_file"],
  [/^lacks (.*)/, "why_browser"],
  [/Content.Security.Policy|unsafe-eval|\bCSP\b/i, "why_forbidden"],
  [/out of memory|could not allocate|allocation failed/i, "why_memory"],
  [/worker did not start/, "why_worker"],
  [/fetch|network|load failed|: \d{3}$|importing a module|while loading|integrity/i, "why_offline"],
];

/* Returns a sentence in the page's language. */
export function reasonFor(error, words) {
  const message = String(error?.message || error);
  for (const [form, key] of REASONS) {
    const found = form.exec(message);
    if (found) return words(key, { what: found[1] });
  }
  return words("why_other", { what: message.trim().split("\n").at(-1) });
}
