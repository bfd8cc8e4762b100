/* The buttons of a cell, and one line about how it stands. */
import { element } from "./element.js";

/* A button that keeps the focus while it cannot be used. */
export function button(text, label, act, kind = "") {
  const made = element("button", { type: "button", class: `pip-button ${kind}`, "aria-label": label }, text);
  made.addEventListener("click", () => made.getAttribute("aria-disabled") !== "true" && act());
  return made;
}

export const disable = (made, off) => (off ? made.setAttribute("aria-disabled", "true") : made.removeAttribute("aria-disabled"));

/* Returns {bar, show(state, about), say(text), changed(isChanged)} for a cell. */
export function controls(cell, { words, run, stop, reset }) {
  const { number } = cell;
  const named = (key) => words("of_cell", { action: words(key), number });
  const go = button(words("run"), named("run"), () => run(cell), "pip-run");
  const halt = button(words("stop"), named("stop"), () => stop(cell), "pip-stop");
  const back = button(words("reset"), named("reset"), () => reset(cell), "pip-reset");
  const note = element("span", { class: "pip-note" });
  halt.hidden = back.hidden = true;
  const name = element("span", { class: "pip-name" }, words("cell", { number }));
  const bar = element("div", { class: "pip-bar" }, go, halt, back, name, note);

  const hide = (made, wish) => {
    if (wish && made === made.ownerDocument.activeElement) go.focus({ preventScroll: true });
    made.hidden = wish;
  };
  let isChanged = false;
  let ran = false;
  const show = (state, about = {}) => {
    const works = state === "waiting" || state === "running";
    disable(go, works);
    disable(back, works);
    hide(halt, !works);
    ran = state === "ran" || (ran && state === "waiting");
    hide(back, !(isChanged || ["ran", "error", "not_run", "stopped_here", "lost_here"].includes(state)));
    note.textContent = noteFor(state, about, words);
    bar.dataset.state = state;
  };
  const changed = (now) => {
    isChanged = now;
    if (now) back.hidden = false;
    if (ran) note.textContent = words("changed");
  };
  const say = (text) => (note.textContent = text);
  return { bar, show, say, changed };
}

function noteFor(state, { above = 0, number }, words) {
  if (state === "book") return "";
  if (state === "ran" && above) return words("ran_above", { count: above });
  return words(state, { number });
}
