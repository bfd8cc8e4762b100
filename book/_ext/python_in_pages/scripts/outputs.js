/* What a cell shows: a message of the kernel becomes a part of the page, as in Jupyter. */
import { element } from "./element.js";
import { figure } from "./figure.js";
import { LongText } from "./long_text.js";
import { reachWithKeys } from "./reach.js";
import { roomIn } from "./room.js";
import { print } from "./stream.js";
import { plain } from "./text.js";

const WIDGET = "application/vnd.jupyter.widget-view+json";
const CAUGHT = "application/vnd.jupyter.error"; // an error that does not end the cell: a callback's

/* Shows a message in an element. words: as of wordsFor. widgets: gives the widgets of the session
(they are loaded when the first one comes). number: the cell's. alt: says what a figure shows. */
export function show(place, message, about) {
  const kind = KINDS[message.type];
  if (!kind) return;
  if (place.dataset.clear !== undefined && message.type !== "clear_output") clear(place);
  const room = message.type in ADDING ? roomIn(place, about.words) : place;
  if (room) kind(room, message.bundle, about);
}

const ADDING = { stream: print, display_data: add, execute_result: add, execute_error: fail };
const KINDS = {
  ...ADDING,
  update_display_data: update,
  clear_output: (place, { wait }) => (wait ? (place.dataset.clear = "") : clear(place)),
};

function clear(place) {
  delete place.dataset.clear;
  place.replaceChildren();
}

function add(place, bundle, about) {
  const made = element("div", { class: "pip-shown" });
  if (bundle.transient?.display_id) made.dataset.display = bundle.transient.display_id;
  place.append(made);
  fill(made, bundle, about);
  reachWithKeys(made);
}

/* A display may stand in another cell, and more than once. */
function update(place, bundle, about) {
  const id = CSS.escape(bundle.transient?.display_id ?? "");
  for (const made of place.ownerDocument.querySelectorAll(`[data-display="${id}"]`))
    fill(made, bundle, about);
}

function fill(made, bundle, about) {
  const { data = {}, metadata = {} } = bundle;
  shown.set(made, bundle);
  made.replaceChildren();
  made.classList.remove(HTML);
  const kind = Object.keys(SHOWN).find((each) => data[each] !== undefined);
  if (kind)
    SHOWN[kind](made, data[kind], { ...about, metadata: metadata?.[kind] ?? metadata ?? {} });
}

const shown = new WeakMap(); // element -> what it shows, or is about to show
const HTML = "text_html"; // themes give it a white ground in the dark: it may count on one

/* The richest form comes first, as in a built page. */
const SHOWN = {
  [WIDGET]: (made, { model_id: id }, { widgets }) => widgets?.(id, made),
  [CAUGHT]: (made, { name, message, stack }, about) =>
    fail(made, { ename: name, evalue: message, traceback: [stack] }, about),
  "text/html": html,
  "image/svg+xml": (made, svg, about) => made.append(figure(svg, described(about, "figure"))),
  "image/png": (made, data, about) => made.append(image("png", data, about)),
  "image/jpeg": (made, data, about) => made.append(image("jpeg", data, about)),
  "image/gif": (made, data, about) => made.append(image("gif", data, about)),
  "text/markdown": markdown,
  "text/latex": latex,
  "text/plain": (made, text, { words }) => made.append(long("pip-plain", plain(text), words)),
};

function long(kind, text, words) {
  const made = new LongText(kind, words);
  made.write(text);
  return made.box;
}

/* Scripts in it run, as in Jupyter: it is the reader's own code that made them. */
function html(made, text) {
  made.classList.add(HTML);
  parse(made, text);
}

function parse(made, text) {
  made.append(document.createRange().createContextualFragment(text));
  for (const table of made.querySelectorAll("table")) table.classList.add("table"); // the theme's
}

function markdown(made, text, { words }) {
  const coming = import("./markdown.js").then(({ toHtml }) => toHtml(text));
  return whenThere(made, text, coming, words);
}

function latex(made, text, { words }) {
  if (!globalThis.MathJax) {
    const coming = import("./formulas.js").then(({ formula }) => formula(text));
    return whenThere(made, text, coming, words);
  }
  made.append(element("div", { class: "math" }, text));
  return typeset(made);
}

/* Shows the HTML that comes; the text itself where it does not come. By then the element may show
something newer: that stays. */
async function whenThere(made, text, coming, words) {
  const wanted = shown.get(made);
  const found = await coming.catch((error) => console.error(error));
  if (shown.get(made) !== wanted) return;
  if (found === undefined) made.append(long("pip-plain", text, words));
  else parse(made, found);
  typeset(made);
}

const typeset = (made) => globalThis.MathJax?.typesetPromise?.([made]);

function image(kind, data, about) {
  const { width, height } = about.metadata;
  const src = `data:image/${kind};base64,${data.replace(/\s/g, "")}`;
  return element("img", { alt: described(about, "image"), src, width, height });
}

const described = ({ alt, number, words, metadata }, key) =>
  metadata.alt || alt?.() || words(key, { number });

/* ---- Errors ---------------------------------------------------------------------------- */

const SAID = {
  NoInputError: "no_input",
  NoInstallationError: "no_installation",
  NoCommandError: "no_command",
  NoExitError: "no_exit",
  SystemExit: "no_exit",
  MemoryError: "no_memory",
  _ArrayMemoryError: "no_memory", // of NumPy
  NotLoaded: "not_loaded",
};

/* NumPy asks for no memory where an array is larger than all that Python can address. */
const TOO_BIG = /^array is too big; .* maximum possible size/;

/* The name of an error without its module: <class 'a.b.NameError'> is a NameError. */
export const errorName = (ename) => /([\w]+)'?>?$/.exec(ename)?.[1] ?? ename;

function fail(place, { ename, evalue, traceback = [] }, { words }) {
  const name = errorName(ename);
  const said = sentence(name, evalue, words);
  if (said) place.append(element("p", { class: "pip-sentence" }, said));
  const text = plain(traceback.join("\n")) || (said ? "" : `${name}: ${evalue}`);
  if (text) place.append(long("pip-error", text, words));
}

/* What a page cannot do, in the reader's language; nothing for an error that Python says well. */
export function sentence(name, evalue, words) {
  if (name === "ValueError" && TOO_BIG.test(evalue)) return words("no_memory");
  if (name !== "ModuleNotFoundError") return SAID[name] && words(SAID[name]);
  if (/is included in the Pyodide distribution/.test(evalue)) return words("not_loaded");
  const module = /No module named '([^'.]+)'/.exec(evalue)?.[1];
  return module && words("no_module", { module });
}
