/* The widgets of a session. Their part is loaded when the first one is shown. */
export class LazyWidgets {
  #early = []; // comm messages that came before
  #loaded = null;

  constructor(session) {
    this.session = session;
    this.deafen = session.listen((message) => this.#early.push(message));
  }

  /* Shows a widget in an element. */
  async view(id, place) {
    this.#loaded ??= this.#load();
    (await this.#loaded).view(id, place);
  }

  async #load() {
    const { Widgets } = await import("./widgets.js");
    this.deafen();
    return new Widgets(this.session, this.#early);
  }
}
