/* Printed text: the pieces of one stream become one block. */
import { element } from "./element.js";
import { LongText } from "./long_text.js";
import { printed, seen } from "./text.js";

const LIMIT = 1_000_000; // characters are kept of a block

const blocks = new WeakMap(); // element -> what it holds

/* Adds a piece to the block that stands last, or begins one. */
export function print(place, { name, text }, { words }) {
  const block = begun(place, name, words);
  if (block.isFull) return;
  block.text = printed(block.text, text);
  block.isFull = block.text.length > LIMIT;
  if (block.isFull) block.text = block.text.slice(0, LIMIT);
  plan(block, words);
}

function begun(place, name, words) {
  const last = blocks.get(place.lastElementChild);
  if (last?.name === name) return last;
  const shown = new LongText(`pip-stream pip-${name}`, words);
  place.append(shown.box);
  const block = { name, text: "", shown, isPlanned: false, isFull: false };
  blocks.set(shown.box, block);
  return block;
}

/* Writes at most once for each picture that the browser draws: pieces may come in thousands. */
function plan(block, words) {
  if (block.isPlanned) return;
  block.isPlanned = true;
  const now = () => {
    block.isPlanned = false;
    block.shown.write(seen(block.text));
    if (block.isFull)
      block.shown.box.append(
        element("p", { class: "pip-sentence" }, words("dropped", { limit: LIMIT })),
      );
  };
  if (document.hidden) setTimeout(now);
  else requestAnimationFrame(now);
}
