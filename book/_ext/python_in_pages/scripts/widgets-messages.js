/* What Python says of its widgets, and what its Output widgets capture, in the order in which it is said.

Their views need Jupyter's own code: widgets.js, a part that is loaded when the first widget comes.
Until it is there, the messages wait here. */
const TARGET = "jupyter.widget";
const OUTPUT = "OutputModel";
const CAPTURED = ["stream", "display_data", "execute_result", "execute_error", "clear_output"];

export class WidgetMessages {
  #session;
  #about;
  #waiting = []; // what to do once the views are there
  #loading;
  #views;
  #captures = new Map(); // Output widget -> id of the request whose messages it takes; the last one first takes

  /* One for each session. about: {show, words}, of outputs.js and words.js. */
  constructor(session, about) {
    this.#session = session;
    this.#about = about;
    session.listen((message) => this.#receive(message));
    session.ended.catch(() => this.#loading?.then((views) => views.end()).catch(() => {}));
  }

  /* Says whether an Output widget has taken a message. Ask it before the message is shown elsewhere. */
  take(message) {
    const request = message.parentHeader?.msg_id;
    if (!CAPTURED.includes(message.type) || !request) return false;
    const taking = [...this.#captures].filter(([, id]) => id === request).at(-1);
    if (!taking) return false;
    this.#do((views) => views.capture(taking[0], message));
    return true;
  }

  /* Puts the view of a model into an element of the page. */
  async view(id, place) {
    const views = await this.#load().catch((error) => this.#sayFailed(place, error));
    return views?.view(id, place);
  }

  #sayFailed(place, error) {
    console.error(error);
    const sentence = document.createElement("p");
    sentence.textContent = this.#about.words("widget_failed", { what: error.message });
    place.replaceChildren(sentence);
  }

  #receive(message) {
    const { type, content } = message;
    if (type === "comm_open" && content.target_name === TARGET) this.#load().catch(() => {}); // view() says it
    this.#noteCapture(type, content);
    this.#do((views) => views.receive(message));
  }

  #noteCapture(type, { comm_id: id, data }) {
    if (type === "comm_open" && data?.state?._model_name === OUTPUT) this.#captures.set(id, "");
    if (type === "comm_close") this.#captures.delete(id);
    const wanted = data?.method === "update" ? data.state?.msg_id : undefined;
    if (wanted === undefined || !this.#captures.delete(id)) return;
    this.#captures.set(id, wanted);
  }

  #do(work) {
    if (this.#views) work(this.#views);
    else this.#waiting.push(work);
  }

  #load() {
    this.#loading ??= this.#begin().catch((error) => {
      this.#loading = undefined; // the next widget tries again
      throw error;
    });
    return this.#loading;
  }

  async #begin() {
    const { Widgets } = await import("./widgets.js");
    this.#views = new Widgets(this.#session, { ...this.#about, take: (message) => this.take(message) });
    for (const work of this.#waiting.splice(0)) work(this.#views);
    return this.#views;
  }
}
