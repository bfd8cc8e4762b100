/* The order in which the cells of a page run: one Python, and what stands above comes first.

It knows no document. A cell is anything with {number, code, mayFail, isHidden, begin(),
hear(message), end(state, about)}, and wait() and outlive() if it shows how it stands; `open` makes
a new session. What happens is told to `hear`:
  ready {again}   failed {error}   ended {why, error}   progress {bytes, total, what, cell}
  ran {cell, above, reply}   stopped {cell, above}   all {count}   busy {busy} */
import { Stopped, isEnding } from "./endings.js";

/* How many of the cells a reader sees. */
const shown = (cells) => cells.filter((cell) => !cell.isHidden).length;

/* What a note can say of a cell: a hidden one has no number. */
const nameOf = ({ number, isHidden = false }) => ({ number, isHidden });

/* A queue goes on, whatever becomes of one turn. */
const unlessEnded = (error) => {
  if (!isEnding(error)) console.error(error);
};

export class Notebook {
  #ran = new Map(); // cell -> the code that has run in this Python
  #queue = Promise.resolve();
  #waiting = new Set();

  constructor(cells, open, hear) {
    this.cells = cells;
    this.open = open;
    this.hear = hear;
    this.starts = 0;
  }

  /* Starts a Python. Resolves to whether it is ready; if it is not, `failed` is told. */
  async start() {
    const session = this.open();
    this.session = session;
    this.ready = false;
    this.current = null;
    this.#ran.clear();
    session.progress = (bytes, total, what) =>
      this.hear("progress", { bytes, total, what, cell: this.current });
    session.ended.catch((error) => this.#onEnd(session, error));
    try {
      await session.ready;
    } catch (error) {
      if (this.session === session) this.#fail(error);
      return false;
    }
    this.ready = true;
    this.starts += 1;
    this.hear("ready", { again: this.starts > 1 });
    return true;
  }

  #fail(error) {
    this.session.stop();
    this.session = null;
    for (const cell of this.#waiting) cell.outlive?.(); // they wait for nothing now
    this.hear("failed", { error });
  }

  #onEnd(session, error) {
    if (session !== this.session || !this.ready) return; // ended by us, or while it started
    this.#anew("lost", error);
  }

  /* Ends the running Python at once and starts a new one. why: "stopped" or "restarted". */
  stop(why = "stopped") {
    if (this.session) this.#anew(why);
  }

  /* Gives up: nothing runs any more. */
  close() {
    const session = this.session;
    this.session = null;
    session?.stop();
  }

  #anew(why, error) {
    this.close();
    this.hear("ended", { why, error });
    this.start();
  }

  /* How a cell's text stands to what has run: "new", "changed" or "ran". */
  stateOf(cell) {
    if (!this.#ran.has(cell)) return "new";
    return this.#ran.get(cell) === cell.code ? "ran" : "changed";
  }

  isBusy(cell) {
    return this.#waiting.has(cell);
  }

  /* The book's text is back in a cell: what it did is not undone, but it counts as not run. */
  forget(cell) {
    this.#ran.delete(cell);
  }

  /* Runs a cell, after those above it that have changed or have not run. */
  run(cell) {
    const above = () =>
      this.cells.slice(0, this.cells.indexOf(cell)).filter((each) => this.stateOf(each) !== "ran");
    return this.#soon([cell], async () => {
      const first = above();
      const stopped = await this.#series(first);
      if (stopped) return this.#didNotRun(cell, stopped.cell);
      const reply = await this.#one(cell, shown(first));
      return this.hear("ran", { cell, above: shown(first), reply });
    });
  }

  /* Runs every cell from the top. Stops at an error that the page does not show itself. */
  runAll() {
    return this.#soon(this.cells, async () => {
      const stopped = await this.#series(this.cells);
      if (!stopped) return this.hear("all", { count: shown(this.cells) });
      const rest = this.cells.slice(this.cells.indexOf(stopped.cell) + 1);
      for (const cell of rest) cell.end("stopped_above", nameOf(stopped.cell));
      return this.hear("ran", { ...stopped, above: 0 });
    });
  }

  #didNotRun(cell, above) {
    cell.end("stopped_above", nameOf(above));
    this.hear("stopped", { cell, above });
  }

  /* Who asks twice gets one run. */
  async #soon(cells, work) {
    const asked = cells.filter((cell) => !this.#waiting.has(cell));
    if (!asked.length || !this.session) return;
    for (const cell of asked) {
      this.#waiting.add(cell);
      cell.wait?.();
    }
    this.hear("busy", { busy: true });
    const session = this.session;
    const turn = this.#queue.then(async () => {
      await session.ready; // a cell whose Python does not start has not begun
      return this.session === session && work();
    });
    this.#queue = turn.catch(unlessEnded);
    await this.#queue;
    for (const cell of asked) this.#waiting.delete(cell);
    if (!this.#waiting.size) this.hear("busy", { busy: false });
  }

  /* Returns the cell that ended the series with an error, and the reply; or nothing. */
  async #series(cells) {
    for (const cell of cells) {
      const reply = await this.#one(cell, 0);
      if (reply.status !== "ok" && !cell.mayFail) return { cell, reply };
    }
    return null;
  }

  async #one(cell, above) {
    const { code } = cell;
    this.current = cell;
    cell.begin();
    try {
      const reply = await this.session.run(code, (message) => cell.hear(message), {
        cell: String(cell.number),
      });
      const ran = reply.status === "ok" || cell.mayFail;
      if (ran) this.#ran.set(cell, code);
      else this.#ran.delete(cell);
      cell.end(reply.status === "ok" ? "ran" : "error", { above, reply });
      return reply;
    } catch (error) {
      if (!isEnding(error)) return this.#broke(cell, error);
      cell.end(error instanceof Stopped ? "stopped_here" : "lost_here", {});
      throw error;
    }
  }

  /* The kernel itself has failed, and goes on. */
  #broke(cell, error) {
    const reply = { status: "error", ename: error.name, evalue: error.message, traceback: [] };
    this.#ran.delete(cell);
    cell.hear({ type: "execute_error", bundle: reply });
    cell.end("error", { reply });
    return reply;
  }
}
