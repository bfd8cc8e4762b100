/* "Run this page": its code cells become editable and run in one Python, in the browser. */
import { element } from "./element.js";
import { Notebook } from "./notebook.js";
import { keep, kept, open } from "./offline.js";
import { show } from "./outputs.js";
import { sizeOf } from "./progress.js";
import { forgetRefused, reasonFor, reasonOfStart, whatIsMissing } from "./reasons.js";
import { Session } from "./session.js";
import { Silence } from "./silence.js";
import { Toolbar } from "./toolbar.js";
import { WidgetMessages } from "./widgets-messages.js";
import { megabytes, wordsFor } from "./words.js";
import { watchWork } from "./work.js";

const KEEP_AFTER = 3000; // milliseconds: the reader's first result comes first

const started = new WeakMap(); // button -> what its page has come to

/* What tests and style sheets can see: loading, ready, failed, stopped. */
const mark = (state) => (document.documentElement.dataset.pythonInPages = state);

/* Called with the button that was pressed; a second press while it works does nothing. */
export function start(opener) {
  if (!started.has(opener)) started.set(opener, new RunningPage(opener).begin());
  return started.get(opener);
}

/* The style sheet comes with the first press: a page that is only read does not ask for it. */
function dress() {
  const { href } = new URL("style.css", import.meta.url);
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(element("link", { rel: "stylesheet", href }));
}

/* What is served, as runtime.json says it, with the address of its folder. */
async function description() {
  const address = new URL("runtime.json", import.meta.url);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
  return { ...(await answer.json()), base: new URL(".", address).href };
}

class RunningPage {
  constructor(opener) {
    this.opener = opener;
    this.language = document.documentElement.lang || "en";
    this.firstRun = new Promise((end) => (this.endFirstRun = end));
  }

  async begin() {
    mark("loading");
    dress();
    forgetRefused();
    const runtime = await description().catch((error) => error);
    this.words = wordsFor(this.language, runtime.words);
    this.toolbar = new Toolbar(this.opener, this.words, this);
    const trouble = whatIsMissing() ?? (runtime instanceof Error && runtime);
    if (trouble) return this.#fail(trouble);
    this.runtime = runtime;
    return this.#load();
  }

  async #load() {
    const files = this.runtime.files.filter(({ group }) => group === "start");
    this.toolbar.begin(sizeOf(files), (await kept(this.runtime)).start);
    this.notebook = new Notebook(
      [],
      () => this.#open(),
      (what, about) => this.#hear(what, about),
    );
    this.silence = new Silence((seconds) => this.toolbar.silent(seconds));
    await open(this.runtime); // before the first file: each is loaded once
    return this.cancelled || this.notebook.start();
  }

  #open() {
    forgetRefused();
    const session = new Session(this.runtime, { language: this.language });
    this.widgets = new WidgetMessages(session, { show, words: this.words });
    return session;
  }

  /* The editor is in a part of its own: Python starts to load before it. */
  async #cells() {
    const { cellsOf } = await import("./cells.js");
    if (this.cancelled) return [];
    const cells = cellsOf(document, {
      words: this.words,
      run: (cell) => this.run(cell),
      stop: () => this.stop(),
      reset: (cell) => this.reset(cell),
      isAsBook: (cell) =>
        cells.slice(0, cells.indexOf(cell) + 1).every(({ isChanged }) => !isChanged),
      changed: () => watchWork(this.notebook.cells),
      taken: (message) => this.widgets.take(message),
      widgets: (id, place) => this.widgets.view(id, place),
    });
    return cells;
  }

  /* ---- What happens ---------------------------------------------------------------------- */

  #hear(what, about) {
    const { toolbar } = this;
    const events = {
      progress: (report) => this.#progress(report),
      ready: ({ again }) => this.#ready(again),
      failed: ({ error }) => this.#fail(error),
      ended: ({ why, error }) => this.#ended(why, error),
      ran: ({ cell, above, reply }) => toolbar.sayRan(cell, above, reply),
      stopped: ({ cell, above }) => toolbar.sayStopped(cell, above),
      all: ({ count }) => toolbar.say("said_ran_all", { count }),
      busy: ({ busy }) => this.#busy(busy),
    };
    events[what](about);
  }

  #busy(busy) {
    this.toolbar.busy(busy);
    if (!busy) this.endFirstRun();
  }

  #progress({ bytes, total, what, cell }) {
    if (what === "start") {
      const isFirst = !this.notebook.starts; // later there is no Cancel, and all is here
      if (isFirst) this.silence.broken(bytes >= total);
      this.toolbar.progress(bytes, total);
    } else {
      const said = this.words("loading_more", { done: megabytes(bytes), total: megabytes(total) });
      cell?.load?.(bytes < total ? said : this.words("running"));
    }
  }

  async #ready(again) {
    this.silence.end();
    const { session } = this.notebook;
    const isOver = () => this.notebook.session !== session; // while the editor's part was loaded
    try {
      this.mounted ??= this.#cells();
      this.notebook.cells = await this.mounted;
    } catch (error) {
      this.mounted = undefined;
      if (isOver()) return false;
      this.notebook.close();
      return this.#fail(error);
    }
    if (isOver()) return false;
    this.toolbar.ready(again);
    mark("ready");
    this.keeping ??= this.#keep();
    return this.keeping;
  }

  async #keep() {
    await this.toolbar.tellKept(this.runtime); // of an earlier visit
    await Promise.race([this.firstRun, new Promise((go) => setTimeout(go, KEEP_AFTER))]);
    await keep(this.runtime);
    await this.toolbar.tellKept(this.runtime);
  }

  async #fail(error) {
    this.silence?.end();
    const why = await reasonOfStart(error, this.words);
    if (this.cancelled || this.notebook?.session) return false; // or begun again
    mark("failed");
    this.toolbar.fail(why);
    return false;
  }

  #ended(why, error) {
    mark("stopped");
    for (const cell of this.notebook.cells) cell.outlive?.();
    this.toolbar.ended(why, error && reasonFor(error, this.words));
  }

  /* ---- What the buttons do --------------------------------------------------------------- */

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
    this.notebook.stop("stopped");
  }

  restart() {
    this.notebook.stop("restarted");
  }

  cancel() {
    this.cancelled = true;
    this.silence.end();
    this.notebook.close();
    this.toolbar.remove();
    started.delete(this.opener);
    delete document.documentElement.dataset.pythonInPages;
  }

  /* After a failure: with what has been loaded, or all of it again. */
  again() {
    mark("loading");
    if (this.notebook?.cells.length) {
      this.toolbar.ended("restarted");
      return this.notebook.start();
    }
    this.cancelled = true; // what this start still waits for must touch nothing
    this.toolbar.remove();
    started.delete(this.opener);
    return start(this.opener);
  }

  reset(cell) {
    if (!this.#backToBook([cell])) return;
    this.toolbar.say("said_reset", { number: cell.number });
  }

  resetAll() {
    const shown = this.notebook.cells.filter((cell) => cell.reset);
    if (shown.some((cell) => cell.isChanged) && !window.confirm(this.words("reset_all_ask")))
      return;
    if (this.#backToBook(shown)) this.toolbar.say("said_reset_all");
  }

  /* A cell that runs or waits keeps its text. */
  #backToBook(cells) {
    const idle = cells.filter((cell) => !this.notebook.isBusy(cell));
    for (const cell of idle) {
      cell.reset();
      this.notebook.forget(cell);
    }
    return idle.length;
  }
}
