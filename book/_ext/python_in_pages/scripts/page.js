/* "Run this page": its code cells become editable and run in one Python, in the browser. */
import { element } from "./element.js";
import { Notebook } from "./notebook.js";
import { show } from "./outputs.js";
import { reasonFor, whatIsMissing } from "./reasons.js";
import { Session } from "./session.js";
import { Toolbar } from "./toolbar.js";
import { WidgetMessages } from "./widgets-messages.js";
import { wordsFor } from "./words.js";

const OWN_LINES = 3; // more lines of the reader's own are work: the browser asks before they are lost
const openers = new WeakMap();
const mark = (state) => (document.documentElement.dataset.pythonInPages = state);

/* Called with the button that was pressed; a second press while it works does nothing. */
export function start(opener) {
  if (openers.has(opener)) return openers.get(opener);
  const started = new RunningPage(opener).begin();
  openers.set(opener, started);
  started.then((works) => works || openers.delete(opener));
  return started;
}

/* The style sheet comes with the first press: a page that is only read does not ask for it. */
function dress() {
  const href = new URL("style.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(element("link", { rel: "stylesheet", href }));
}

class RunningPage {
  constructor(opener) {
    this.opener = opener;
    this.language = document.documentElement.lang || "en";
  }

  async begin() {
    mark("loading");
    dress();
    await this.#describe();
    this.words = wordsFor(this.language, this.runtime?.words);
    this.toolbar = new Toolbar(this.opener, this.words, this);
    const missing = whatIsMissing();
    if (missing || !this.runtime) return this.#fail(missing ?? this.trouble);
    this.notebook = new Notebook([], () => this.#open(), (what, about) => this.#hear(what, about));
    this.toolbar.begin(this.#size("start"));
    return this.notebook.start();
  }

  async #describe() {
    const address = new URL("runtime.json", import.meta.url);
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
      this.runtime = { ...(await answer.json()), base: new URL(".", address).href };
    } catch (error) {
      this.trouble = error;
    }
  }

  #size(group) {
    const files = this.runtime.files.filter((file) => file.group === group);
    return files.reduce((sum, file) => sum + file.bytes, 0);
  }

  #open() {
    const session = new Session(this.runtime, { language: this.language });
    this.widgets = new WidgetMessages(session, { show, words: this.words });
    return session;
  }

  /* The editor is in a part of its own: Python starts to load before it. */
  async #cells() {
    const { words, notebook } = this;
    const { cellsOf } = await import("./cells.js");
    return cellsOf(document, {
      words,
      run: (cell) => this.run(cell),
      stop: () => notebook.stop(),
      reset: (cell) => this.reset(cell),
      changed: () => this.#watchWork(),
      taken: (message) => this.widgets.take(message),
      widgets: (id, place) => this.widgets.view(id, place),
    });
  }

  #fail(error) {
    mark("failed");
    this.toolbar.fail(reasonFor(error, this.words));
    return false;
  }

  #hear(what, about) {
    const events = {
      progress: ({ bytes, total, what: group }) => this.toolbar.progress(bytes, total, group),
      ready: ({ again }) => this.#ready(again),
      failed: ({ error }) => this.#fail(error),
      ended: ({ why, error }) => this.#ended(why, error),
      ran: ({ cell, above, reply }) => this.toolbar.sayRan(cell, above, reply),
      busy: ({ busy }) => this.toolbar.busy(busy),
      stopped: ({ cell, above }) => this.toolbar.say("said_stopped_above", { number: cell.number, above: above.number }),
      all: ({ count }) => this.toolbar.say("said_ran_all", { count }),
    };
    events[what](about);
  }

  async #ready(again) {
    if (!this.notebook.cells.length) this.notebook.cells = await this.#cells();
    this.toolbar.ready(again);
    mark("ready");
  }

  #ended(why, error) {
    mark("stopped");
    for (const cell of this.notebook.cells) cell.outlive?.();
    this.toolbar.ended(why, error && reasonFor(error, this.words));
  }

  /* ---- What the buttons of the page do --------------------------------------------------- */

  run(cell) {
    this.#startIfFailed();
    return this.notebook.run(cell);
  }

  runAll() {
    this.#startIfFailed();
    return this.notebook.runAll();
  }

  #startIfFailed() {
    if (!this.notebook.session) this.again();
  }

  stop() {
    this.notebook.stop();
  }

  restart() {
    this.notebook.stop("restarted");
  }

  cancel() {
    this.notebook.close();
    this.toolbar.cancelled();
    openers.delete(this.opener);
    delete document.documentElement.dataset.pythonInPages;
  }

  again() {
    mark("loading");
    if (this.notebook?.cells.length) return this.notebook.start();
    this.toolbar.remove();
    openers.delete(this.opener);
    return start(this.opener);
  }

  reset(cell) {
    if (this.notebook.isBusy(cell)) return;
    cell.reset();
    this.notebook.forget(cell);
    this.toolbar.say("said_reset", { number: cell.number });
  }

  resetAll() {
    const mine = this.notebook.cells.filter((cell) => cell.reset && !this.notebook.isBusy(cell));
    if (mine.some((cell) => cell.isChanged) && !window.confirm(this.words("reset_all_ask"))) return;
    for (const cell of mine) {
      cell.reset();
      this.notebook.forget(cell);
    }
    this.toolbar.say("said_reset_all");
  }

  /* ---- Work that is lost when the page is left ------------------------------------------- */

  #watchWork() {
    if (this.#ownLines() > OWN_LINES) window.addEventListener("beforeunload", ask);
    else window.removeEventListener("beforeunload", ask);
  }

  #ownLines() {
    const own = (cell) => {
      const book = new Set(cell.book.split("\n"));
      return cell.code.split("\n").filter((line) => line.trim() && !book.has(line)).length;
    };
    return this.notebook.cells.filter((cell) => cell.book).reduce((sum, cell) => sum + own(cell), 0);
  }
}

const ask = (event) => event.preventDefault();
