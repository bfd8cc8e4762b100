/* Printed text, as a terminal shows it: a carriage return goes back to the line's begin. */
const ANSI = /\x1b\[[0-9;?]*[A-Za-z]/g;

export const plain = (text) => text.replace(ANSI, "");

/* Returns `before` with more printed at its end. A line's last return stays: what is printed next
overwrites the line from its begin, however many pieces it comes in. */
export function printed(before, more) {
  const start = before.lastIndexOf("\n") + 1;
  const text = (before.slice(start) + plain(more)).replace(/\r+\n/g, "\n");
  if (!text.includes("\r")) return before.slice(0, start) + text;
  return before.slice(0, start) + text.split("\n").map(lastReturnOnly).join("\n");
}

function lastReturnOnly(line) {
  const end = line.lastIndexOf("\r");
  return end < 0 ? line : `${overwritten(line.slice(0, end))}\r${line.slice(end + 1)}`;
}

/* The text as it is seen. */
export const seen = (text) =>
  text.includes("\r") ? text.split("\n").map(overwritten).join("\n") : text;

const overwritten = (line) =>
  line.split("\r").reduce((shown, next) => next + shown.slice(next.length));
