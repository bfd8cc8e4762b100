/* One Python: JupyterLite's Pyodide kernel in a worker, without JupyterLab and without a page.

A session runs one thing after the other: cells, and messages to widgets between them. It knows
nothing of a document, so whatever has code to run can use it. */
import { wrap } from "comlink";

import { Lost, Stopped, isEnding } from "./endings.js";
import { Progress } from "./progress.js";

/* What Pyodide says, and does not throw. A package that did not come is fatal at the start only:
later the cell that needs it says so. */
const FATAL = /^Pyodide has (suffered a fatal error|exited)/;
const CAUSE = /The cause of the error was: \w+\s+(.*)/;
const DEADLY = /out of memory|out of bounds|unreachable/i;
const INCOMPLETE = /error occurred while loading/;
const KEPT = 1000; // requests that are still heard: a slider makes one with each step
const COMM = { comm_open: "commOpen", comm_msg: "commMsg", comm_close: "commClose" };

/* The reply of a cell whose own code has not run. */
const failure = (ename, evalue) => ({ status: "error", ename, evalue, traceback: [] });

export class Session {
  #worker;
  #remote;
  #queue;
  #end;
  #ended; // rejects when this Python ends, whatever the reason
  #heard = new Map(); // id of a request -> who hears what it causes, later too
  #listeners = new Set();
  #later = new Set(); // names of what has been loaded later
  #requests = 0;
  #begun = false;

  /* runtime: what runtime.json says, with `base`, the address of its folder. language: the page's. */
  constructor(runtime, { language = "en" } = {}) {
    this.runtime = runtime;
    this.language = language;
    this.progress = () => {};
    this.#ended = new Promise((_, reject) => (this.#end = reject));
    this.#ended.catch(() => {}); // nobody needs to wait for it
    this.ready = this.#start().catch((error) => this.#couldNot(error));
    this.ready.catch(() => {}); // as above
    this.#queue = this.ready.catch(() => {});
  }

  /* Rejects when Python ends: with Stopped, or with Lost and the reason. */
  get ended() {
    return this.#ended;
  }

