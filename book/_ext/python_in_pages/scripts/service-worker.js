/* Keeps Python, and the pages that were opened, for a reader who has run Python once.

One worker belongs to one version of the site. SITE, which the build writes above this file, names
the list of that version's files with their sha256. A file is kept only if it is what the list
says, and it is looked at again each time it is given out. So what is kept is one version, whole:

- A new version is a new worker. The browser finds it, and it gathers in its version all that was
  kept. It takes over when nothing is missing; until then the old one stays, with the old files,
  and the browser tries again at the next page.
- A page comes from the server. The kept copy is for a server that fails, or says nothing for
  PATIENCE. Where the copy is used, so are the copies of the page's parts.
- Names below python/ never change their content. Those files come from what is kept, without a
  request, and a new version loads only what is new.
- While Python starts for the first time, its files do not pass through here: that would cost a
  quarter of the time, and memory. They are kept afterwards, out of the browser's own cache.

Nothing is kept while the cache KEPT does not exist. Only the page makes it, at the reader's click.

Workbox was looked at. Its precaching loads a whole list at once, here 60 MB for a reader who opened
two pages; its strategies neither check what they give out nor hold two versions apart. What would
be left of it here is a race between a request and a timer. */
"use strict";
const SITE = self.PYTHON_IN_PAGES_SITE;
const ROOT = new URL("./", self.location).href;
const KEPT = `python-in-pages ${new URL(ROOT).pathname}`; // also in offline.js
const PYTHON = "python/";
const LIST = `${PYTHON}site-${SITE}.json`;
const OPEN_BEFORE = `${PYTHON}open-before.json`;
const PATIENCE = 4000;
const PARTS = /\.(css|js|mjs|json|svg|png|jpe?g|gif|webp|avif|ico|woff2)$/;

/* What the server has is not what the list says: another version, or a host that alters files. */
class Changed extends Error {}

/* ---- Names ------------------------------------------------------------------------------- */

/* The path below the site's root, readable; null: not of this site. */
function pathOf(address) {
  const url = new URL(address, ROOT);
  url.search = url.hash = "";
  try {
    return url.href.startsWith(ROOT) ? decodeURIComponent(url.href.slice(ROOT.length)) : null;
  } catch {
    return null;
  }
}

const addressOf = (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), ROOT).href;

/* Where a file is kept. The names of Python's files never change their content; those of pages do. */
const keyOf = (path, sum) => addressOf(path) + (path.startsWith(PYTHON) ? "" : `?${sum}`);
const wantedKeyOf = (path) => `${addressOf(path)}?wanted`;

/* The file that a server of static files gives for a path; undefined: the list has none. */
const fileAt = (path, list) =>
  [path, `${path}index.html`, `${path}.html`, `${path}/index.html`].find((name) =>
    Object.hasOwn(list, name),
  );

/* ---- What is kept ------------------------------------------------------------------------ */

/* The cache, or null. With a lock: one that is just being removed must not be made again. */
function opened() {
  const look = async () => ((await caches.has(KEPT)) ? caches.open(KEPT) : null);
  return navigator.locks.request(KEPT, { mode: "shared" }, look);
}

async function fits(bytes, sum) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("").startsWith(sum);
}

/* The kept copy, if it is whole. A broken one is removed. */
async function copyOf(cache, path, sum) {
  const key = keyOf(path, sum);
  const copy = await cache.match(key);
  if (!copy) return undefined;
  const bytes = await copy.clone().arrayBuffer().catch(() => null);
  if (bytes && (await fits(bytes, sum))) return copy;
  await cache.delete(key);
  return undefined;
}

/* An answer as it is kept: unpacked, with its length. */
function whole(bytes, answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Transfer-Encoding"]) headers.delete(name);
  headers.set("Content-Length", bytes.byteLength);
  return new Response(bytes, { status: answer.status, statusText: answer.statusText, headers });
}

async function keep(cache, path, sum, answer) {
  await cache.put(keyOf(path, sum), answer.clone());
  ahead.delete(path);
  given.delete(path);
  return answer;
}

const alone = (path, work) => navigator.locks.request(`${KEPT} ${path}`, work);

/* The file: as it is kept, or the server's, which is kept from now on. Two that ask at once share
   one request. Throws Changed; TypeError if there is no answer; QuotaExceededError. */
