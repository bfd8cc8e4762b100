// Sequence explorer: twelve steps of one LSTM unit, and a vanilla RNN that reads the same input.

const GIVEN = ["x", "i", "f", "o"]; // lists, one number for each step
const LEFT = 92, WIDE = 44, STRIP = 46, TOP = 14;
const PLOT = TOP + GIVEN.length * STRIP + 16, TALL = 190;
const LEVELS = [-1, -0.5, 0, 0.5, 1];
const FRAME = { width: LEFT + 12 * WIDE + 8, height: PLOT + TALL + 36 };

const middle = (t) => LEFT + (t + 0.5) * WIDE;
// Height of a value where `most` is the largest that the chart shows.
const level = (value, most) => PLOT + TALL / 2 - (value / most) * (TALL / 2);

// C_t = f_t C_{t-1} + i_t tanh(x_t), h_t = o_t tanh(C_t); the RNN: h_t = tanh(x_t + w h_{t-1}).
function run({ x, i, f, o }, w) {
  const rows = { C: [], h: [], share: [], rnn: [] };
  let C = 0, share = 1, rnn = 0;
  x.forEach((x_t, t) => {
    C = f[t] * C + i[t] * Math.tanh(x_t);
    share *= t ? f[t] : 1;
    rnn = Math.tanh(x_t + w * rnn);
    rows.C.push(C);
    rows.h.push(o[t] * Math.tanh(C));
    rows.share.push(share);
    rows.rnn.push(rnn);
  });
  return rows;
}

// One strip of bars for what is given: x from the middle line, gates from the bottom.
function strip(row, name, label) {
  const bottom = TOP + (row + 1) * STRIP - 8;
  const group = svg("g", {}, svg("text", { x: LEFT - 10, y: bottom - 8, "text-anchor": "end" }, label));
  const height = STRIP - 14;
  const zero = name === "x" ? bottom - height / 2 : bottom;
  group.append(svg("path", { d: `M${LEFT} ${zero}H${LEFT + 12 * WIDE}`, class: "lw-zero" }));
  const bars = Array.from({ length: 12 }, (_, t) =>
    svg("rect", { x: middle(t) - 11, width: 22, class: name === "x" ? "lw-ink" : "lw-solid" }));
  group.append(...bars);
  return {
    group,
    draw(values) {
      values.forEach((value, t) => {
        const long = name === "x" ? (Math.abs(value) / 2) * (height / 2) : value * height;
        bars[t].setAttribute("height", long);
        bars[t].setAttribute("y", value < 0 ? zero : zero - long);
      });
    },
  };
}

const SHAPES = {
  C: () => svg("circle", { r: 7, class: "lw-solid" }),
  h: () => svg("rect", { width: 12, height: 12, x: -6, y: -6, class: "lw-open" }),
  rnn: () => svg("path", { d: "M0 -8L8 6H-8Z", class: "lw-ink" }),
};

function line(name) {
  const path = svg("path", { class: `lw-line ${name === "C" ? "lw-lit" : name === "rnn" ? "lw-dashed" : ""}` });
  const marks = Array.from({ length: 12 }, () => svg("g", {}, SHAPES[name]()));
  return {
    parts: [path, ...marks],
    draw(values, most) {
      const heights = values.map((value) => level(value, most));
      path.setAttribute("d", `M${heights.map((y, t) => `${middle(t)} ${y}`).join("L")}`);
      marks.forEach((mark, t) => mark.setAttribute("transform", `translate(${middle(t)} ${heights[t]})`));
    },
  };
}

