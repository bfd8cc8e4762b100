/* One Python: JupyterLite's Pyodide kernel in a worker, without JupyterLab and without a page.

A session runs one thing after the other: cells, and messages to widgets between them. It knows
nothing of a document, so whatever has code to run can use it. */
import { wrap } from "comlink";

import { Progress } from "./progress.js";

/* The reader, or the page, has ended this Python. */
export class Stopped extends Error {
  constructor() {
    super("stopped");
    this.name = "Stopped";
  }
}

/* Python has ended by itself: its files did not come, or it ran out of memory. */
export class Lost extends Error {
  constructor(reason) {
    super(reason);
    this.name = "Lost";
  }
}

const FATAL = /^Pyodide has (suffered a fatal error|exited)/;
const COMM = { comm_open: "commOpen", comm_msg: "commMsg", comm_close: "commClose" };

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

  /* runtime: what runtime.json says, with `base`, the address of its folder. language: of the page. */
  constructor(runtime, { language = "en" } = {}) {
    this.runtime = runtime;
    this.language = language;
    this.progress = () => {};
    this.#ended = new Promise((_, reject) => (this.#end = reject));
    this.#ended.catch(() => {}); // nobody needs to wait for it
    this.ready = this.#start();
    this.ready.catch(() => {});
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
    this.#worker.addEventListener("error", (event) => this.#lose(event.message || "the worker did not start"));
    this.#remote = wrap(this.#worker);
    this.#count("start");
    await this.#unlessEnded(this.#remote.initialize(this.#options(base, start)));
    if (before) await this.#execute(before, () => {}, {});
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

  /* Runs code and resolves to {status, ename, evalue, traceback, payload}. heard gets each message that it
  causes. cell: the name that a traceback gives to the code. Rejects with Stopped or Lost. */
  run(code, heard = () => {}, { cell = "" } = {}) {
    return this.#inTurn(async () => {
      await this.#need(code);
      return this.#execute(code, heard, { cell });
    });
  }

  /* Sends a message to a comm: {type: "comm_msg", content: {comm_id, data}, buffers}. id: of its own, or none.
  heard: as for run. */
  send(message, heard = () => {}) {
    const { id, type, content, metadata = {}, buffers = [] } = message;
    return this.#inTurn(() => {
      const parent = this.#parent(heard, {}, id);
      const whole = { ...parent, header: { ...parent.header, msg_type: type }, content, metadata, buffers };
      return this.#unlessEnded(this.#remote[COMM[type]](whole, parent));
    });
  }

  /* Calls handler with each comm message of the kernel: {type, content, metadata, buffers, parentHeader}.
  Returns the function that ends it. */
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
    return { header: { msg_id: id, session: "page", username: "", ...about }, metadata: {} };
  }

  #unlessEnded(promise) {
    return Promise.race([this.#ended, promise]);
  }

  /* Loads what a cell is the first to need. */
  async #need(code) {
    for (const rule of this.runtime.later ?? []) {
      const wanted = !rule.languages?.length || rule.languages.includes(this.language);
      if (!wanted || this.#later.has(rule.name) || !new RegExp(rule.when, "m").test(code)) continue;
      this.#count(rule.name);
      await this.#unlessEnded(this.#remote.load(rule.packages ?? [], this.#addresses(rule.files)));
      if (rule.run) await this.#execute(rule.run, () => {}, {});
      this.#later.add(rule.name);
    }
  }

  #addresses(files = {}) {
    return Object.entries(files).map(([path, file]) => [path, new URL(file, this.runtime.base).href]);
  }

  #count(group) {
    this.counted = new Progress(this.runtime, group, (...report) => this.progress(...report));
  }

  #receive({ _kernelMessage: message, _logMessage: log, _read: read }) {
    if (message) this.#pass(message);
    else if (read) this.counted.add(read.url, read.bytes, read.done);
    else if (log && FATAL.test(log.data)) this.#lose(log.data);
  }

  #pass(message) {
    if (message.type in COMM) for (const handler of this.#listeners) handler(message);
    this.#heard.get(message.parentHeader?.msg_id)?.(message);
  }

  #lose(reason) {
    this.#finish(new Lost(reason));
  }

  #finish(error) {
    this.#worker?.terminate();
    this.#listeners.clear();
    this.#heard.clear();
    this.#end(error);
  }
}
