/** The graph: a picture that is laid out when nodes come or go, what each does now, and the same as a table. */

import { Table, button, element, quiet, say, set, shape, tell } from "./elements.js";
import { inspect } from "./service.js";
import { FOLD_FROM, HEIGHT, WIDTH, boxes, dependencies, layOut } from "./layout.js";
import { compact, count, cut, label, number, place, rate, share, shortLabel, size, time } from "./words.js";

const LABEL_LETTERS = 20;
const ZOOM_STEP = 1.25;
const LEAST_ZOOM = 0.12;
const LEAST_FIT = 0.6;
const TABLE_ROWS = 100;

/** What each node has done between two looks at the graph. */
export class Rates {
  #before = new Map();
  #then;
  #rates = new Map();

  /** Takes the graph as it is now. */
  take(graph) {
    const now = Date.parse(graph.time);
    const seconds = this.#then === undefined ? 0 : (now - this.#then) / 1e3;
    if (this.#then !== undefined && seconds < 0.2) return;
    this.#rates = new Map(graph.nodes.map((node) => [node.id, rateOf(node, this.#before.get(node.id), seconds)]));
    this.#before = new Map(graph.nodes.map(({ id, runs, nanos }) => [id, { runs, nanos }]));
    this.#then = now;
  }

  /** Runs per second, and the share of a core. */
  of(id) {
    return this.#rates.get(id) ?? { runs: 0, share: 0 };
  }
}

function rateOf({ runs, nanos }, before, seconds) {
  if (before === undefined || seconds === 0) return { runs: 0, share: 0 };
  return { runs: Math.max(0, runs - before.runs) / seconds, share: Math.max(0, nanos - before.nanos) / (seconds * 1e9) };
}

/** A picture of a graph, in which one box has the focus and arrow keys go on to its neighbours. */
export class Picture {
  #shapes = new Map();
  #edges = [];
  #shown = "";
  #drawn;
  #zoom = 0;
  #chosen;