async function ensure(cache, path, sum) {
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
async function loaded(path, sum) {
  for (const mode of [path.startsWith(PYTHON) ? "force-cache" : "default", "reload"]) {
    const answer = await fetch(addressOf(path), { cache: mode });
    const bytes = answer.ok && (await answer.arrayBuffer());
    if (bytes && (await fits(bytes, sum))) return whole(bytes, answer);
  }
  throw new Changed(`${path} is not what the site's list says`);
}

/* The list of this version's files: {path: the first letters of its sha256}. */
let listing = null;
function listed(cache) {
  listing ??= ensure(cache, LIST, SITE).then((answer) => answer.json());
  return listing.catch((error) => {
    listing = null;
    throw error;
  });
}

/* ---- What a page or a style sheet names --------------------------------------------------- */

function partsIn(text, path, list) {
  const named = text.matchAll(/\b(?:src|href)="([^"]+)"|\burl\(\s*["']?([^"')]+)/g);
  const found = Array.from(named, ([, attribute, url]) => attribute || url)
    .filter((address) => !/^(data|blob|https?|mailto):/.test(address))
    .map((address) => pathOf(new URL(address, addressOf(path))));
  return new Set(found.filter((part) => PARTS.test(part) && Object.hasOwn(list, part)));
}

/* Keeps a file and what it names: a page's parts, and with FULLY a style sheet's fonts and images.
   What a style sheet names and no page uses is not asked for while a reader goes from page to page. */
const FULLY = /\.(html|css)$/;
async function ensureWithParts(cache, path, list, naming = /\.html$/, done = new Set()) {
  if (done.has(path)) return;
  done.add(path);
  const answer = await ensure(cache, path, list[path]);
  if (!naming.test(path)) return;
  for (const part of partsIn(await answer.clone().text(), path, list))
    await ensureWithParts(cache, part, list, naming, done);
}

/* ---- Answers ----------------------------------------------------------------------------- */

self.addEventListener("fetch", (event) => {
  const path = pathOf(event.request.url);
  if (path === null || event.request.method !== "GET" || event.request.headers.has("Range")) return;
  if (ahead.delete(path)) return void given.add(path);
  event.respondWith(answerTo(event, path));
});

async function answerTo(event, path) {
  const cache = await opened().catch(() => null);
  const list = cache && (await listed(cache).catch(() => null));
  if (!list) return fetch(event.request);
  if (path.startsWith(PYTHON)) return python(event, cache, path, list);
  return (event.request.mode === "navigate" ? page : part)(event, cache, path, list);
}

/* What a page of another version loads meanwhile: {path: sha256}, as that page has said. */
const expected = new Map();

/* What a start needs and is not kept: the browser loads each by itself, once. A file that was given
   out, and is asked for again before it is kept (by a second tab, after a failure), may be broken in
   the browser's own cache: it is looked at before it is given out again. */
const ahead = new Set();
const given = new Set();

async function expect({ files }) {
  const there = new Set((await (await present()).keys()).map(({ url }) => url));
  for (const { path, sum, start } of files) {
    expected.set(path, sum);
    if (start && !there.has(keyOf(path)) && !given.has(path)) ahead.add(path);
  }
}

async function python(event, cache, path, list) {
  const sum = Object.hasOwn(list, path) ? list[path] : expected.get(path);
  if (!sum) return (await cache.match(keyOf(path))) ?? fetch(event.request);
  const copy = await copyOf(cache, path, sum);
  if (copy) return copy;
  return new Promise((resolve, reject) => {
    const done = alone(path, () => passed(cache, path, sum, resolve)).catch(reject);
    event.waitUntil(done);
  });
}

/* Gives the server's file on while it comes, and keeps it if it was right. */
async function passed(cache, path, sum, give) {
  const other = await cache.match(keyOf(path));
  if (other) return give(other);
  const ask = () => fetch(addressOf(path));
  const answer = await (given.has(path) ? loaded(path, sum).catch(ask) : ask());
  given.add(path);
  if (!answer.ok) return give(answer);
  give(answer.clone());
  const bytes = await answer.arrayBuffer();
  if (await fits(bytes, sum)) await keep(cache, path, sum, whole(bytes, answer));
}

/* Which pages are of this version (true) and which of another (false), by the browser's id of the
   page. Of a page that is in neither, since this worker was ended meanwhile, the parts come from
   the server first. */
const ours = new Map();

function remember(event, own) {
  const id = event.resultingClientId;
  if (id && !ours.has(id)) ours.set(id, own);
}

async function page(event, cache, path, list) {
  const name = fileAt(path, list);
  const fresh = freshPage(event, cache, name ?? path, list[name]);
  event.waitUntil(fresh.catch(() => {}));
  const copy = name && (await copyOf(cache, name, list[name]));
  if (!copy) return fresh;
  const silent = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([fresh, silent]).catch(() => null);
  if (answer && answer.status < 500) return answer;
  remember(event, true);
  return copy;
}

/* The server's page, to its end: only then is it known of which version it is. The browser's own
   cache, which may hold an older one, is asked for nothing that the server has not confirmed. */
async function freshPage(event, cache, name, sum) {
  const answer = await fetch(event.request, { cache: "no-cache" });
  const type = answer.headers.get("Content-Type") || "";
  if (!answer.ok || !type.startsWith("text/html")) return answer;
  const bytes = await answer.arrayBuffer();
  const own = Boolean(sum) && (await fits(bytes, sum));
  remember(event, own);
  const made = whole(bytes, answer);
  const after = own ? kept(cache, name, sum, made.clone()) : foreign(cache, name);
  event.waitUntil(after.catch(() => {}));
  return made;
}

