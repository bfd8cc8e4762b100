/* The buttons of a cell, and one line about how it stands. */
import { element } from "./element.js";

/* A button that keeps the focus while it cannot be used. label: its name, if not the text. */
export function button(text, label, act, kind = "") {
  const attributes = { type: "button", class: `pip-button ${kind}`, "aria-label": label };
  const made = element("button", attributes, text);
  made.addEventListener("click", () => made.getAttribute("aria-disabled") !== "true" && act());
  return made;
}

export function disable(made, off) {
  if (off) made.setAttribute("aria-disabled", "true");
  else made.removeAttribute("aria-disabled");
}

const AT_WORK = ["waiting", "running"];
/* There is an output that is not the book's, or was none before. */
const HAS_RUN = ["ran", "error", "not_run", "stopped_here", "lost_here"];

export class Controls {
  #note = ""; // of the state
  #isChanged = false;

  /* cell: has a number. about: {words, run, stop, reset}. */
  constructor(cell, { words, run, stop, reset }) {
    const { number } = cell;
    const made = (key, act) => {
      const label = words("of_cell", { action: words(key), number });
      return button(words(key), label, () => act(cell), `pip-${key}`);
    };
    this.words = words;
    this.go = made("run", run);
    this.halt = made("stop", stop);
    this.back = made("reset", reset);
    this.halt.hidden = this.back.hidden = true;
    this.name = element("span", { class: "pip-name" }, words("cell", { number }));
    this.note = element("span", { class: "pip-note" });
    const parts = [this.go, this.halt, this.back, this.name, this.note];
    this.bar = element("div", { class: "pip-bar" }, ...parts);
  }

  /* Shows how the cell stands; the words of a state have its name. */
  show(state, about = {}) {
    const works = AT_WORK.includes(state);
    disable(this.go, works);
    disable(this.back, works);
    this.#hide(this.halt, !works);
    this.#hide(this.back, !this.#isChanged && !works && !HAS_RUN.includes(state));
    this.#note = this.#noteFor(state, about);
    this.say(this.#note);
    this.bar.dataset.state = state;
  }

  say(text) {
    this.note.textContent = text;
  }

  /* How the text stands now; isChanged: it is not the book's; isNew: it is not what ran last. */
  changed(isChanged, isNew) {
    this.#isChanged = isChanged;
    if (isChanged) this.back.hidden = false;
    if (this.bar.dataset.state === "ran") this.say(isNew ? this.words("changed") : this.#note);
  }

  #noteFor(state, { above = 0, number, isHidden }) {
    if (state === "book") return "";
    if (isHidden) return this.words("stopped_hidden");
    if (state === "ran" && above) return this.words("ran_above", { count: above });
    return this.words(state, { number });
  }

  /* Who stands on a button that goes stands on Run then. */
  #hide(made, wish) {
    if (wish && made === made.ownerDocument.activeElement) this.go.focus({ preventScroll: true });
    made.hidden = wish;
  }
}
