/* What is kept: each file as the list of this version says it, looked at each time it is taken. */
import { isKept } from "./coming.js";
import { KEPT, LIST, PYTHON, SITE, addressOf, keyOf } from "./names.js";

/* What the server has is not what the list says: another version, or a host that alters files. */
export class Changed extends Error {}

/* The cache, or null. With a lock: one that is just being removed must not be made again. */
export function opened() {
  const look = async () => ((await caches.has(KEPT)) ? caches.open(KEPT) : null);
  return navigator.locks.request(KEPT, { mode: "shared" }, look);
}

export async function present() {
  const cache = await opened();
  if (!cache) throw new DOMException("Python was removed", "AbortError");
  return cache;
}

export async function fits(bytes, sum) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("").startsWith(sum);
}

/* The kept copy, if it is whole. A broken one is removed. */
export async function copyOf(cache, path, sum) {
  const key = keyOf(path, sum);
  const copy = await cache.match(key);
  if (!copy) return undefined;
  const bytes = await copy.clone().arrayBuffer().catch(() => null);
  if (bytes && (await fits(bytes, sum))) return copy;
  await cache.delete(key);
  return undefined;
}

/* An answer as it is kept: unpacked, with its length. */
export function whole(bytes, answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Transfer-Encoding"]) headers.delete(name);
  headers.set("Content-Length", bytes.byteLength);
  return new Response(bytes, { status: answer.status, statusText: answer.statusText, headers });
}

export async function keep(cache, path, sum, answer) {
  await cache.put(keyOf(path, sum), answer.clone());
  isKept(path);
  return answer;
}

const STALLED = 60_000; // milliseconds

/* Does the work while nobody else does it for this path. Throws TimeoutError if another, whose
   download may have stalled, does not come to an end. */
export function alone(path, work) {
  const signal = AbortSignal.timeout(STALLED);
  return navigator.locks.request(`${KEPT} ${path}`, { signal }, work);
}

/* The server's answer to a request that could not be kept. Who has waited for a download that
   stalled goes past the browser's own cache, where it would wait for the same download. */
export const unkept = ({ name }, request) =>
  fetch(request, name === "TimeoutError" ? { cache: "reload" } : {});

/* The file: as it is kept, or the server's, which is kept from now on. Two that ask at once share
   one request. Throws Changed; TypeError if there is no answer; TimeoutError; QuotaExceededError. */
export async function ensure(cache, path, sum) {
  const copy = await copyOf(cache, path, sum);
  if (copy) return copy;
  return alone(path, async () => {
    const other = await cache.match(keyOf(path, sum));
    return other ?? keep(cache, path, sum, await loaded(path, sum));
  });
}

/* The server's file. The browser's own cache may have an older one, or that there was none: a second
   request goes past it. What Python has loaded is in that cache, and is not asked for again, however
   short the server lets it stay. Where it cannot stay it is loaded twice: with "no-store", and in a
   private window a file that is too large for the cache there. */
export async function loaded(path, sum) {
  for (const mode of [path.startsWith(PYTHON) ? "force-cache" : "default", "reload"]) {
    const answer = await fetch(addressOf(path), { cache: mode });
    const bytes = answer.ok && (await answer.arrayBuffer());
    if (bytes && (await fits(bytes, sum))) return whole(bytes, answer);
  }
  throw new Changed(`${path} is not what the site's list says`);
}

/* The list of this version's files: {path: the first letters of its sha256}. */
let listing = null;
export function listed(cache) {
  listing ??= ensure(cache, LIST, SITE).then((answer) => answer.json());
  return listing.catch((error) => {
    listing = null;
    throw error;
  });
}
