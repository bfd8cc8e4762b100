/* The pages and their parts: from the server; the kept copies are for a server that fails. */
import { copyOf, ensure, fits, keep, listed, unkept, whole } from "./kept.js";
import { fileAt, wantedKeyOf } from "./names.js";
import { ensureWithParts } from "./parts.js";
import { clean, renew } from "./versions.js";

const PATIENCE = 4000; // milliseconds

/* Which pages are of this version (true) and which of another (false), by the browser's id of the
   page. Of a page that is in neither, since this worker was ended meanwhile, the parts come from
   the server first. */
const ours = new Map();

function remember(event, own) {
  const id = event.resultingClientId;
  if (id && !ours.has(id)) ours.set(id, own);
}

export async function page(event, cache, path, list) {
  const name = fileAt(path, list);
  const fresh = freshPage(event, cache, name ?? path, list[name]);
  event.waitUntil(fresh.catch(() => {}));
  const copy = name && (await copyOf(cache, name, list[name]));
  if (!copy) return fresh;
  const silent = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([fresh, silent]).catch(() => null);
  if (answer && answer.status < 500) return answer;
  if (name === `${path}/index.html`) return toFolder(event.request.url);
  remember(event, true);
  return copy;
}

/* What such a page names is beside it, in its folder. */
function toFolder(address) {
  const url = new URL(address);
  url.pathname += "/";
  return Response.redirect(url);
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

export async function part(event, cache, path, list) {
  const name = fileAt(path, list);
  const own = ours.get(event.clientId);
  const otherwise = (error) => unkept(error, event.request);
  if (own && name) return ensure(cache, name, list[name]).catch(otherwise);
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
