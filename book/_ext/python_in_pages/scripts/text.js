/* Printed text, as a terminal shows it: a carriage return writes a line anew. */
// eslint-disable-next-line no-control-regex
const ANSI = /\x1b\[[0-9;?]*[A-Za-z]/g;

export const plain = (text) => text.replace(ANSI, "");

/* Returns the text after `more` has been printed at its end. */
export function printed(before, more) {
  const start = before.lastIndexOf("\n") + 1;
  const lines = (before.slice(start) + plain(more)).replace(/\r\n/g, "\n").split("\n");
  return before.slice(0, start) + lines.map(overwritten).join("\n");
}

function overwritten(line) {
  if (!line.includes("\r")) return line;
  return line.split("\r").reduce((shown, next) => next + shown.slice(next.length));
}
