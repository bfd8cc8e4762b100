/* How a Python ends. */

/* The reader, or the page, has ended it. */
export class Stopped extends Error {
  constructor() {
    super("stopped");
    this.name = "Stopped";
  }
}

/* It has ended by itself: its files did not come, or it ran out of memory. */
export class Lost extends Error {
  constructor(reason) {
    super(reason);
    this.name = "Lost";
  }
}

export const isEnding = (error) => error instanceof Stopped || error instanceof Lost;