async function kept(cache, name, sum, answer) {
  await keep(cache, name, sum, answer);
  await ensureWithParts(cache, name, await listed(cache));
  await clean(cache);
}

/* A page of another version: it is gathered with that one. */
async function foreign(cache, name) {
  await cache.put(wantedKeyOf(name), new Response(""));
  await renew();
}

async function part(event, cache, path, list) {
  const name = fileAt(path, list);
  const own = ours.get(event.clientId);
  if (own && name) return ensure(cache, name, list[name]).catch(() => fetch(event.request));
  const answer = await fetch(event.request, { cache: "no-cache" }).catch(async (error) => {
    const copy = own === undefined && name && (await copyOf(cache, name, list[name]));
    if (copy) return copy;
    throw error;
  });
  if (answer.ok && answer.type === "basic")
    event.waitUntil(afterPart(cache, name ?? path, list[name], answer.clone()).catch(() => {}));
  return answer;
}

async function afterPart(cache, name, sum, answer) {
  const bytes = await answer.arrayBuffer();
  if (sum && (await fits(bytes, sum))) await keep(cache, name, sum, whole(bytes, answer));
  else await cache.put(wantedKeyOf(name), new Response(""));
}

/* ---- From version to version --------------------------------------------------------------- */

/* Looks for a new version. A site that has no worker any more must not be held by this one. */
async function renew() {
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

self.addEventListener("install", (event) => event.waitUntil(install()));

async function install() {
  const cache = self.registration.active && (await opened().catch(() => null));
  if (cache) await alone("gather", () => gather(cache));
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

self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  const cache = await opened().catch(() => null);
  if (cache) await cache.put(keyOf(OPEN_BEFORE), Response.json(await openPages()));
  await self.clients.claim();
  if (cache) await clean(cache);
}

const openClients = () => self.clients.matchAll({ includeUncontrolled: true });
const openPages = async () => (await openClients()).map(({ id }) => id);

/* Removes the old version, once no page is open that was open when the new one came. */
async function clean(cache) {
  const before = await cache.match(keyOf(OPEN_BEFORE));
  if (!before) return;
  const [were, are] = [await before.json(), await openPages()];
  if (were.some((id) => are.includes(id))) return;
  const list = await listed(cache);
  const needed = new Set(Object.entries(list).map(([path, sum]) => keyOf(path, sum)));
  needed.add(keyOf(LIST));
  await navigator.locks.request(`${KEPT} gather`, { ifAvailable: true }, async (free) => {
    if (!free) return; // a newer version is coming, and needs what this list does not name
    for (const key of await cache.keys()) if (!needed.has(key.url)) await cache.delete(key);
  });
}

/* ---- What a page asks for ------------------------------------------------------------------ */

const TASKS = {
  claim: () => self.clients.claim(),
  expect,
  load: async ({ path, sum }) => ensure(await present(), path, sum),
  page: keepPage,
  others: keepOthers,
};

self.addEventListener("message", (event) => {
  const { ask, ...rest } = event.data ?? {};
  const [port] = event.ports;
  if (!port || !Object.hasOwn(TASKS, ask)) return;
  const done = (async () => TASKS[ask](rest))();
  const said = done.then(
    () => port.postMessage({}),
    (error) => port.postMessage({ why: reasonOf(error) }),
  );
  event.waitUntil(said);
});

function reasonOf(error) {
  if (error instanceof Changed) return "changed";
  const reasons = { QuotaExceededError: "quota", TypeError: "offline", AbortError: "removed" };
  return reasons[error?.name] ?? "blocked";
}

async function present() {
  const cache = await opened();
  if (!cache) throw new DOMException("Python was removed", "AbortError");
  return cache;
}

/* Keeps the page that asks, and the parts that it has loaded. */
async function keepPage({ page, parts }) {
  const cache = await present();
  const list = await listed(cache);
  const [name, ...others] = [page, ...parts].map((each) => fileAt(pathOf(each) ?? "?", list));
  if (!name) throw new Changed(`${page} is not in the site's list`);
  for (const each of [name, ...others.filter(Boolean)]) await ensure(cache, each, list[each]);
}

/* Keeps the pages that are open. Nobody has seen what a page has loaded that was open before. */
async function keepOthers() {
  const cache = await present();
  const list = await listed(cache);
  const names = (await openClients()).map(({ url }) => fileAt(pathOf(url) ?? "?", list));
  for (const name of new Set(names.filter(Boolean))) {
    const seen = await cache.match(keyOf(name, list[name]));
    await ensureWithParts(cache, name, list, seen ? undefined : FULLY);
  }
}
