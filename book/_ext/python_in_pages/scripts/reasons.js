/* Why Python could not start, in words. */
const NEEDED = { Worker: "Worker", WebAssembly: "WebAssembly", ReadableStream: "ReadableStream" };

/* Returns an error if this browser, or this address, cannot run Python; the page can know it. */
export function whatIsMissing() {
  if (location.protocol === "file:") return new Error("file:");
  const lacking = Object.keys(NEEDED).filter((name) => !(name in globalThis));
  return lacking.length ? new Error(`lacks ${lacking.join(", ")}`) : null;
}

const REASONS = [
  [/^file:$/, "why_file"],
  [/^lacks (.*)/, "why_browser"],
  [/^silent (\d+)/, "why_silent"],
  [/Content.Security.Policy|unsafe-eval|CSP/i, "why_forbidden"],
  [/out of memory|could not allocate|memory/i, "why_memory"],
  [/fetch|network|load failed|: \d{3}$|importing a module|integrity/i, "why_offline"],
  [/worker did not start/, "why_worker"],
];

/* Returns a sentence in the page's language. */
export function reasonFor(error, words) {
  const message = String(error?.message || error);
  for (const [form, key] of REASONS) {
    const found = form.exec(message);
    if (found) return words(key, { what: found[1], seconds: found[1] });
  }
  return words("why_other", { what: message.split("\n").filter(Boolean).slice(-1)[0] ?? message });
}
