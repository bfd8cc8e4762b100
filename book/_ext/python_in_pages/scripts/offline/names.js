/* The names of a site's files: below its root, as addresses, and as keys of what is kept. */
import { cacheName } from "./cache_name.js";

export const SITE = self.PYTHON_IN_PAGES_SITE; // the version: the build writes it above this script
const ROOT = new URL("./", self.location).href;
export const KEPT = cacheName(new URL(ROOT));
export const PYTHON = "python/";
export const LIST = `${PYTHON}site-${SITE}.json`;

/* The path below the site's root, readable; null: not of this site. */
export function pathOf(address) {
  const url = new URL(address, ROOT);
  url.search = url.hash = "";
  try {
    return url.href.startsWith(ROOT) ? decodeURIComponent(url.href.slice(ROOT.length)) : null;
  } catch {
    return null;
  }
}

export const addressOf = (path) =>
  new URL(path.split("/").map(encodeURIComponent).join("/"), ROOT).href;

/* Where a file is kept. The names of Python's files never change their content; those of pages do. */
export const keyOf = (path, sum) => addressOf(path) + (path.startsWith(PYTHON) ? "" : `?${sum}`);
export const wantedKeyOf = (path) => `${addressOf(path)}?wanted`;

/* The file that a server of static files gives for a path; undefined: the list has none. */
export const fileAt = (path, list) =>
  [path, `${path}index.html`, `${path}.html`, `${path}/index.html`].find((name) =>
    Object.hasOwn(list, name),
  );
