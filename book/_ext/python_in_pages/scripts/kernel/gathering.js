/* Joins printed text when very much of it comes, so that the page can still answer.

A few pieces are sent as they are: what a cell prints before it works for long shows at once. After
very many, the last ones (fewer than are joined) wait until Python pauses or the cell ends. */
const AT_ONCE = 100; // pieces in a span
const SPAN = 100; // milliseconds
const JOINED = 100; // pieces

export class Gathering {
  #began = 0;
  #pieces = 0;
  #waiting = null;

  /* send: gets the messages. now: tells the time. */
  constructor(send, now = () => performance.now()) {
    this.send = send;
    this.now = now;
  }

  /* Takes a message of the kernel; it is sent now, or with more of its kind. */
  take(message) {
    if (message.type !== "stream") {
      this.flush();
      this.send(message);
      return;
    }
    this.#join(message);
    if (!this.#isFlood()) this.flush();
  }

  /* Sends what waits. To be called when a cell has ended. */
  flush() {
    if (this.#waiting) this.send(this.#waiting);
    this.#waiting = null;
  }

  #isFlood() {
    const time = this.now();
    if (time - this.#began > SPAN) [this.#began, this.#pieces] = [time, 0];
    this.#pieces += 1;
    return this.#pieces > AT_ONCE && this.#pieces % JOINED !== 0;
  }

  #join(message) {
    const { bundle, parentHeader } = message;
    const before = this.#waiting;
    if (before?.bundle.name === bundle.name && before.parentHeader.msg_id === parentHeader.msg_id) {
      before.bundle.text += bundle.text;
      return;
    }
    this.flush();
    this.#waiting = message;
    setTimeout(() => this.flush()); // once Python pauses, nothing waits
  }
}
