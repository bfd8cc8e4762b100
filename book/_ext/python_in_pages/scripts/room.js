/* Where the next part of an output goes: very many wait behind a button, and more are dropped. */
import { element } from "./element.js";

const SHOWN = 200;
const KEPT = 2000;

const rests = new WeakMap(); // output -> {box, button}

/* Returns the element to append to, or nothing when there are too many. */
export function roomIn(place, words) {
  if (place.childElementCount < SHOWN) return place;
  if (!rests.get(place)?.box.isConnected) rests.set(place, makeRest(place));
  const { box, button } = rests.get(place);
  if (box.childElementCount >= KEPT) return drop(rests.get(place), words);
  button.textContent = words("more_parts", { count: box.childElementCount + 1 });
  return box;
}

function drop(rest, words) {
  rest.sentence ??= element(
    "p",
    { class: "pip-sentence" },
    words("dropped_parts", { limit: SHOWN + KEPT }),
  );
  if (!rest.sentence.isConnected) rest.box.after(rest.sentence);
  return null;
}

function makeRest(place) {
  const box = element("div", { hidden: true, tabindex: "-1" });
  const button = element("button", { type: "button", class: "pip-button" });
  button.addEventListener("click", () => {
    box.hidden = false;
    box.focus({ preventScroll: true });
    button.remove();
  });
  place.append(box, button);
  return { box, button };
}
