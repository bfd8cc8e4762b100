/* From version to version: a new one is gathered whole, and takes over; then the old one goes. */
import { ensure, listed, opened } from "./kept.js";
import { KEPT, LIST, PYTHON, addressOf, fileAt, keyOf, pathOf } from "./names.js";
import { FULLY, ensureWithParts } from "./parts.js";

const OPEN_BEFORE = `${PYTHON}open-before.json`;
const GATHER = `${KEPT} gather`;

/* Looks for a new version. A site that has no worker any more must not be held by this one. */
export async function renew() {
  try {
    await self.registration.update();
  } catch {
    const { status } = await fetch(self.location.href, { cache: "no-store" });
    if (status === 404 || status === 410) await end();
  }
}

async function end() {
  await navigator.locks.request(KEPT, () => caches.delete(KEPT));
  await self.registration.unregister();
}

export async function install() {
  const cache = self.registration.active && (await opened().catch(() => null));
  if (cache) await navigator.locks.request(GATHER, () => gather(cache));
  await self.skipWaiting();
}

/* All that was opened, and all of Python, in this version; rejects if anything is missing. */
async function gather(cache) {
  const list = await listed(cache);
  const opened = (await cache.keys()).filter(({ url }) => new URL(url).search);
  const names = new Set(opened.map(({ url }) => fileAt(pathOf(url), list)));
  names.delete(undefined); // pages that the new version does not have
  const done = new Set();
  for (const name of names) await ensureWithParts(cache, name, list, FULLY, done);
  for (const name of await pythonFiles(cache, list)) await ensure(cache, name, list[name]);
}

/* What runtime.json names. With "save data" on, what is needed to start: the rest is loaded when it
   is used. */
async function pythonFiles(cache, list) {
  const about = Object.keys(list).find((name) => /^python\/[^/]+\/runtime\.json$/.test(name));
  const answer = await ensure(cache, about, list[about]);
  const { files } = await answer.clone().json();
  const wanted = files.filter(({ group }) => group === "start" || !navigator.connection?.saveData);
  return [about, ...wanted.map(({ path }) => pathOf(new URL(path, addressOf(about))))];
}

export async function activate() {
  const cache = await opened().catch(() => null);
  if (cache) await cache.put(keyOf(OPEN_BEFORE), Response.json(await openPages()));
  await self.clients.claim();
  if (cache) await clean(cache);
}

export const openClients = () => self.clients.matchAll({ includeUncontrolled: true });
const openPages = async () => (await openClients()).map(({ id }) => id);

/* Removes the old version, once no page is open that was open when the new one came. */
export async function clean(cache) {
  const before = await cache.match(keyOf(OPEN_BEFORE));
  if (!before) return;
  const [were, are] = [await before.json(), await openPages()];
  if (were.some((id) => are.includes(id))) return;
  const list = await listed(cache);
  const needed = new Set(Object.entries(list).map(([path, sum]) => keyOf(path, sum)));
  needed.add(keyOf(LIST));
  await navigator.locks.request(GATHER, { ifAvailable: true }, async (free) => {
    if (!free) return; // a newer version is coming, and needs what this list does not name
    for (const key of await cache.keys()) if (!needed.has(key.url)) await cache.delete(key);
  });
}
