/* Text that may be very long: the beginning shows, and a button shows the rest. */
import { element } from "./element.js";
import { reachWithKeys } from "./reach.js";

const LINES = 200;
const LETTERS = 20_000;

/* Returns how much of a text shows at first. */
export function beginning(text) {
  let end = -1;
  for (let line = 0; line < LINES; line += 1) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return text.slice(0, LETTERS);
  }
  return text.slice(0, Math.min(end, LETTERS));
}

const lines = (text) => text.replace(/\n$/, "").split("\n").length;

/* A block of text in the page. write(text) can be called again and again. */
export class LongText {
  constructor(kind, words) {
    this.words = words;
    this.shown = element("pre", { class: kind });
    this.box = element("div", { class: "pip-text", tabindex: "-1" }, this.shown);
    this.isOpen = false;
    this.look = reachWithKeys(this.shown);
  }

  write(text) {
    this.text = text;
    const first = this.isOpen ? text : beginning(text);
    this.shown.textContent = first;
    this.look();
    this.#offer(text.length - first.length && lines(text.slice(first.length + 1)));
  }

  #offer(count) {
    if (!count) return this.more?.remove();
    this.more ??= this.#button();
    this.more.textContent = this.words("cut", { count });
    if (!this.more.isConnected) this.box.append(this.more);
    return undefined;
  }

  #button() {
    const made = element("button", { type: "button", class: "pip-button" });
    made.addEventListener("click", () => {
      this.isOpen = true;
      this.write(this.text);
      this.box.focus({ preventScroll: true }); // the button goes: who pressed it stays at the text
    });
    return made;
  }
}
