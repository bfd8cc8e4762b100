// Bidirectional explorer: two LSTMs of one unit each read four inputs, one from each end.

const STEPS = [1, 2, 3, 4];
const INPUTS = STEPS.map((t) => `x_${t}`);
const ROWS = { output: 50, backward: 150, forward: 240, x: 330 };
const middle = (t) => 172 + (t - 1) * 150;

// Keras's order: i, f, g, o. Kernel, recurrent kernel and bias hold one number for each.
function step(x, h, C, [kernel, recurrent, bias]) {
  const [i, f, g, o] = [0, 1, 2, 3].map((k) => x * kernel[k] + h * recurrent[k] + bias[k]);
  C = sigmoid(f) * C + sigmoid(i) * Math.tanh(g);
  return [sigmoid(o) * Math.tanh(C), C];
}

// The hidden state at each time step, in the order of time.
function hiddenStates(xs, weights, order) {
  const states = [];
  let h = 0, C = 0;
  for (const t of order) {
    [h, C] = step(xs[t - 1], h, C, weights);
    states[t] = h;
  }
  return states;
}

// A box with one line of text, or two.
function box(x, y, width = 104, height = 48) {
  const group = svg("g");
  const frame = svg("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 6, class: "lw-box" });
  const first = svg("text", { x, y: y + 7, "text-anchor": "middle" });
  const second = svg("text", { x, y: y + 26, "text-anchor": "middle" });
  group.append(frame, first, second);
  return {
    group,
    show(words, state, below = "") {
      first.textContent = words;
      first.setAttribute("y", below ? y - 8 : y + 7);
      second.textContent = below;
      frame.setAttribute("class", `lw-box lw-${state}`);
    },
  };
}

function arrow(x1, y1, x2, y2) {
  const tip = Math.sign(x2 - x1);
  const d = tip
    ? `M${x1} ${y1}H${x2}M${x2 - 9 * tip} ${y1 - 6}L${x2} ${y1}L${x2 - 9 * tip} ${y1 + 6}`
    : `M${x1} ${y1}V${y2}M${x1 - 6} ${y2 + 9}L${x1} ${y2}L${x1 + 6} ${y2 + 9}`;
  return svg("path", { d, class: "lw-arrow" });
}

function picture(words) {
  const drawing = svg("svg", { viewBox: "0 0 690 366", role: "img", class: "lw-chart" });
  drawing.append(svg("title", {}, words.drawing));
  const boxes = { forward: {}, backward: {}, x: {}, output: {} };
  for (const [row, name] of [["output", words.output], ["backward", words.backward], ["forward", words.forward], ["x", "x"]])
    drawing.append(svg("text", { x: 0, y: ROWS[row] + 7, class: "lw-row-name" }, name));
  for (const t of STEPS) {
    for (const row of Object.keys(boxes)) {
      boxes[row][t] = row === "output" ? box(middle(t), 50, 104, 80) : box(middle(t), ROWS[row], 92);
      drawing.append(boxes[row][t].group);
    }
    if (t < 4) {
      drawing.append(arrow(middle(t) + 48, ROWS.forward, middle(t + 1) - 48, ROWS.forward));
      drawing.append(arrow(middle(t + 1) - 48, ROWS.backward, middle(t) + 48, ROWS.backward));
    }
  }
  boxes.ends = box((middle(1) + middle(4)) / 2, ROWS.output, 230);
  drawing.append(boxes.ends.group);
  return { drawing, boxes };
}

// The state of a box: "empty" before it is computed, "now" in the latest step, then "done".
const state = (position, walked) => (position > walked ? "empty" : position === walked ? "now" : "done");

function draw(boxes, xs, states, walked, sequences) {
  for (const t of STEPS) {
    boxes.x[t].show(fixed(xs[t - 1]), "done");
    const ready = { forward: t <= walked, backward: 5 - t <= walked };
    boxes.forward[t].show(ready.forward ? fixed(states.forward[t]) : "", state(t, walked));
    boxes.backward[t].show(ready.backward ? fixed(states.backward[t]) : "", state(5 - t, walked));
    const both = ready.forward && ready.backward;
    boxes.output[t].group.style.display = sequences ? "" : "none";
    if (both) boxes.output[t].show(fixed(states.forward[t]), "out", fixed(states.backward[t]));
    else boxes.output[t].show("", "empty");
  }
  boxes.ends.group.style.display = sequences ? "none" : "";
  const done = walked === 4;
  boxes.ends.show(done ? pair(states.forward[4], states.backward[1]) : "", done ? "out" : "empty");
  if (done && !sequences) {
    boxes.forward[4].show(fixed(states.forward[4]), "out");
    boxes.backward[1].show(fixed(states.backward[1]), "out");
  }
}

const pair = (forward, backward) => `${fixed(forward)} | ${fixed(backward)}`;

function numbers(words) {
  const head = html("tr");
  for (const name of ["t", "forward", "backward"]) head.append(html("th", { scope: "col" }, words[name]));
  const table = html("table", { class: "lw-all" }, html("thead", {}, head));
  const cells = STEPS.map((t) => {
    const own = { forward: number(`forward-${t}`), backward: number(`backward-${t}`) };
    table.append(html("tr", {}, html("th", { scope: "row" }, String(t)), html("td", {}, own.forward), html("td", {}, own.backward)));
    return own;
  });
  return {
    box: html("details", {}, html("summary", {}, words.all), table),
    draw(states, walked) {
      cells.forEach((own, k) => {
        const ready = { forward: k + 1 <= walked, backward: 4 - k <= walked };
        for (const way of ["forward", "backward"])
          if (ready[way]) setNumber(own[way], states[way][k + 1]);
          else Object.assign(own[way], { value: "", textContent: "\u2013" });
      });
    },
  };
}

function sentence(words, walked, sequences) {
  if (walked === 0) return words.nothing;
  const walking = words.walking.replaceAll("{walked}", walked);
  if (sequences) return `${walking} ${walked < 3 ? words.no_row : words.joined}`;
  return `${walking} ${walked === 4 ? words.ends : words.waiting}`;
}

function render({ model, el }) {
  const words = model.get("words");
  const weights = model.get("weights");
  const { drawing, boxes } = picture(words);
  const table = numbers(words);
  const announcer = liveRegion();
  el.classList.add("lw");
  el.append(drawing, announcer.region, table.box);
  const loop = redrawOnChange(model, [...INPUTS, "walked", "return_sequences"], () => {
    const xs = INPUTS.map((name) => model.get(name));
    const states = {
      forward: hiddenStates(xs, weights.forward, STEPS),
      backward: hiddenStates(xs, weights.backward, [...STEPS].reverse()),
    };
    draw(boxes, xs, states, model.get("walked"), model.get("return_sequences"));
    table.draw(states, model.get("walked"));
    announcer.announce(sentence(words, model.get("walked"), model.get("return_sequences")));
  });
  return loop.stop;
}

export default { render };
