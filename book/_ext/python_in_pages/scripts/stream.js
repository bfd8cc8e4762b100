/* Printed text: pieces of one stream become one block, and what is very long is cut. */
import { element } from "./element.js";
import { printed } from "./text.js";

const LINES = 200; // are shown
const LIMIT = 1_000_000; // characters are kept

/* Adds a piece to the block that stands last, or begins one. */
export function print(place, { name, text }, { words }) {
  const block = begun(place, name);
  if (block.full) return;
  block.text = printed(block.text, text);
  if (block.text.length > LIMIT) {
    block.full = true;
    block.text = block.text.slice(0, LIMIT);
  }
  draw(block, words);
}

const blocks = new WeakMap(); // element -> what it holds

function begun(place, name) {
  const last = blocks.get(place.lastElementChild);
  if (last?.name === name) return last;
  const shown = element("pre", { class: `pip-stream pip-${name}` });
  const made = element("div", { class: "pip-printed" }, shown);
  place.append(made);
  const block = { name, text: "", shown, made, planned: false };
  blocks.set(made, block);
  return block;
}

/* At most once for each picture that the browser draws: pieces may come in thousands. */
function draw(block, words) {
  if (block.planned) return;
  block.planned = true;
  const now = () => {
    block.planned = false;
    drawNow(block, words);
  };
  if (document.hidden) setTimeout(now);
  else requestAnimationFrame(now);
}

function drawNow(block, words) {
  const lines = block.open ? [] : block.text.split("\n");
  const more = lines.length - LINES;
  block.shown.textContent = more > 1 ? lines.slice(0, LINES).join("\n") : block.text;
  block.rest?.remove();
  block.rest = more > 1 ? rest(block, words("cut", { count: more }), words) : block.full && full(words);
  if (block.rest) block.made.append(block.rest);
}

function rest(block, text, words) {
  const button = element("button", { type: "button", class: "pip-button" }, text);
  button.addEventListener("click", () => {
    block.open = true;
    block.shown.tabIndex = -1; // the button goes: who pressed it stays at the text
    drawNow(block, words);
    block.shown.focus({ preventScroll: true });
  });
  return button;
}

const full = (words) => element("p", { class: "pip-sentence" }, words("dropped", { limit: LIMIT.toLocaleString() }));
