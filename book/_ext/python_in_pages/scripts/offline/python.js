/* The files of Python: from what is kept, else the server's, which are kept as they pass. */
import { comes, gaveOut, wasGiven } from "./coming.js";
import { alone, copyOf, fits, keep, loaded, present, unkept, whole } from "./kept.js";
import { addressOf, keyOf } from "./names.js";

/* What a page of another version loads meanwhile: {path: sha256}, as that page has said. */
const expected = new Map();

export async function expect({ files }) {
  const there = new Set((await (await present()).keys()).map(({ url }) => url));
  for (const { path, sum, start } of files) {
    expected.set(path, sum);
    if (start && !there.has(keyOf(path))) comes(path);
  }
}

export async function python(event, cache, path, list) {
  const sum = Object.hasOwn(list, path) ? list[path] : expected.get(path);
  if (!sum) return (await cache.match(keyOf(path))) ?? fetch(event.request);
  const copy = await copyOf(cache, path, sum);
  if (copy) return copy;
  return new Promise((resolve, reject) => {
    const done = alone(path, () => passed(cache, path, sum, resolve)).catch((error) =>
      error.name === "TimeoutError" ? resolve(unkept(error, event.request)) : reject(error),
    );
    event.waitUntil(done);
  });
}

/* Gives the server's file on while it comes, and keeps it if it was right. */
async function passed(cache, path, sum, give) {
  const other = await cache.match(keyOf(path));
  if (other) return give(other);
  const ask = () => fetch(addressOf(path));
  const answer = await (wasGiven(path) ? loaded(path, sum).catch(ask) : ask());
  gaveOut(path);
  if (!answer.ok) return give(answer);
  give(answer.clone());
  const bytes = await answer.arrayBuffer();
  if (await fits(bytes, sum)) await keep(cache, path, sum, whole(bytes, answer));
}
