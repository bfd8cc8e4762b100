/* Mounts the widgets of a page from the state that the page itself holds: no kernel, no manager.

It knows anywidgets, sliders, checkboxes, labels, boxes and links. For anything else it says on
the page what is missing. A view hears of changes as in Jupyter: model.on("change:f", ...). */
(() => {
  "use strict";
  const MIME = "application/vnd.jupyter.widget-";
  const WORDS = {
    en: {
      missing: (what) => `This part does not work on this page: ${what}. It works in the notebook.`,
      kind: (name) => `a widget of the kind ${name}`,
      state: "the page does not hold its state",
      kernel: "it needs a running kernel",
    },
    ko: {
      missing: (what) => `이 부분은 이 페이지에서 작동하지 않습니다(${what}). 노트북에서는 작동합니다.`,
      kind: (name) => `${name} 종류의 위젯`,
      state: "페이지에 위젯의 상태가 없습니다",
      kernel: "실행 중인 커널이 필요합니다",
    },
  };
  const words = WORDS[document.documentElement.lang] || WORDS.en;

  const same = (a, b) => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);

  /* What anywidget promises a view: get, set, on, off, save_changes. */
  class Model {
    constructor(name, state) {
      this.name = name;
      this.state = state;
      this.listeners = [];
    }

    get(key) {
      return this.state[key];
    }

    set(key, value) {
      const values = typeof key === "object" ? key : { [key]: value };
      const changed = Object.keys(values).filter((each) => !same(this.state[each], values[each]));
      Object.assign(this.state, values);
      for (const each of changed) this.tell(`change:${each}`, values[each]);
      if (changed.length) this.tell("change");
    }

    on(events, callback) {
      for (const event of events.split(/\s+/)) this.listeners.push({ event, callback });
    }

    off(events, callback) {
      const gone = events ? events.split(/\s+/) : null;
      this.listeners = this.listeners.filter(
        (each) => (gone && !gone.includes(each.event)) || (callback && callback !== each.callback),
      );
    }

    tell(event, value) {
      for (const each of [...this.listeners])
        if (each.event === event) each.callback(this, value);
    }

    save_changes() {} // there is no kernel to save them in

    send() {
      throw new Error(words.kernel);
    }
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /* ---- Views ---------------------------------------------------------------------------- */

  let count = 0;

  function labelled(model, attributes) {
    const id = `lw-${++count}`;
    const input = element("input", { id, ...attributes });
    input.disabled = Boolean(model.get("disabled"));
    if (model.get("tooltip")) input.title = model.get("tooltip");
    return { input, label: element("label", { for: id }, model.get("description") || "") };
  }

  function slider(model) {
    const digits = /\.(\d)f/.exec(model.get("readout_format") || "");
    const write = (value) => value.toFixed(digits ? Number(digits[1]) : 0).replace("-", "\u2212");
    const limits = { min: model.get("min"), max: model.get("max"), step: model.get("step") ?? "any" };
    const { input, label } = labelled(model, { type: "range", ...limits });
    const readout = element("span", { class: "lw-value", "aria-hidden": "true" }); // valuetext says it
    readout.hidden = model.get("readout") === false;
    const show = () => {
      const value = model.get("value");
      if (Number(input.value) !== value) input.value = value;
      readout.textContent = write(value);
      input.setAttribute("aria-valuetext", readout.textContent);
    };
    const event = model.get("continuous_update") === false ? "change" : "input";
    input.addEventListener(event, () => model.set("value", Number(input.value)));
    model.on("change:value", show);
    show();
    return element("div", { class: "lw-slider" }, label, input, readout);
  }

  function checkbox(model) {
    const { input, label } = labelled(model, { type: "checkbox" });
    const show = () => (input.checked = model.get("value"));
    input.addEventListener("change", () => model.set("value", input.checked));
    model.on("change:value", show);
    show();
    return element("div", { class: "lw-checkbox" }, input, label);
  }

  function text(model) {
    const made = element("span", { class: "lw-label" });
    const show = () => (made.textContent = model.get("value"));
    model.on("change:value", show);
    show();
    return made;
  }

  const box = (kind) => (model, page) => {
    // A view names the group of its controls.
    const inner = model.get("children").map((reference) => page.model(reference));
    const name = inner.map((each) => each?.get("words")?.name).find(Boolean);
    const group = name ? { role: "group", "aria-label": name } : {};
    const inside = model.get("children").map(page.view);
    return element("div", { class: `lw-box lw-${kind}`, ...group }, ...inside);
  };

  const styles = new Set();

  /* An anywidget brings its own script and style sheet in its state. */
  function any(model) {
    const el = element("div", { class: "lw-any" });
    const css = model.get("_css");
    if (css && !styles.has(css)) {
      styles.add(css);
      document.head.append(element("style", {}, css));
    }
    const address = URL.createObjectURL(new Blob([model.get("_esm")], { type: "text/javascript" }));
    import(address)
      .then(async ({ default: own }) => {
        const widget = typeof own === "function" ? await own() : own;
        await widget.initialize?.({ model });
        await widget.render({ model, el });
      })
      .catch((error) => el.replaceChildren(missing(error.message)))
      .finally(() => URL.revokeObjectURL(address));
    return el;
  }

  const VIEWS = {
    AnyModel: any,
    BoxModel: box("vertical"),
    CheckboxModel: checkbox,
    FloatSliderModel: slider,
    HBoxModel: box("horizontal"),
    IntSliderModel: slider,
    LabelModel: text,
    VBoxModel: box("vertical"),
  };

  const missing = (what) => element("p", { class: "lw-missing" }, words.missing(what));

  /* ---- The page's state ------------------------------------------------------------------ */

  const REFERENCE = "IPY_MODEL_";
  const named = (reference) => String(reference).replace(REFERENCE, "");

  function bytes(base64) {
    const raw = atob(base64);
    return new DataView(Uint8Array.from(raw, (letter) => letter.charCodeAt(0)).buffer);
  }

  function restore({ model_name: name, state, buffers = [] }) {
    for (const { path, data } of buffers) {
      const last = path.pop();
      path.reduce((place, key) => place[key], state)[last] = bytes(data);
    }
    return new Model(name, state);
  }

  /* jslink and jsdlink: [model, trait] on both sides. */
  function link(models, source, target, back) {
    const [[a, from], [b, to]] = [source, target].map(([id, key]) => [models.get(named(id)), key]);
    const copy = (one, key, other, name) => () => other.set(name, one.get(key));
    a.on(`change:${from}`, copy(a, from, b, to));
    if (back) b.on(`change:${to}`, copy(b, to, a, from));
    b.set(to, a.get(from));
  }

  function read(script) {
    const models = new Map();
    for (const [id, saved] of Object.entries(JSON.parse(script.textContent).state))
      models.set(id, restore(saved));
    for (const model of models.values())
      if (["LinkModel", "DirectionalLinkModel"].includes(model.name))
        link(models, model.get("source"), model.get("target"), model.name === "LinkModel");
    return models;
  }

  function mount(script, models) {
    const page = {
      model: (reference) => models.get(named(reference)),
      view(reference) {
        const model = page.model(reference);
        if (!model) return missing(words.state);
        const make = VIEWS[model.name];
        return make ? make(model, page) : missing(words.kind(model.name));
      },
    };
    const { model_id: id } = JSON.parse(script.textContent);
    script.replaceWith(element("div", { class: "lw-widget" }, page.view(id)));
  }

  const models = new Map();
  for (const script of document.querySelectorAll(`script[type="${MIME}state+json"]`))
    for (const [id, model] of read(script)) models.set(id, model);
  for (const script of document.querySelectorAll(`script[type="${MIME}view+json"]`))
    mount(script, models);
})();
