/* What a start of Python needs and is not kept: the browser loads each by itself, once. A file that
   was given out, and is asked for again before it is kept (by a second tab, after a failure), may be
   broken in the browser's own cache: it is looked at before it is given out again. */
const ahead = new Set();
const given = new Set();

/* A start will ask for the file. It does not begin anew for one that was given out. */
export const comes = (path) => given.has(path) || ahead.add(path);

/* Whether the browser loads the file by itself, this time. */
export const passesBy = (path) => ahead.delete(path) && Boolean(given.add(path));

export const gaveOut = (path) => given.add(path);
export const wasGiven = (path) => given.has(path);

export function isKept(path) {
  ahead.delete(path);
  given.delete(path);
}
