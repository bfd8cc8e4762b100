/* Makes the controls of ipywidgets usable with a keyboard and with a screen reader.

Its sliders, buttons of pictures alone, and fields without a description have no names; its radio
buttons are no group, and the parts of its accordion cannot be opened with keys. */
const FIELDS = "input:not([type=hidden]), select, textarea";
const HEADER = ".jupyter-widget-Collapse-header";
const OF_PICTURES = { "fa-play": "play", "fa-pause": "pause", "fa-stop": "stop", "fa-retweet": "repeat" };
const CHANGES = ["description", "tooltip", "placeholder", "orientation", "_options_labels", "playing", "icon", "value"];

let groups = 0;

/* Names what a view holds, and again when its words change. */
export function nameControls(view, words) {
  if (view.model.name === "AccordionModel") return nameHeaders(view.el);
  if (view.model.get("children")) return undefined; // each child is a view of its own
  const name = () => nameNow(view, words);
  view.listenTo(view.model, CHANGES.map((each) => `change:${each}`).join(" "), name);
  return name();
}

function nameNow({ el, model, label }, words) {
  if (label?.title === "null") label.removeAttribute("title");
  const name = label?.textContent.trim() || model.get("tooltip") || model.get("placeholder") || kindOf(model);
  nameSlider(el, name, words);
  nameButtons(el, name, words);
  nameRadios(el, name);
  for (const field of el.querySelectorAll(FIELDS)) if (!isNamed(field)) field.setAttribute("aria-label", name);
  if (el.querySelector(".progress-bar")) nameProgress(el, model, name);
}

/* What has no words at all is named after its kind: "Dropdown". */
const kindOf = (model) => String(model.name ?? "").replace(/Model$/, "");

function isNamed(field) {
  const labels = [...(field.labels ?? []), field.closest("label")];
  return labels.some((label) => label?.textContent.trim());
}

function nameSlider(el, name, words) {
  const handles = [...el.querySelectorAll(".noUi-handle")];
  const ends = handles.length === 2 ? ["widget_lower", "widget_upper"] : [];
  handles.forEach((handle, k) => handle.setAttribute("aria-label", ends[k] ? words(ends[k], { name }) : name));
  const readout = el.querySelector(".widget-readout[contenteditable=true]");
  readout?.setAttribute("role", "textbox");
  readout?.setAttribute("aria-label", name);
}

function nameButtons(el, name, words) {
  const buttons = el.matches("button") ? [el] : el.querySelectorAll("button");
  for (const button of buttons) {
    const own = button.textContent.trim();
    const [, known] = Object.entries(OF_PICTURES).find(([picture]) => button.querySelector(`.${picture}`)) ?? [];
    if (own) button.removeAttribute("aria-label");
    else button.setAttribute("aria-label", button.title || (known ? words(`widget_${known}`) : iconOf(button) || name));
    if (!button.title) button.removeAttribute("title");
  }
}

/* A button that has a picture alone is named after it: "camera". */
const iconOf = (button) => /\bfa-(?!fw\b)([\w-]+)/.exec(button.querySelector("i")?.className ?? "")?.[1].replace(/-/g, " ");

function nameRadios(el, name) {
  const radios = [...el.querySelectorAll("input[type=radio]")];
  if (!radios.length) return;
  const box = radios[0].closest("label").parentElement;
  box.setAttribute("role", "radiogroup");
  box.setAttribute("aria-label", name);
  const group = radios[0].name || `pip-radio-${++groups}`;
  for (const radio of radios) radio.name = group; // then the arrow keys go from one to the next
}

function nameProgress(el, model, name) {
  const values = { now: model.get("value"), min: model.get("min"), max: model.get("max") };
  el.setAttribute("role", "progressbar");
  el.setAttribute("aria-label", name);
  for (const [key, value] of Object.entries(values)) el.setAttribute(`aria-value${key}`, value);
}

/* ---- An accordion: its headers are buttons ------------------------------------------------ */

function nameHeaders(el) {
  const look = () => [...el.querySelectorAll(HEADER)].forEach(nameHeader);
  new MutationObserver(look).observe(el, { childList: true, subtree: true, attributeFilter: ["class"] });
  el.addEventListener("keydown", (event) => {
    if (!event.target.matches(HEADER) || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.target.click();
  });
  look();
}

function nameHeader(header) {
  const open = header.parentElement.classList.contains("jupyter-widget-Collapse-open");
  const wanted = { role: "button", tabindex: "0", "aria-expanded": String(open) };
  for (const [key, value] of Object.entries(wanted))
    if (header.getAttribute(key) !== value) header.setAttribute(key, value);
}
