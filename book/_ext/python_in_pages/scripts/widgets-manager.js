/* Jupyter's manager of widgets, with a session in the place of a notebook's kernel. */
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";

import * as anywidget from "./widgets-anywidget.js";
import { Comm, fromPython } from "./widgets-comm.js";
import { MissingModel, missingView } from "./widgets-missing.js";
import { nameControls } from "./widgets-names.js";
import * as output from "./widgets-output.js";

const MODULES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
  "@jupyter-widgets/output": output,
  anywidget,
};

export class Manager extends ManagerBase {
  #session;
  #words;
  #comms = new Map();

  /* show(place, message): shows it there. said(view, model, message): shows what came of a change. */
  constructor(session, { words, show, said }) {
    super();
    this.#session = session;
    this.#words = words;
    this.show = show;
    this.said = said;
    this._rendermime = { latexTypesetter: { typeset: (el) => globalThis.MathJax?.typesetPromise?.([el]) } };
  }

  /* ---- Messages ------------------------------------------------------------------------ */

  receive(message) {
    const { comm_id: id, target_name: target } = message.content;
    if (message.type === "comm_open") return this.#opened(message, id, target);
    this.#comms.get(id)?.receive(message);
    if (message.type === "comm_close") this.#comms.delete(id);
    return undefined;
  }

  #opened(message, id, target) {
    if (target !== this.comm_target_name) return; // not a widget's
    this.handle_comm_open(this.#comm(id, target), fromPython(message)).catch((error) => console.error(error));
  }

  #comm(id, target) {
    const said = (message, callbacks) => this.said(callbacks?.iopub?.view, id, message);
    const comm = new Comm(this.#session, id, target, said);
    this.#comms.set(id, comm);
    return comm;
  }

  /* What a change in this view causes is shown beside this view. */
  callbacks(view) {
    return { iopub: { view } };
  }

  async _create_comm(target, id, data, metadata, buffers) {
    const comm = this.#comm(id ?? base.uuid(), target);
    if (data) comm.open(data, {}, metadata, buffers);
    return comm;
  }

  async _get_comm_info() {
    return {};
  }

  /* ---- Kinds of widgets ----------------------------------------------------------------- */

  async loadModelClass(name, module) {
    return MODULES[module]?.[name] ?? MissingModel;
  }

  async loadViewClass(name, module) {
    return MODULES[module]?.[name] ?? missingView(this.#words, `${module}.${name}`);
  }

  async create_view(model, options) {
    const view = await super.create_view(model, options);
    nameControls(view, this.#words);
    return view;
  }
}
