// Cell explorer: one LSTM unit. C_t = f C_{t-1} + i g, h_t = o tanh(C_t).

const NAMES = ["f", "i", "g", "o", "C_prev"];
const RESULTS = ["kept", "written", "C", "squashed", "h"];
const MOST = 3; // |C_t| <= 1 * 2 + 1 * 1

// x, y and text-anchor of each number in the drawing of figures/drawings.py.
const LABELS = {
  C_prev: [130, 100, "middle"],
  kept: [285, 100, "middle"],
  C: [470, 100, "middle"],
  f: [218, 145, "start"],
  i: [302, 188, "end"],
  g: [418, 157, "start"],
  written: [369, 122, "start"],
  squashed: [569, 180, "start"],
  o: [504, 200, "end"],
  h: [569, 278, "start"],
};

function step({ f, i, g, o, C_prev }) {
  const kept = f * C_prev;
  const written = i * g;
  const C = kept + written;
  const squashed = Math.tanh(C);
  return { kept, written, C, squashed, h: o * squashed };
}

// A line's width shows the size of its value, dashes a negative one, a thin faint line zero.
function styleLine(line, value) {
  const size = Math.abs(value) / (1 + Math.abs(value));
  line.style.strokeWidth = value === 0 ? 0.6 : 1.2 + 8 * size;
  line.style.strokeDasharray = value < 0 ? "9 4" : "none";
  line.style.opacity = value === 0 ? 0.45 : 1;
}

function picture(model) {
  const box = html("div", { class: "lw-drawing" });
  box.innerHTML = model.get("drawing");
  const drawing = box.firstElementChild;
  drawing.querySelector("title").textContent = model.get("words").drawing;
  const numbers = {};
  for (const [name, [x, y, anchor]] of Object.entries(LABELS)) {
    numbers[name] = svg("text", { x, y, "text-anchor": anchor, class: "lw-spot" });
    drawing.append(numbers[name]);
  }
  return {
    box,
    draw(values) {
      for (const group of drawing.querySelectorAll("[data-carries]"))
        styleLine(group.querySelector("path"), values[group.dataset.carries]);
      for (const [name, label] of Object.entries(numbers)) label.textContent = fixed(values[name]);
    },
  };
}

function results(words) {
  const table = html("table", { class: "lw-results" });
  const rows = RESULTS.map((name) => {
    const row = { name, data: number(name), bar: bar() };
    const head = html("th", { scope: "row" }, words[name]);
    table.append(html("tr", {}, head, html("td", {}, row.data), html("td", {}, row.bar)));
    return row;
  });
  return {
    table,
    draw(values) {
      for (const { name, data, bar: own } of rows) {
        setNumber(data, values[name]);
        setBar(own, values[name], MOST);
      }
    },
  };
}

function render({ model, el }) {
  const words = model.get("words");
  const drawing = picture(model);
  const numbers = results(words);
  const announcer = liveRegion();
  let use = "";
  const buttons = presets(
    model,
    [["experiments", words.experiments], ["uses", words.uses]],
    (says) => {
      use = `${says} `;
      loop.schedule();
    },
  );
  const key = html("p", { class: "lw-key" }, words.key);
  el.classList.add("lw");
  el.append(drawing.box, key, buttons, numbers.table, announcer.region);
  const loop = redrawOnChange(model, NAMES, () => {
    const given = Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
    const values = { ...given, ...step(given) };
    drawing.draw(values);
    numbers.draw(values);
    announcer.announce(use + format(words.said, values));
    use = "";
  });
  return loop.stop;
}

export default { render };
