/* Lets this browser keep Python and the opened pages, and removes them. No document is needed.

The worker (service-worker.js) does the work; this asks it. None of these rejects: where a browser
does not let a page keep anything, Python runs as well, and `why` says what is in the way:
insecure (http on another host than this machine), unsupported, blocked (a private window, storage
forbidden), quota, offline, changed (the server has another version, or alters files), removed. */
import { cacheName as nameOf } from "./offline/cache_name.js";

const WORKER = "python-service-worker.js";
const CONTROL = 8000; // milliseconds
const ANSWER = 300_000; // a browser ends what a worker does for one message after five minutes
const PAUSE = 3000; // milliseconds: the reader's first cell comes before what the next page may need

/* The site's root: two folders above the one of runtime.json. */
const rootOf = (runtime) => new URL("../../", runtime.base);

const after = (time, value) => new Promise((done) => setTimeout(done, time, value));

function whyNot() {
  if (!window.isSecureContext) return "insecure";
  const needed = [navigator.serviceWorker, window.caches, navigator.locks, window.crypto?.subtle];
  return needed.every(Boolean) ? null : "unsupported";
}

/* Asks the worker; resolves to undefined, or to the reason why it could not be done. */
async function ask(worker, question) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done) => (port1.onmessage = ({ data }) => done(data.why)));
  worker.postMessage(question, [port2]);
  const why = await Promise.race([answer, after(ANSWER, "blocked")]);
  port1.close();
  return why;
}

/* Before Python starts: lets the worker stand between the page and the server, and tells it which
   files are coming. Resolves to {able: true}, or to {able: false, why}. control: how long to wait. */
export async function open(runtime, { control: longest = CONTROL } = {}) {
  const why = whyNot();
  if (why) return { able: false, why };
  try {
    const root = rootOf(runtime);
    await caches.open(nameOf(root));
    const worker = await Promise.race([control(root), after(longest, null)]);
    if (!worker) return { able: false, why: "blocked" };
    const files = sumsOf(runtime).map(([path, sum, start]) => ({ path, sum, start }));
    await ask(worker, { ask: "expect", files });
    return { able: true };
  } catch (error) {
    return { able: false, why: error.name === "QuotaExceededError" ? "quota" : "blocked" };
  }
}

/* The worker that stands between this page and the server; after a forced reload there is none yet.
One that is there already is not kept waiting for a server that does not answer. */
async function control(root) {
  const here = navigator.serviceWorker;
  const { href } = new URL(WORKER, root);
  const registered = here.register(href, { scope: root.pathname, updateViaCache: "none" });
  if (here.controller?.scriptURL === href) {
    registered.catch(() => {}); // the browser looks for a newer one meanwhile
    return here.controller;
  }
  const { active } = await registered;
  const changed = new Promise((done) => here.addEventListener("controllerchange", done, { once: true }));
  if (!here.controller && active) await ask(active, { ask: "claim" });
  if (!here.controller) await changed;
  return here.controller;
}

/* [path below the site's root, sha256, whether a start needs it] of each file, those first. */
function sumsOf({ files, base }) {
  const root = new URL("../../", base).href;
  const ordered = [...files].sort((a, b) => (b.group === "start") - (a.group === "start"));
  const path = (file) => decodeURIComponent(new URL(file.path, base).href.slice(root.length));
  return ordered.map((file) => [path(file), file.sha256, file.group === "start"]);
}

/* Once Python is ready, and a little later: keeps it and this page, then what other pages need, and
   the pages that are open. Resolves to {kept: true} when all is there, else to {kept: false, why}. */
export async function keep(runtime, { pause = PAUSE } = {}) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker || whyNot()) return { kept: false, why: whyNot() ?? "blocked" };
  await after(pause);
  const first = runtime.files.filter(({ group }) => group === "start");
  let why = await load(worker, { ...runtime, files: first });
  why ??= await ask(worker, { ask: "page", page: location.href, parts: partsOf(runtime) });
  if (!why && !navigator.connection?.saveData) why = await load(worker, runtime);
  why ??= await ask(worker, { ask: "others" });
  return why ? { kept: false, why } : { kept: true };
}

async function load(worker, runtime) {
  for (const [path, sum] of sumsOf(runtime)) {
    const why = await ask(worker, { ask: "load", path, sum });
    if (why) return why;
  }
  return undefined;
}

/* What this page has loaded so far, by address. */
function partsOf(runtime) {
  const root = rootOf(runtime).href;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const about = new URL("runtime.json", runtime.base).href;
  return [...new Set([...loaded.filter((name) => name.startsWith(root)), about])];
}

/* What is kept: {bytes, pages, start, whole}; start: all that this version's start needs is there;
   whole: all of this version's Python, and pages. */
export async function kept(runtime) {
  const nothing = { bytes: 0, pages: 0, start: false, whole: false };
  if (whyNot()) return nothing;
  try {
    const root = rootOf(runtime);
    if (!(await caches.has(nameOf(root)))) return nothing;
    return await countIn(await caches.open(nameOf(root)), runtime);
  } catch {
    return nothing;
  }
}

async function countIn(cache, runtime) {
  const keys = await cache.keys();
  const answers = await Promise.all(keys.map((key) => cache.match(key)));
  const sizes = answers.map((answer) => Number(answer?.headers.get("Content-Length") ?? 0));
  const pages = keys.filter(({ url }) => /\.html\?(?!wanted)/.test(url)).length;
  const names = new Set(keys.map(({ url }) => url));
  const has = ({ path }) => names.has(new URL(path, runtime.base).href);
  const start = runtime.files.filter(({ group }) => group === "start").every(has);
  const whole = runtime.files.every(has) && pages > 0;
  return { bytes: sizes.reduce((sum, each) => sum + each, 0), pages, start, whole };
}

/* Removes Python, the kept pages and the worker, and nothing else. Resolves to {bytes}: how much
   that was. Other tabs hear it. */
export async function remove(runtime) {
  const { bytes } = await kept(runtime);
  if (whyNot()) return { bytes };
  const root = rootOf(runtime);
  try {
    await navigator.locks.request(nameOf(root), () => caches.delete(nameOf(root)));
    const registration = await navigator.serviceWorker.getRegistration(root);
    if (registration?.scope === root.href) await registration.unregister();
    const channel = channelOf(root);
    channel.postMessage("removed");
    channel.close();
  } catch {
    return { bytes: bytes - (await kept(runtime)).bytes };
  }
  return { bytes };
}

const channelOf = (root) => new BroadcastChannel(nameOf(root));

/* Calls handler when another tab has removed what was kept. Returns the function that ends it. */
export function onRemoved(runtime, handler) {
  if (!window.BroadcastChannel) return () => {};
  const channel = channelOf(rootOf(runtime));
  channel.onmessage = ({ data }) => data === "removed" && handler();
  return () => channel.close();
}
