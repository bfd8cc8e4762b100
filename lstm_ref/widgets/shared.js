// What all widgets share. base.py puts this text in front of each widget's own.

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

// Two digits, and a minus sign that is one; never "-0.00".
function fixed(value) {
  const text = value.toFixed(2);
  return (text === "-0.00" ? "0.00" : text).replace("-", "\u2212");
}

// A number on the page: two digits to read, all digits in the attribute.
function number(name) {
  return html("data", { class: "lw-number", "data-name": name });
}

function put(data, value) {
  data.value = String(value);
  data.textContent = fixed(value);
}

// Put values into the places of a sentence: "The sum is {z}."
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => fixed(values[name]));
}

// A sentence for those who do not see the drawing: said when the hand rests, and not before.
function speaker() {
  const region = html("p", { class: "lw-said", role: "status" });
  let waiting;
  return {
    region,
    say(sentence) {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        region.replaceChildren(sentence);
        // It never shrinks again: a slider below must not move under the finger.
        region.style.minHeight = `${region.offsetHeight}px`;
      }, 300);
    },
  };
}

// Draw now, and once a frame after any of these values has changed.
function follow(model, names, draw) {
  let frame = 0;
  const later = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  };
  for (const name of names) model.on(`change:${name}`, later);
  draw();
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const name of names) model.off(`change:${name}`, later);
  };
  return { later, stop };
}

// A bar from zero to the value, on a scale from -most to most.
function bar() {
  return html("div", { class: "lw-bar", "aria-hidden": "true" }, html("i"));
}

function stretch(made, value, most) {
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
