/* Notices that nothing comes any more. It only says so: what is slow may still arrive. */
const SECONDS = 30;

export class Silence {
  #timer;

  constructor(tell) {
    this.tell = tell;
    this.broken(false);
  }

  /* Something came. all: nothing more is expected. */
  broken(all) {
    this.end();
    if (!all) this.#timer = setTimeout(() => this.tell(SECONDS), SECONDS * 1000);
  }

  end() {
    clearTimeout(this.#timer);
  }
}