function chart(words, choose) {
  const box = svg("svg", { viewBox: `0 0 ${FRAME.width} ${FRAME.height}`, role: "img", class: "lw-chart" });
  const column = svg("rect", { y: 4, width: WIDE, height: FRAME.height - 8, class: "lw-column", rx: 6 });
  box.append(svg("title", {}, words.chart), column);
  const strips = Object.fromEntries(GIVEN.map((name, row) => [name, strip(row, name, words.strips[name])]));
  box.append(...Object.values(strips).map((each) => each.group));
  const scale = LEVELS.map((share) => {
    const y = level(share, 1);
    const label = svg("text", { x: LEFT - 10, y: y + 7, "text-anchor": "end" });
    box.append(svg("path", { d: `M${LEFT} ${y}H${LEFT + 12 * WIDE}`, class: "lw-zero" }), label);
    return label;
  });
  const lines = { rnn: line("rnn"), h: line("h"), C: line("C") };
  for (const each of Object.values(lines)) box.append(...each.parts);
  for (let t = 0; t < 12; t++)
    box.append(svg("text", { x: middle(t), y: FRAME.height - 10, "text-anchor": "middle" }, String(t + 1)));
  box.addEventListener("click", (event) => {
    const { left, width } = box.getBoundingClientRect();
    const t = Math.floor((((event.clientX - left) / width) * FRAME.width - LEFT) / WIDE);
    if (t >= 0 && t < 12) choose(t + 1);
  });
  return {
    box,
    draw(given, rows, step) {
      column.setAttribute("x", LEFT + (step - 1) * WIDE);
      for (const name of GIVEN) strips[name].draw(given[name]);
      const most = 2 * Math.ceil(Math.max(2, ...rows.C.map(Math.abs)) / 2);
      LEVELS.forEach((share, k) => (scale[k].textContent = String(share * most).replace("-", "\u2212")));
      for (const [name, each] of Object.entries(lines)) each.draw(rows[name], most);
    },
  };
}

function legend(words) {
  const list = html("ul", { class: "lw-legend" });
  for (const name of ["C", "h", "rnn"])
    list.append(html("li", {}, svg("svg", { viewBox: "-10 -10 20 20", "aria-hidden": "true" }, SHAPES[name]()), words[name]));
  return list;
}

const COLUMNS = ["x", "i", "f", "o", "C", "h", "share", "rnn"];

function numbers(words) {
  const head = html("tr", {}, html("th", { scope: "col" }, words.t));
  for (const name of COLUMNS) head.append(html("th", { scope: "col" }, words.columns[name]));
  const table = html("table", { class: "lw-all" }, html("caption", {}, words.share), html("thead", {}, head));
  const cells = Array.from({ length: 12 }, (_, t) => {
    const row = html("tr", {}, html("th", { scope: "row" }, String(t + 1)));
    const own = Object.fromEntries(COLUMNS.map((name) => [name, number(`${name}-${t + 1}`)]));
    row.append(...Object.values(own).map((data) => html("td", {}, data)));
    table.append(row);
    return own;
  });
  const scroll = html("div", { class: "lw-scroll", tabindex: "0", role: "region", "aria-label": words.all }, table);
  return {
    box: html("details", {}, html("summary", {}, words.all), scroll),
    draw(values) {
      cells.forEach((own, t) => COLUMNS.forEach((name) => setNumber(own[name], values[name][t])));
    },
  };
}

// The sliders show the numbers of the chosen step; the lists hold those of all steps.
function connect(model) {
  const now = (name) => `${name}_now`;
  const load = () => {
    for (const name of GIVEN) model.set(now(name), model.get(name)[model.get("step") - 1]);
    model.save_changes();
  };
  model.on("change:step", load);
  for (const name of GIVEN) {
    model.on(`change:${name}`, load);
    model.on(`change:${now(name)}`, () => {
      const list = [...model.get(name)];
      list[model.get("step") - 1] = model.get(now(name));
      model.set(name, list);
      model.save_changes();
    });
  }
}

function render({ model, el }) {
  const words = model.get("words");
  connect(model);
  const drawing = chart(words, (step) => {
    model.set("step", step);
    model.save_changes();
  });
  const table = numbers(words);
  const announcer = liveRegion();
  let use = "";
  const buttons = presets(model, [["uses", words.try]], (says) => {
    use = `${says} `;
    loop.schedule();
  });
  el.classList.add("lw");
  el.append(buttons, drawing.box, legend(words), announcer.region, table.box);
  const loop = redrawOnChange(model, [...GIVEN, "step", "w_h"], () => {
    const given = Object.fromEntries(GIVEN.map((name) => [name, model.get(name)]));
    const rows = run(given, model.get("w_h"));
    drawing.draw(given, rows, model.get("step"));
    table.draw({ ...given, ...rows });
    const last = { C: rows.C[11], h: rows.h[11], share: rows.share[11], rnn: rows.rnn[11] };
    const written = given.i[0] * Math.tanh(given.x[0]) !== 0;
    announcer.announce(use + format(written ? words.said : words.said_nothing, last));
    use = "";
  });
  return loop.stop;
}

export default { render };
