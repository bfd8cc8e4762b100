/* What a page asks the worker for, by name. */
import { Changed, ensure, listed, present } from "./kept.js";
import { fileAt, keyOf, pathOf } from "./names.js";
import { FULLY, ensureWithParts } from "./parts.js";
import { expect } from "./python.js";
import { openClients } from "./versions.js";

export const TASKS = {
  claim: () => self.clients.claim(),
  expect,
  load: async ({ path, sum }) => ensure(await present(), path, sum),
  page: keepPage,
  others: keepOthers,
};

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

const REASONS = {
  QuotaExceededError: "quota",
  TypeError: "offline",
  TimeoutError: "offline",
  AbortError: "removed",
};

/* Why a wish could not be done, as offline.js says it. */
export function reasonOf(error) {
  if (error instanceof Changed) return "changed";
  return REASONS[error?.name] ?? "blocked";
}
