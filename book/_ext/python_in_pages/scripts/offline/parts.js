/* What a page or a style sheet names, and a page with its parts. */
import { ensure } from "./kept.js";
import { addressOf, pathOf } from "./names.js";

const PARTS = /\.(css|js|mjs|json|svg|png|jpe?g|gif|webp|avif|ico|woff2)$/;

function partsIn(text, path, list) {
  const named = text.matchAll(/\b(?:src|href)="([^"]+)"|\burl\(\s*["']?([^"')]+)/g);
  const found = Array.from(named, ([, attribute, url]) => attribute || url)
    .filter((address) => !/^(data|blob|https?|mailto):/.test(address))
    .map((address) => pathOf(new URL(address, addressOf(path))));
  return new Set(found.filter((part) => PARTS.test(part) && Object.hasOwn(list, part)));
}

/* Keeps a file and what it names: a page's parts, and with FULLY a style sheet's fonts and images.
   What a style sheet names and no page uses is not asked for while a reader goes from page to page. */
export const FULLY = /\.(html|css)$/;
export async function ensureWithParts(cache, path, list, naming = /\.html$/, done = new Set()) {
  if (done.has(path)) return;
  done.add(path);
  const answer = await ensure(cache, path, list[path]);
  if (!naming.test(path)) return;
  for (const part of partsIn(await answer.clone().text(), path, list))
    await ensureWithParts(cache, part, list, naming, done);
}
