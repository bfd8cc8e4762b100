/* Work that is lost when the page is left.

Nothing of it is kept. A number that somebody tried needs no question; some own lines do. */
const OWN_LINES = 3;

const ask = (event) => event.preventDefault();

/* Lets the browser ask before it leaves the page, as long as there is work on it. */
export function watchWork(cells) {
  const own = cells
    .filter((cell) => cell.book !== undefined)
    .reduce((sum, cell) => sum + ownLines(cell), 0);
  if (own > OWN_LINES) window.addEventListener("beforeunload", ask);
  else window.removeEventListener("beforeunload", ask);
}

/* How many lines of a cell the book does not have. */
export function ownLines({ code, book }) {
  const known = new Set(book.split("\n"));
  return code.split("\n").filter((line) => line.trim() && !known.has(line)).length;
}
