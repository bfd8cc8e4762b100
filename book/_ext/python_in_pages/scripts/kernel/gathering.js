/* Joins printed text when very much of it comes, so that the page can still answer.

A few pieces are sent as they are: what a cell prints before it works for long must show at once. */
const AT_ONCE = 100; // pieces in a span
const SPAN = 100; // milliseconds

export function gathering(send, now = () => performance.now()) {
  let began = 0;
  let pieces = 0;
  let waiting = null;

  const flush = () => {
    if (waiting) send(waiting);
    waiting = null;
  };
  const join = (message) => {
    const joins = waiting?.bundle.name === message.bundle.name && waiting.parentHeader.msg_id === message.parentHeader.msg_id;
    if (joins) waiting.bundle.text += message.bundle.text;
    else {
      flush();
      waiting = message;
    }
  };
  return (message) => {
    if (message.type !== "stream") {
      flush();
      return send(message);
    }
    const time = now();
    if (time - began > SPAN) [began, pieces] = [time, 0];
    pieces += 1;
    join(message);
    if (pieces <= AT_ONCE || pieces % 1000 === 0) flush();
    return undefined;
  };
}
