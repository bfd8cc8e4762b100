/* Gives the controls of ipywidgets the names that screen readers say. Its sliders have none. */
const SLIDER = ".noUi-handle";
const READOUT = ".widget-readout";
const FIELDS = "input, select, textarea";

/* Names what a view holds, and again when its words change. */
export function nameControls(view, words) {
  const name = () => nameNow(view, words);
  view.listenTo(view.model, "change:description change:tooltip change:orientation change:placeholder", name);
  name();
}

function nameNow({ el, model, label }, words) {
  if (model.get("children")) return; // each child is a view of its own
  const name = label?.textContent.trim() || model.get("tooltip") || model.get("placeholder") || kindOf(model);
  nameSlider(el, name, words);
  for (const field of el.querySelectorAll(FIELDS)) if (!isNamed(field)) field.setAttribute("aria-label", name);
  const bar = el.querySelector(".progress-bar");
  if (bar) nameProgress(el, model, name);
}

function nameSlider(el, name, words) {
  const handles = [...el.querySelectorAll(SLIDER)];
  const ends = handles.length === 2 ? ["widget_lower", "widget_upper"] : [];
  handles.forEach((handle, k) => handle.setAttribute("aria-label", ends[k] ? words(ends[k], { name }) : name));
  const readout = el.querySelector(READOUT);
  if (!readout) return;
  readout.setAttribute("role", "textbox");
  readout.setAttribute("aria-label", name);
}

function nameProgress(el, model, name) {
  const values = { now: model.get("value"), min: model.get("min"), max: model.get("max") };
  el.setAttribute("role", "progressbar");
  el.setAttribute("aria-label", name);
  for (const [key, value] of Object.entries(values)) el.setAttribute(`aria-value${key}`, value);
}

/* What is not named at all is named after its kind: "Dropdown". */
const kindOf = (model) => String(model.name ?? "").replace(/Model$/, "");

const isNamed = (field) => field.type === "hidden" || [...(field.labels ?? [])].some((label) => label.textContent.trim());
