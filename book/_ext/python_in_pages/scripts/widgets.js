/* The widgets of a session: shown by Jupyter's own code, and moved by Python.

Loaded by widgets-messages.js when the first widget comes. */
import { JupyterLuminoWidget as Widget } from "@jupyter-widgets/base";

import { element } from "./element.js";
import { Manager } from "./widgets-manager.js";
import { WIDGET, styled } from "./widgets-style.js";

const SAID = "pip-said";

export class Widgets {
  #about;
  #manager;
  #shown = new Map(); // view -> the element that it stands in
  #ended = false;
  #resize = () => {
    for (const view of this.#shown.keys()) view.luminoWidget.processMessage(Widget.ResizeMessage.UnknownSize);
  };

  /* about: {show, words, take}; take says whether an Output widget has taken a message. */
  constructor(session, about) {
    this.#about = about;
    this.#manager = new Manager(session, {
      words: about.words,
      show: (place, message) => this.#show(place, message),
      said: (view, model, message) => this.#say(view, model, message),
    });
    window.addEventListener("resize", this.#resize);
  }

  /* Hears a comm message of Python's. */
  receive(message) {
    this.#manager.receive(message);
  }

  /* Gives a message to the Output widget that captures it. */
  async capture(id, message) {
    const model = await this.#manager.get_model(id);
    model.state_change = model.state_change.then(() => model.capture(message));
  }

  /* Puts the view of a model into an element of the page, or a sentence that says why there is none. */
  async view(id, place) {
    this.#forgetGone();
    const root = element("div", { class: WIDGET });
    place.append(root);
    return this.#attach(id, root).catch((error) => root.replaceWith(this.#why(id, error)));
  }

  #why(id, error) {
    if (!this.#manager.has_model(id)) return this.#sentence("widget_gone");
    console.error(error);
    return this.#sentence("widget_broken", { what: error?.message ?? error });
  }

  async #attach(id, root) {
    const [model] = await Promise.all([this.#manager.get_model(id), styled()]);
    const view = await this.#manager.create_view(model);
    if (!root.isConnected) return view.remove();
    Widget.attach(view.luminoWidget, root);
    this.#shown.set(view, root);
    if (this.#ended) this.#tellEnd(root);
    return undefined;
  }

  /* Python has ended: the widgets keep their picture and say so. */
  end() {
    if (this.#ended) return;
    this.#ended = true;
    window.removeEventListener("resize", this.#resize);
    this.#manager.disconnect();
    for (const root of this.#shown.values()) this.#tellEnd(root);
  }

  #tellEnd(root) {
    root.after(this.#sentence("widget_ended"));
  }

  #sentence(key, values) {
    return element("p", { class: "pip-sentence pip-ended" }, this.#about.words(key, values));
  }

  #show(place, message) {
    const { show, words } = this.#about;
    show(place, message, { words, widgets: (id, there) => this.view(id, there) });
  }

  /* What a callback prints stands below the widget, unless an Output widget takes it. */
  async #say(view, id, message) {
    if (message.type.startsWith("comm_") || this.#about.take(message)) return;
    const root = this.#rootOf(view) ?? (await this.#rootOfModel(id)) ?? [...this.#shown.values()].at(-1);
    if (!root) return;
    if (!root.nextElementSibling?.matches(`.${SAID}`)) root.after(element("div", { class: SAID }));
    this.#show(root.nextElementSibling, message);
  }

  #rootOf(view) {
    return view?.el?.closest(`.${WIDGET}`);
  }

  async #rootOfModel(id) {
    const model = this.#manager.has_model(id) && (await this.#manager.get_model(id));
    const views = await Promise.all(Object.values(model?.views ?? {}));
    return views.map((view) => this.#rootOf(view)).find((root) => root?.isConnected);
  }

  /* A cell that runs again throws its earlier output away. A view can only go from within the page. */
  #forgetGone() {
    for (const [view, root] of this.#shown) {
      if (root.isConnected) continue;
      this.#shown.delete(view);
      document.body.append(root);
      view.remove();
      root.remove();
    }
  }

}
