/* The Output widget: what Python prints and shows inside `with output:` goes into it.

Python knows it as the list `output.outputs`, in the form of notebooks. */
import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

export const ERROR = "application/vnd.jupyter.error";

export class OutputModel extends DOMWidgetModel {
  defaults() {
    const module = { _model_module: "@jupyter-widgets/output", _view_module: "@jupyter-widgets/output" };
    const names = { _model_name: "OutputModel", _view_name: "OutputView" };
    return { ...super.defaults(), ...module, ...names, msg_id: "", outputs: [] };
  }

  initialize(attributes, options) {
    super.initialize(attributes, options);
    this.clearNext = false;
    this.listenTo(this, "change:outputs", (_, __, { captured } = {}) => captured || this.trigger("anew"));
  }

  /* Takes a message that would otherwise be shown below the cell. */
  capture(message) {
    const outputs = this.#with(message);
    this.set("outputs", outputs, { captured: true });
    this.save_changes();
    this.trigger("captured", message);
  }

  #with(message) {
    const before = this.clearNext ? [] : this.get("outputs");
    this.clearNext = message.type === "clear_output" && message.bundle.wait;
    if (message.type === "clear_output") return message.bundle.wait ? before : [];
    const output = asInNotebook(message);
    const last = before.at(-1);
    const joins = output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name;
    if (joins) return [...before.slice(0, -1), { ...last, text: last.text + output.text }];
    return [...before, output];
  }
}

export class OutputView extends DOMWidgetView {
  render() {
    super.render();
    this.el.classList.add("jupyter-widgets", "jupyter-widget-output");
    this.displayed.then(() => {
      this.#draw();
      this.listenTo(this.model, "captured", (message) => this.#show(message));
      this.listenTo(this.model, "anew", () => this.#draw());
    });
  }

  #draw() {
    this.el.replaceChildren();
    for (const output of this.model.get("outputs")) this.#show(asMessage(output));
  }

  #show(message) {
    this.model.widget_manager.show(this.el, message);
  }
}

function asInNotebook({ type, bundle }) {
  const error = bundle.data?.[ERROR];
  if (error) return { output_type: "error", ename: error.name, evalue: error.message, traceback: error.stack.split("\n") };
  if (type === "execute_error") return { output_type: "error", ...bundle };
  if (type === "stream") return { output_type: type, name: bundle.name, text: bundle.text };
  const { data, metadata } = bundle;
  const count = type === "execute_result" ? { execution_count: bundle.execution_count ?? null } : {};
  return { output_type: type, data, metadata: metadata ?? {}, ...count };
}

function asMessage({ output_type: type, ...bundle }) {
  return { type: type === "error" ? "execute_error" : type, bundle };
}