  async #start() {
    const { base, start, before } = this.runtime;
    this.#worker = new Worker(new URL("kernel-worker.js", base), { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#receive(data ?? {}));
    this.#worker.addEventListener("error", ({ message }) =>
      this.#err(message || "the worker did not start"),
    );
    this.#remote = wrap(this.#worker);
    this.#count("start");
    await this.#unlessEnded(this.#remote.initialize(this.#options(base, start)));
    this.counted.end();
    this.#begun = true;
    const failed = before && (await this.#prepare(before));
    if (failed) throw new Error(failed.evalue);
  }

  /* Runs code of the book, not of the reader: an error in it is not the reader's. Returns the reply
  that says so, or nothing. */
  async #prepare(code) {
    const { status, ename, evalue } = await this.#execute(code, () => {}, {});
    return status === "ok" ? null : failure("BookError", `the book's own code: ${ename}: ${evalue}`);
  }

  #couldNot(error) {
    const lost = isEnding(error) ? error : new Lost(String(error?.message || error));
    this.#finish(lost);
    throw lost;
  }

  #options(base, packages) {
    const core = new URL(this.runtime.core, base).href;
    return {
      baseUrl: base,
      pyodideUrl: `${core}pyodide.mjs`,
      indexUrl: core,
      location: "",
      mountDrive: false,
      loadPyodideOptions: {
        lockFileURL: new URL(this.runtime.lock, base).href,
        packageBaseUrl: base,
        packages,
      },
    };
  }

  /* Runs code and resolves to {status, ename, evalue, traceback, payload}. heard gets each message
  that it causes. cell: the name that a traceback gives to the code. Rejects with Stopped or Lost. */
  run(code, heard = () => {}, { cell = "" } = {}) {
    return this.#inTurn(async () => {
      const failed = await this.#need(code);
      if (!failed) return this.#execute(code, heard, { cell });
      heard({ type: "execute_error", bundle: failed });
      return failed;
    });
  }

  /* Sends a message to a comm: {type: "comm_msg", content: {comm_id, data}, buffers}. id: of its own,
  or none. heard: as for run. */
  send(message, heard = () => {}) {
    const { id, type, content, metadata = {}, buffers = [] } = message;
    return this.#inTurn(() => {
      const parent = this.#parent(heard, {}, id);
      const whole = {
        ...parent,
        header: { ...parent.header, msg_type: type },
        content,
        metadata,
        buffers,
      };
      return this.#unlessEnded(this.#remote[COMM[type]](whole, parent));
    });
  }

  /* Calls handler with each comm message of the kernel: {type, content, metadata, buffers,
  parentHeader}. Returns the function that ends it. */
  listen(handler) {
    this.#listeners.add(handler);
    return () => this.#listeners.delete(handler);
  }

  /* Ends this Python at once. A new one is a new Session. */
  stop() {
    this.#finish(new Stopped());
  }

  #inTurn(work) {
    const turn = this.#queue.then(() => this.ready).then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  #execute(code, heard, about) {
    return this.#unlessEnded(this.#remote.execute({ code }, this.#parent(heard, about)));
  }

  #parent(heard, about, id = `request-${++this.#requests}`) {
    this.#heard.set(id, heard);
    if (this.#heard.size > KEPT) this.#heard.delete(this.#heard.keys().next().value);
    return { header: { msg_id: id, session: "page", username: "", ...about }, metadata: {} };
  }

  #unlessEnded(promise) {
    return Promise.race([this.#ended, promise]);
  }

  /* Loads what a cell is the first to need. Returns the cell's reply if that could not be had. */
  async #need(code) {
    for (const rule of this.runtime.later ?? []) {
      const failed = this.#isDue(rule, code) && (await this.#load(rule));
      if (failed) return failed;
    }
    return null;
  }

  #isDue({ name, when, languages = [] }, code) {
    const wanted = !languages.length || languages.includes(this.language);
    return wanted && !this.#later.has(name) && new RegExp(when, "m").test(code);
  }

  async #load({ name, packages = [], files = {}, run }) {
    this.#count(name);
    try {
      await this.#unlessEnded(this.#remote.load(packages, this.#addresses(files)));
    } catch (error) {
      if (isEnding(error)) throw error;
      return failure("NotLoaded", error.message);
    }
    this.counted.end();
    const failed = run && (await this.#prepare(run));
    if (!failed) this.#later.add(name);
    return failed;
  }

  #addresses(files) {
    return Object.entries(files).map(([path, file]) => [
      path,
      new URL(file, this.runtime.base).href,
    ]);
  }

  #count(group) {
    this.counted = new Progress(this.runtime, group, (...report) => this.progress(...report));
  }

  #receive({ _kernelMessage: message, _logMessage: log, _read: read, _failed: failed }) {
    if (message) this.#pass(message);
    else if (failed && !this.#begun)
      this.#lose(failed); // later it is the cell's affair
    else if (read) this.counted.add(read.url, read.bytes, read.done);
    else if (log && FATAL.test(log.data)) this.#lose(CAUSE.exec(log.data)?.[1] ?? log.data);
    else if (log && !this.#begun && INCOMPLETE.test(log.data)) this.#lose(log.data);
  }

  /* At the start any error is the end. Later a script of the reader's may fail: Python goes on. */
  #err(message) {
    if (!this.#begun || DEADLY.test(message)) this.#lose(message);
  }

  #pass(message) {
    if (message.type in COMM) for (const handler of this.#listeners) handler(message);
    this.#heard.get(message.parentHeader?.msg_id)?.(message);
  }

  #lose(reason) {
    this.#finish(new Lost(reason));
  }

  /* The first reason counts. */
  #finish(error) {
    this.#worker?.terminate();
    this.#listeners.clear();
    this.#heard.clear();
    this.#end(error);
  }
}
