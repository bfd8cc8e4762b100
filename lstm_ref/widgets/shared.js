// Functions that all widgets share. base.py puts this file in front of each widget's own.

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Two digits, and U+2212 as minus sign; never "-0.00".
function fixed(value) {
  const text = value.toFixed(2);
  return (text === "-0.00" ? "0.00" : text).replace("-", "\u2212");
}

// A number on the page: two digits to read, all digits in the attribute.
function number(name) {
  return html("data", { class: "lw-number", "data-name": name });
}

function setNumber(data, value) {
  data.value = String(value);
  data.textContent = fixed(value);
}

// Put values into the placeholders of a sentence: "The sum is {z}."
function format(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => fixed(values[name]));
}

// A live region: screen readers announce its sentence 300 ms after the last change.
function liveRegion() {
  const region = html("p", { class: "lw-said", role: "status" });
  let waiting;
  return {
    region,
    announce(sentence) {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        region.replaceChildren(sentence);
        // It never shrinks: a slider below must not move while it is dragged.
        region.style.minHeight = `${region.offsetHeight}px`;
      }, 300);
    },
  };
}

// Draw now, and once a frame after any of these values has changed.
function redrawOnChange(model, names, draw) {
  let frame = 0;
  const schedule = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  };
  for (const name of names) model.on(`change:${name}`, schedule);
  draw();
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const name of names) model.off(`change:${name}`, schedule);
  };
  return { schedule, stop };
}

// A bar from zero to the value, on a scale from -most to most.
function bar() {
  return html("div", { class: "lw-bar", "aria-hidden": "true" }, html("i"));
}

function setBar(made, value, most) {
  const share = Math.max(-1, Math.min(1, value / most)) * 50;
  made.firstChild.style.left = `${50 + Math.min(0, share)}%`;
  made.firstChild.style.width = `${Math.abs(share)}%`;
}

// Buttons that set several values at once.
function presets(model, groups, chosen) {
  const box = html("div", { class: "lw-presets" });
  for (const [group, name] of groups) {
    const row = html("div", { role: "group", "aria-label": name }, html("span", {}, name));
    for (const preset of model.get("presets").filter((each) => each.group === group)) {
      const button = html("button", { type: "button" }, preset.name);
      button.addEventListener("click", () => {
        for (const [key, value] of Object.entries(preset.values)) model.set(key, value);
        model.save_changes();
        chosen(preset.says);
      });
      row.append(button);
    }
    box.append(row);
  }
  return box;
}
