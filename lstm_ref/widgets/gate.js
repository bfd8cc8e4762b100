// Gate maker: z = w_x x + w_h h + b, then sigmoid or tanh.

const NAMES = ["x", "h", "w_x", "w_h", "b"];
const WIDE = 13; // the largest sum: 3 * 2 + 3 * 1 + 4
const LEFT = 50, RIGHT = 630, TOP = 30, BOTTOM = 250;

const across = (z) => LEFT + ((z + WIDE) / (2 * WIDE)) * (RIGHT - LEFT);
const up = (a) => BOTTOM - ((a + 1) / 2) * (BOTTOM - TOP);

function curve(squash) {
  const points = [];
  for (let z = -WIDE; z <= WIDE; z += 0.25) points.push(`${across(z)} ${up(squash(z))}`);
  return `M${points.join("L")}`;
}

function axes() {
  const lines = svg("g", { class: "lw-axes" });
  for (const a of [-1, 0, 1]) {
    lines.append(svg("path", { d: `M${LEFT} ${up(a)}H${RIGHT}` }));
    lines.append(svg("text", { x: LEFT - 8, y: up(a) + 7, "text-anchor": "end" }, fixed(a).slice(0, -3)));
  }
  for (const z of [-12, -6, 0, 6, 12])
    lines.append(svg("text", { x: across(z), y: BOTTOM + 26, "text-anchor": "middle" }, fixed(z).slice(0, -3)));
  return lines;
}

function chart(words) {
  const box = svg("svg", { viewBox: "0 0 680 290", role: "img", class: "lw-chart" });
  box.append(svg("title", {}, words.curves), axes());
  const stem = svg("path", { class: "lw-stem" });
  const gate = svg("circle", { r: 9, class: "lw-solid" });
  const candidate = svg("rect", { width: 16, height: 16, class: "lw-open" });
  box.append(
    svg("path", { d: curve(sigmoid), class: "lw-line lw-lit" }),
    svg("path", { d: curve(Math.tanh), class: "lw-line lw-dashed" }),
    svg("text", { x: across(-5), y: up(0.08), class: "lw-lit-text", "text-anchor": "middle" }, "\u03c3"),
    svg("text", { x: across(-5), y: up(-0.9), "text-anchor": "middle" }, "tanh"),
    stem, candidate, gate,
  );
  return {
    box,
    draw({ z, sigmoid: a, tanh }) {
      const x = across(z);
      stem.setAttribute("d", `M${x} ${TOP}V${BOTTOM}`);
      gate.setAttribute("cx", x);
      gate.setAttribute("cy", up(a));
      candidate.setAttribute("x", x - 8);
      candidate.setAttribute("y", up(tanh) - 8);
    },
  };
}

function sum() {
  const parts = { terms: [number("w_x"), number("x"), number("w_h"), number("h"), number("b")], z: number("z") };
  const [w_x, x, w_h, h, b] = parts.terms;
  parts.line = html("p", { class: "lw-sum" });
  parts.line.append("z = ", w_x, " \u00b7 ", x, " + ", w_h, " \u00b7 ", h, " + ", b, " = ", parts.z);
  return parts;
}

function render({ model, el }) {
  const words = model.get("words");
  const curves = chart(words);
  const line = sum();
  const outcome = { sigmoid: number("sigmoid"), tanh: number("tanh") };
  const table = html("table", { class: "lw-results" });
  const bars = {};
  for (const name of ["sigmoid", "tanh"]) {
    bars[name] = bar();
    const head = html("th", { scope: "row" }, words[name]);
    table.append(html("tr", {}, head, html("td", {}, outcome[name]), html("td", {}, bars[name])));
  }
  const announcer = liveRegion();
  el.classList.add("lw");
  el.append(curves.box, line.line, table, announcer.region);
  const loop = redrawOnChange(model, NAMES, () => {
    const { x, h, w_x, w_h, b } = Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
    const z = w_x * x + w_h * h + b;
    const values = { z, sigmoid: sigmoid(z), tanh: Math.tanh(z) };
    [w_x, x, w_h, h, b].forEach((value, k) => {
      setNumber(line.terms[k], value);
      if (value < 0) line.terms[k].textContent = `(${fixed(value)})`;
    });
    setNumber(line.z, z);
    for (const name of ["sigmoid", "tanh"]) {
      setNumber(outcome[name], values[name]);
      setBar(bars[name], values[name], 1);
    }
    curves.draw(values);
    announcer.announce(format(words.said, values));
  });
  return loop.stop;
}

export default { render };
