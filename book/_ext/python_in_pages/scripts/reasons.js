/* Why Python could not start, in words. */
const NEEDED = ["Worker", "WebAssembly", "ReadableStream"];

/* Returns an error where the page can know that Python cannot run. The button's script knows it too,
but other scripts can call start(). */
export function whatIsMissing() {
  if (location.protocol === "file:") return new Error("file:");
  const lacking = NEEDED.filter((name) => !(name in globalThis));
  return lacking.length ? new Error(`lacks ${lacking.join(", ")}`) : undefined;
}

/* Notes what a Content-Security-Policy refuses: the error that follows does not say it. */
export function watchPolicy() {
  const refused = { error: undefined };
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, disposition }) => {
    if (disposition === "enforce" && /^(worker|child|connect|script)-src/.test(effectiveDirective))
      refused.error = new Error(`Content-Security-Policy: ${effectiveDirective}`);
  });
  return refused;
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