  /** @param choose is given the box that somebody has chosen */
  constructor(choose) {
    this.choose = choose;
    this.svg = shape("svg", { role: "group", keydown: (event) => this.#key(event) });
    this.frame = element("div", { class: "frame", wheel: (event) => this.#wheel(event) }, this.svg);
    this.node = element(
      "div",
      { class: "picture" },
      this.frame,
      element(
        "div",
        { class: "zoom", role: "group", "aria-label": "Size of the picture" },
        button("−", () => this.zoomTo(this.#zoom / ZOOM_STEP), { "aria-label": "Smaller" }),
        button("+", () => this.zoomTo(this.#zoom * ZOOM_STEP), { "aria-label": "Larger" }),
        button("Fit", () => this.fit()),
      ),
    );
  }

  /** Shows nodes; draws only if others are there than before. */
  show(nodes, folds = nodes.length >= FOLD_FROM) {
    const shown = `${folds}${nodes.map((node) => node.id).join()}`;
    if (shown === this.#shown) {
      const byId = new Map(nodes.map((node) => [node.id, node]));
      for (const box of this.#shapes.keys()) box.nodes = box.nodes.map(({ id }) => byId.get(id));
      return;
    }
    this.#shown = shown;
    this.#draw(boxes(nodes, folds));
  }

  #draw(all) {
    this.#drawn = layOut(all);
    this.#shapes = new Map(all.map((box) => [box, this.#box(box, this.#drawn.spots.get(box))]));
    this.#edges = all.flatMap((box) => [...box.from].map(([other, looksUp]) => ({
      from: other,
      to: box,
      path: shape("path", { d: curve(this.#drawn.spots.get(other), this.#drawn.spots.get(box)), class: looksUp ? "looks-up" : undefined }),
    })));
    this.svg.replaceChildren(...this.#edges.map(({ path }) => path), ...[...this.#shapes.values()].map(({ group }) => group));
    set(this.svg, "viewBox", `0 0 ${this.#drawn.width} ${this.#drawn.height}`);
    set(this.svg, "aria-label", `The graph: ${count(all.reduce((sum, box) => sum + box.nodes.length, 0), "node")} in ${count(this.#drawn.layers.length, "layer")}. Arrow keys go from node to node.`);
    set(this.#shapes.values().next().value?.group ?? this.svg, "tabindex", "0");
    const again = all.find((box) => box.nodes.some((node) => node.id === this.#chosen));
    if (again !== undefined) this.mark(again);
    requestAnimationFrame(() => this.fit());
  }

  #box(box, { x, y }) {
    const [node] = box.nodes;
    const about = shape("text", { x: 12, y: 40, class: "small" });
    const heat = shape("rect", { class: "heat", x: 6, y: HEIGHT - 5, width: 0, height: 3, rx: 1.5 });
    const served = shape("text", { x: 12, y: HEIGHT + 14, class: "served" });
    const several = box.nodes.length > 1;
    const group = shape(
      "g",
      { transform: `translate(${x},${y})`, tabindex: "-1", role: "button", class: `node ${node.operator}`, click: () => this.choose(box), "data-id": box.id },
      ...(several ? [shape("rect", { class: "behind", x: 5, y: 5, width: WIDTH, height: HEIGHT, rx: 9 })] : []),
      shape("rect", { class: "card", width: WIDTH, height: HEIGHT, rx: 9 }),
      shape("rect", { class: "kind", x: 0.75, y: 10, width: 3.5, height: HEIGHT - 20, rx: 1.75 }),
      shape("text", { x: 12, y: 21 }, cut(shortLabel(node), several ? LABEL_LETTERS - 4 : LABEL_LETTERS)),
      ...(several ? [shape("text", { x: WIDTH - 10, y: 21, class: "many" }, `×${number(box.nodes.length)}`)] : []),
      about,
      heat,
      served,
      shape("title", {}, several ? `${node.name} and ${count(box.nodes.length - 1, "node")} like it` : node.name),
    );
    return { group, about, heat, served };
  }

  /** Says what each box does: `state(box)` gives its text, class, heat from 0 to 1, and what it serves. */
  colour(state) {
    const states = new Map([...this.#shapes.keys()].map((box) => [box, state(box)]));
    for (const [box, { group, about, heat, served }] of this.#shapes) {
      const { text, kind = "", warmth = 0, serves = "" } = states.get(box);
      say(about, text);
      say(served, cut(serves, 30));
      set(group, "class", `node ${box.nodes[0].operator} ${kind}${box === this.chosenBox ? " chosen" : ""}`);
      set(group, "aria-label", `${box.nodes[0].name}, ${text}${serves === "" ? "" : `, ${serves}`}`);
      set(heat, "width", ((WIDTH - 12) * Math.min(1, warmth)).toFixed(1));
    }
    for (const { from, to, path } of this.#edges) {
      path.classList.toggle("hot", states.get(from).kind === "hot" && ["hot", "cut"].includes(states.get(to).kind));
    }
  }

  /** The box that has a node. */
  boxOf(id) {
    return [...this.#shapes.keys()].find((box) => box.nodes.some((node) => node.id === id));
  }

  /** Marks a box, and what it is connected with. */
  mark(box) {
    this.chosenBox = box;
    this.#chosen = box?.id;
    for (const [each, { group }] of this.#shapes) {
      group.classList.toggle("chosen", each === box);
      set(group, "tabindex", each === box ? "0" : "-1");
    }
    for (const { from, to, path } of this.#edges) path.classList.toggle("near", from === box || to === box);
  }

  /** Moves a box into sight. */
  reveal(box) {
    const spot = this.#drawn.spots.get(box);
    this.frame.scrollTo({
      left: (spot.x + WIDTH / 2) * this.#zoom - this.frame.clientWidth / 2,
      top: (spot.y + HEIGHT / 2) * this.#zoom - this.frame.clientHeight / 2,
    });
  }

  /** Makes the picture as large as its frame, but no text too small to be read. */
  fit() {
    if (this.frame.clientWidth === 0) return;
    const whole = Math.min(1.15, (this.frame.clientWidth - 2) / this.#drawn.width, Math.max(360, innerHeight * 0.6) / this.#drawn.height);
    this.zoomTo(Math.max(whole, LEAST_FIT));
  }

  /** Makes the picture so many times as large as it is drawn, around its middle. */
  zoomTo(zoom) {
    const factor = Math.min(2.5, Math.max(LEAST_ZOOM, zoom));
    const { frame } = this;
    const middle = { x: (frame.scrollLeft + frame.clientWidth / 2) / (this.#zoom || factor), y: (frame.scrollTop + frame.clientHeight / 2) / (this.#zoom || factor) };
    this.#zoom = factor;
    set(this.svg, "width", (this.#drawn.width * factor).toFixed(0));
    set(this.svg, "height", (this.#drawn.height * factor).toFixed(0));
    frame.scrollTo({ left: middle.x * factor - frame.clientWidth / 2, top: middle.y * factor - frame.clientHeight / 2 });
  }

  #wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoomTo(this.#zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }

  #key(event) {
    const box = [...this.#shapes.keys()].find((each) => this.#shapes.get(each).group === document.activeElement);
    if (box === undefined) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(box);
      return;
    }
    const next = this.#beside(box, event.key);
    if (next === undefined) return;
    event.preventDefault();
    for (const [each, { group }] of this.#shapes) set(group, "tabindex", each === next ? "0" : "-1");
    this.#shapes.get(next).group.focus();
    this.reveal(next);
  }

  #beside(box, key) {
    const layer = this.#drawn.layers.find((each) => each.includes(box));
    const at = layer.indexOf(box);
    const dependents = () => this.#edges.filter(({ from }) => from === box).map(({ to }) => to);
    switch (key) {
      case "ArrowLeft": return layer[at - 1];
      case "ArrowRight": return layer[at + 1];
      case "ArrowUp": return [...box.from.keys()][0];
      case "ArrowDown": return dependents()[0];
      default: return undefined;
    }
  }
}

function curve(from, to) {
  const start = { x: from.x + WIDTH / 2, y: from.y + HEIGHT };
  const end = { x: to.x + WIDTH / 2, y: to.y };
  const bend = Math.max(26, (end.y - start.y) / 2);
  return `M${start.x.toFixed(1)},${start.y.toFixed(1)}C${start.x.toFixed(1)},${(start.y + bend).toFixed(1)} ${end.x.toFixed(1)},${(end.y - bend).toFixed(1)} ${end.x.toFixed(1)},${end.y.toFixed(1)}`;
}

const sum = (box, value) => box.nodes.reduce((all, node) => all + value(node), 0);

/** The view of the graph with what each node costs. */
export function graphView() {
  const rates = new Rates();
  let nodes = [];
  let order = "share";
  let words = "";
  const picture = new Picture((box) => chooseBox(box));
  const details = element("section", { class: "card details", "aria-label": "The chosen node", "aria-live": "polite" });
  const summary = element("p", { class: "quiet" });
  const search = element("input", { type: "search", id: "search", placeholder: "part of a name", input: () => { words = search.value.toLowerCase(); showTable(); } });
  const orders = element(
    "select",
    { id: "order", change: () => { order = orders.value; showTable(); } },
    ...[["share", "time"], ["runs", "rate"], ["entries", "entries"], ["heapBytes", "heap"]].map(([value, name]) => element("option", { value }, name)),
  );
  const table = new Table(
    [
      { name: "Node", head: true, cell: (node) => choice(node) },
      { name: "Entries", figure: true, cell: (node) => (node.isCollection ? number(node.entries) : "–") },
      { name: "Heap", figure: true, cell: (node) => (node.isCollection ? size(node.heapBytes) : "–") },
      { name: "Runs", figure: true, cell: (node) => number(node.runs) },
      { name: "Rate", figure: true, cell: (node) => rate(rates.of(node.id).runs) },
      { name: "Per run", figure: true, cell: (node) => (node.runs === 0 ? "–" : time(node.nanos / node.runs)) },
      { name: "Core", figure: true, cell: (node) => share(rates.of(node.id).share) },
      { name: "In all", figure: true, cell: (node) => time(node.nanos) },
    ],
    { caption: "What each node has and costs", empty: "No node has such a name.", key: (node) => node.id, state: (node) => (rates.of(node.id).runs > 0 ? "hot" : undefined) },
  );
  let chosen;

  function choice(node) {
    return element("a", { href: "#/graph", class: "name", "data-same": node.id, title: node.name, click: (event) => { event.preventDefault(); choose(node.id); } }, label(node), element("small", {}, ` ${node.operator}`));
  }

  function chooseBox(box) {
    choose(box.nodes[0].id);
    tell(`${box.nodes[0].name} is chosen`);
  }

  function choose(id) {
    chosen = id;
    const box = picture.boxOf(id);
    if (box !== undefined) picture.mark(box);
    showDetails();
  }

  function showDetails() {
    const node = nodes.find((each) => each.id === chosen);
    const box = chosen === undefined ? undefined : picture.boxOf(chosen);
    if (node === undefined || box === undefined) {
      details.replaceChildren(element("h2", {}, "A node"), quiet("Choose a node in the picture or the table to see what it computes from what."));
      details.removeAttribute("data-shown");
      return;
    }
    const alike = box.nodes.length;
    const shown = JSON.stringify([node.id, alike]);
    if (details.getAttribute("data-shown") !== shown) {
      set(details, "data-shown", shown);
      details.replaceChildren(
        element("h2", {}, label(node), element("small", {}, node.operator)),
        element("p", { class: "full" }, element("code", {}, node.name)),
        element("dl", { class: "facts" }),
        ...links("Computed from", dependencies(node).map(({ id, looksUp }) => ({ id, note: looksUp ? "looked up" : "" }))),
        ...links("Needed by", nodes.filter((each) => dependencies(each).some(({ id }) => id === node.id)).map(({ id }) => ({ id, note: "" }))),
        ...(alike > 1 ? links(`One of ${number(alike)} alike`, box.nodes.map(({ id }) => ({ id, note: "" }))) : []),
        ...(node.isCollection ? [element("p", { class: "actions" }, element("a", { class: "button", href: `#/collections/${node.id}` }, node.operator === "input" ? "Contents and editing" : "Contents"))] : []),
      );
    }
    const { runs, share: core } = rates.of(node.id);
    const facts = [
      ...(node.function === undefined ? [] : [["function", place(node.function)]]),
      ["entries", node.isCollection ? number(node.entries) : "none of its own"],
      ["heap", node.isCollection ? `about ${size(node.heapBytes)}` : "–"],
      ["deleted keys kept", number(node.tombstones)],
      ["runs", `${number(node.runs)} (${rate(runs)})`],
      ["came out the same", number(node.cutOffs)],
      ["time", `${time(node.nanos)} (${share(core)} of a core)`],
      ["shown by", count(node.instances, "instance")],
    ];
    const list = details.querySelector(".facts");
    if (list.childElementCount === 0) list.append(...facts.map(([name]) => element("div", {}, element("dt", {}, name), element("dd"))));
    facts.forEach(([, value], i) => say(list.children[i].lastChild, value));
  }

  function links(title, all) {
    if (all.length === 0) return [];
    const most = 12;
    return [
      element("h3", {}, title),
      element(
        "ul",
        { class: "links" },
        ...all.slice(0, most).map(({ id, note }) => {
          const node = nodes.find((each) => each.id === id);
          return element("li", {}, node === undefined ? "a node that is not shown" : button(label(node), () => { choose(id); reveal(id); }, { class: "link", title: node.name }), note === "" ? "" : element("small", {}, ` ${note}`));
        }),
        ...(all.length > most ? [element("li", { class: "quiet" }, `and ${number(all.length - most)} more`)] : []),
      ),
    ];
  }

  function reveal(id) {
    const box = picture.boxOf(id);
    if (box !== undefined) picture.reveal(box);
  }

  const worth = { share: (node) => rates.of(node.id).share * 1e12 + node.nanos / 1e6, runs: (node) => rates.of(node.id).runs, entries: (node) => node.entries, heapBytes: (node) => node.heapBytes };

  function showTable() {
    const found = nodes.filter((node) => words === "" || node.name.toLowerCase().includes(words));
    const sorted = found.toSorted((one, other) => worth[order](other) - worth[order](one) || one.name.localeCompare(other.name));
    table.show(sorted.slice(0, TABLE_ROWS));
    say(summary, found.length > TABLE_ROWS ? `The first ${number(TABLE_ROWS)} of ${number(found.length)}` : count(found.length, "node"));
  }

  function stateOf(box) {
    const runs = sum(box, (node) => rates.of(node.id).runs);
    const core = sum(box, (node) => rates.of(node.id).share);
    const entries = sum(box, (node) => node.entries);
    const has = box.nodes[0].isCollection ? `${compact(entries)} ${entries === 1 ? "key" : "keys"}` : box.nodes[0].operator;
    const instances = sum(box, (node) => node.instances);
    return {
      text: runs > 0 ? `${has} · ${rate(runs)}` : has,
      kind: runs > 0 || core > 0 ? "hot" : "",
      warmth: Math.sqrt(core),
      serves: instances === 0 ? "" : `→ ${count(instances, "instance")}`,
    };
  }

  function draw() {
    picture.show(nodes, nodes.length >= FOLD_FROM && fold.checked);
    picture.colour(stateOf);
  }

  const fold = element("input", { type: "checkbox", id: "fold", checked: true, change: draw });
  const folding = element("p", { class: "folding", hidden: true }, fold, " ", element("label", { for: "fold" }, "one box for nodes that do the same"));
  showDetails();
  return {
    node: element(
      "div",
      { class: "graph-view" },
      element(
        "section",
        { class: "card", "aria-label": "The graph" },
        element("h2", {}, "Graph", element("small", {}, "a box is a collection; below it what it is computed from it; dashed lines are look-ups; the bar is its share of a core")),
        folding,
        picture.node,
      ),
      details,
      element(
        "section",
        { class: "card wide" },
        element("h2", {}, "What costs most", summary),
        element("div", { class: "filters" }, element("label", { for: "search" }, "Named"), search, element("label", { for: "order" }, "Most"), orders),
        table.node,
      ),
    ),
    async update() {
      const graph = await inspect("/graph");
      rates.take(graph);
      nodes = graph.nodes;
      folding.hidden = nodes.length < FOLD_FROM;
      draw();
      showTable();
      showDetails();
    },
  };
}
