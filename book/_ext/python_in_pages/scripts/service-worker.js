/* Keeps Python, and the pages that were opened, for a reader who has run Python once.

One worker belongs to one version of the site. SITE, which the build writes above this script,
names the list of that version's files with their sha256. A file is kept only if it is what the list
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
import { passesBy } from "./offline/coming.js";
import { listed, opened } from "./offline/kept.js";
import { PYTHON, pathOf } from "./offline/names.js";
import { page, part } from "./offline/pages.js";
import { python } from "./offline/python.js";
import { activate, install } from "./offline/versions.js";
import { TASKS, reasonOf } from "./offline/wishes.js";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const path = pathOf(event.request.url);
  if (path === null || event.request.method !== "GET" || event.request.headers.has("Range")) return;
  if (passesBy(path)) return;
  event.respondWith(answerTo(event, path));
});

async function answerTo(event, path) {
  const cache = await opened().catch(() => null);
  const list = cache && (await listed(cache).catch(() => null));
  if (!list) return fetch(event.request);
  if (path.startsWith(PYTHON)) return python(event, cache, path, list);
  return (event.request.mode === "navigate" ? page : part)(event, cache, path, list);
}

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
