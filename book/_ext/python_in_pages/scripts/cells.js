/* The code cells of a page, as MyST-NB writes them, become cells that run. */
import { Controls } from "./controls.js";
import { edit } from "./editor.js";
import { element } from "./element.js";
import { show } from "./outputs.js";

const CELLS = "div.cell";
const INPUT = ".cell_input";
const HIDDEN = 'script[type="text/x-python"]'; // a cell that runs and that the page does not show

/* Returns the cells of a page in their order. about: {words, run, stop, reset, changed, isAsBook,
taken, widgets}; isAsBook says whether a cell and those above it have the book's text. */
export function cellsOf(page, about) {
  const found = [...page.querySelectorAll(`${CELLS}:has(${INPUT} pre), ${HIDDEN}`)];
  const inOrder = found.map((place) =>
    place.matches("script") ? new HiddenCell(place) : new Cell(place, about),
  );
  const shown = inOrder.filter((cell) => cell instanceof Cell);
  shown.forEach((cell, index) => cell.mount(index + 1));
  return inOrder;
}

/* Runs with the others and shows nothing. An error in it is the book's: the console has it. */
class HiddenCell {
  mayFail = false;
  isHidden = true;
  number = "–";

  constructor(place) {
    this.code = place.textContent;
  }

  begin() {}

  hear({ type, bundle }) {
    if (type === "execute_error") console.error(bundle.traceback.join("\n"));
  }

  end() {}
}

class Cell {
  constructor(place, about) {
    this.place = place;
    this.about = about;
    this.input = place.querySelector(INPUT);
    this.part = [...place.children].find((child) => child.contains(this.input)); // a fold, or the input
    this.book = this.input.querySelector("pre").textContent.replace(/\n$/, "");
    this.mayFail = place.classList.contains("tag_raises-exception");
    this.bookOutputs = [...place.children].filter((child) => child.matches(".cell_output"));
  }

  get code() {
    return this.editor ? this.editor.text : this.book;
  }

  get isChanged() {
    return this.code !== this.book;
  }

  /* Puts the editor, the buttons and the place for outputs into the page. */
  mount(number) {
    const { words, run, changed } = this.about;
    this.number = number;
    const holder = element("div", { class: "pip-editor highlight" });
    likeBook(holder, this.input.querySelector("pre"));
    this.input.replaceChildren(holder);
    this.editor = edit(holder, this.book, {
      label: words("code", { number }),
      run: () => run(this),
      change: () => {
        this.#compare();
        changed(this);
      },
    });
    this.controls = new Controls(this, this.about);
    this.part.after(this.controls.bar); // not in the fold: what runs must not be opened first
  }

  #compare() {
    this.controls.changed(this.isChanged, this.code !== this.ranCode);
  }

  wait() {
    this.controls.show("waiting");
  }

  begin() {
    this.controls.show("running");
    this.place.dataset.python = "running";
    this.ranCode = this.code;
    this.figures = 0;
    this.isFresh = false; // the old output stays until something new comes, or until the end
  }

  /* What this cell is the first to need is on its way. */
  load(text) {
    this.controls.say(text);
  }

  hear(message) {
    if (message.type in NO_OUTPUT || this.about.taken(message)) return;
    if (this.isFresh && !this.output) return; // it comes late: the book's output is back
    show(this.#output(), message, this.#ways());
  }

  /* state: "ran", "error", "stopped_here", "stopped_above"; about: {above, number, isHidden,
  reply}; number and isHidden: of the cell above that has ended with an error. */
  end(state, about) {
    this.place.dataset.python = state;
    this.controls.show(state, about);
    this.#compare(); // the text may have been changed while it ran
    for (const { source, data } of about.reply?.payload ?? [])
      if (source === "page")
        show(this.#output(), { type: "display_data", bundle: { data } }, this.#ways());
    if (state === "ran" || state === "error") this.#output(); // nothing shown is an output too
  }

  /* This Python is gone: what the cell shows stays, but nothing of it is there any more. */
  outlive() {
    const state = this.output ? "not_run" : "book";
    this.place.dataset.python = state;
    this.controls.show(state);
  }

  /* The book's text, and what the book shows for it. */
  reset() {
    this.editor.text = this.book;
    this.output?.remove();
    this.output = null;
    this.place.append(...this.bookOutputs);
    this.place.dataset.python = "book";
    this.controls.show("book");
  }

  /* The element for what this run shows; at its first use the older output goes. */
  #output() {
    if (this.isFresh) return this.output;
    this.isFresh = true;
    this.output?.remove();
    for (const old of this.bookOutputs) old.remove();
    const label = this.about.words("output", { number: this.number });
    this.output = element("div", {
      class: "cell_output pip-output",
      role: "group",
      "aria-label": label,
    });
    this.place.append(this.output);
    return this.output;
  }

  #ways() {
    const { words, widgets } = this.about;
    return { words, widgets, number: this.number, alt: () => this.#bookAlt(this.figures++) };
  }

  /* What the book says of the cell's figures holds while the code is the book's. */
  #bookAlt(index) {
    if (!this.about.isAsBook(this)) return "";
    const figure = this.bookOutputs.flatMap((each) => [
      ...each.querySelectorAll("svg > title, img[alt]"),
    ])[index];
    return figure?.alt ?? figure?.textContent ?? "";
  }
}

/* The editor has the letters and the margins of the book's code: the page must not jump. */
function likeBook(holder, pre) {
  const { fontSize, lineHeight, padding } = getComputedStyle(pre);
  for (const [name, value] of Object.entries({ fontSize, lineHeight, padding }))
    holder.style.setProperty(`--pip-${name}`, value);
}

const NO_OUTPUT = { comm_open: 1, comm_msg: 1, comm_close: 1 };
