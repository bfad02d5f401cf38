/** The graph of the service as a picture, and what ran in it. */

import { $, count, element, number, shape } from "./elements.js";

const WIDTH = 140;
const HEIGHT = 46;
const GAP = 12;
const LAYER = 78;
const MOST_NODES = 40;
const SWEEPS = 6;

/** What the API calls the aggregators of Skip. */
const AGGREGATES = { Greatest: "max", Least: "min", ExactSum: "sum", Count: "count" };

/** What a node is called: its function, or the operator where it has none. */
export function labelOf(node) {
  const inside = /\.(\w+)\((.*)\)$/.exec(withoutInput(node.name));
  if (inside === null) return node.name;
  const [, operator, function_] = inside;
  const [first, second] = function_.split(", ");
  if (operator === "map") return first;
  if (operator === "mapReduce") return `${first}, ${AGGREGATES[second] ?? second}`;
  return operator === "take" ? `take(${function_})` : `${operator}(…)`;
}

/** The last call of a chain of them. */
function withoutInput(name) {
  let depth = 0;
  for (let i = name.length - 1; i >= 0; i--) {
    if (name[i] === ")") depth++;
    else if (name[i] === "(") depth--;
    else if (name[i] === "." && depth === 0) return name.slice(i);
  }
  return name;
}

/** A picture that is laid out when nodes or resources come or go, and coloured for each change. */
export class Graph {
  nodes = new Map();
  #served = new Map();
  #shapes = new Map();
  #edges = [];
  #shown = "";

  /** Takes the graph as it is now. */
  take({ nodes, resources }) {
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#served = new Map();
    for (const { resource, output } of resources) {
      this.#served.set(output, [...new Set([...(this.#served.get(output) ?? []), resource])]);
    }
    const shown = JSON.stringify([[...this.nodes.keys()], [...this.#served]]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#draw(nodes.slice(0, MOST_NODES));
    }
  }

  /** How many entries all collections have. */
  get entries() {
    return [...this.nodes.values()].reduce((sum, node) => sum + node.size, 0);
  }

  /** Colours what ran for a change. */
  colour({ nodes, isCommitted }) {
    const active = new Map(nodes.map((each) => [each.id, each]));
    for (const [id, group] of this.#shapes) {
      const activity = active.get(id);
      group.setAttribute("class", stateOf(activity, isCommitted));
      group.querySelector(".small").textContent = this.#about(id, activity, isCommitted);
    }
    for (const { from, to, path } of this.#edges) {
      const isHot = isCommitted && (active.get(from)?.changed ?? 0) > 0 && active.has(to);
      path.classList.toggle("hot", isHot);
    }
    const ran = nodes
      .filter((each) => each.runs > 0 && this.nodes.has(each.id))
      .map((each) => labelOf(this.nodes.get(each.id)));
    $("#graph").setAttribute(
      "aria-label",
      `The graph of the service: ${count(this.nodes.size, "collection")}. For the last change ran: ${ran.join(", ") || "nothing"}.`,
    );
    $("#nodes").replaceChildren(
      ...[...this.nodes.values()].map((node) => this.#row(node, active.get(node.id))),
    );
  }

  #about(id, activity, isCommitted) {
    const node = this.nodes.get(id);
    if (activity === undefined) return number(node?.size ?? 0);
    if (!isCommitted) return "taken back";
    if (activity.changed === 0) return activity.runs > 0 ? `${count(activity.runs, "run")}, as before` : "as before";
    const what = `${number(activity.changed)} of ${number(node?.size ?? 0)}`;
    return activity.runs > 0 ? `${count(activity.runs, "run")} · ${what}` : `changed ${what}`;
  }

  #row(node, activity) {
    return element(
      "tr",
      {},
      element("th", { scope: "row", title: node.name }, labelOf(node)),
      element("td", {}, number(node.size)),
      element("td", {}, number(activity?.runs ?? 0)),
      element("td", {}, number(activity?.changed ?? 0)),
    );
  }

  #draw(nodes) {
    const layers = layered(nodes);
    const widest = Math.max(...layers.map((layer) => layer.length));
    const width = widest * (WIDTH + GAP) - GAP + 4;
    const places = new Map();
    layers.forEach((layer, row) => {
      const room = width / layer.length;
      layer.forEach((node, column) => {
        places.set(node.id, { x: room * (column + 0.5) - WIDTH / 2, y: row * LAYER + 4 });
      });
    });
    this.#edges = nodes.flatMap((node) =>
      dependencies(node)
        .filter(({ id }) => places.has(id))
        .map(({ id, isLookup }) => ({
          from: id,
          to: node.id,
          path: shape("path", {
            d: curve(places.get(id), places.get(node.id)),
            class: isLookup ? "looks-up" : "",
          }),
        })),
    );
    this.#shapes = new Map(nodes.map((node) => [node.id, this.#box(node, places.get(node.id))]));
    const graph = $("#graph");
    graph.setAttribute("viewBox", `0 0 ${width} ${layers.length * LAYER - LAYER + HEIGHT + 26}`);
    graph.replaceChildren(...this.#edges.map(({ path }) => path), ...this.#shapes.values());
  }

  #box(node, { x, y }) {
    const resources = this.#served.get(node.id);
    return shape(
      "g",
      {},
      shape("rect", { x, y, width: WIDTH, height: HEIGHT, rx: 8 }),
      shape("text", { x: x + 9, y: y + 19 }, labelOf(node)),
      shape("text", { x: x + 9, y: y + 36, class: "small" }, number(node.size)),
      shape("title", {}, node.name),
      ...(resources === undefined
        ? []
        : [shape("text", { x: x + 9, y: y + HEIGHT + 14, class: "served" }, `→ ${resources.join(", ")}`)]),
    );
  }
}

function stateOf(activity, isCommitted) {
  if (activity === undefined) return "still";
  if (!isCommitted) return "failed";
  return activity.changed > 0 ? "hot" : "cut";
}

function dependencies(node) {
  return [
    ...node.inputs.map((id) => ({ id, isLookup: false })),
    ...node.captured.map((id) => ({ id, isLookup: true })),
  ];
}

function curve(from, to) {
  const start = { x: from.x + WIDTH / 2, y: from.y + HEIGHT };
  const end = { x: to.x + WIDTH / 2, y: to.y };
  const middle = (start.y + end.y) / 2;
  return `M${start.x},${start.y}C${start.x},${middle} ${end.x},${middle} ${end.x},${end.y}`;
}

/**
 * Nodes in layers by their height, those of a layer beside what they are connected with: the
 * barycentre heuristic of Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of
 * Hierarchical System Structures" (1981).
 */
function layered(nodes) {
  const heights = [...new Set(nodes.map((node) => node.height))].sort((one, other) => one - other);
  const layers = heights.map((height) => nodes.filter((node) => node.height === height));
  const neighbours = new Map(nodes.map((node) => [node.id, []]));
  for (const node of nodes) {
    for (const { id } of dependencies(node)) {
      if (!neighbours.has(id)) continue;
      neighbours.get(id).push(node.id);
      neighbours.get(node.id).push(id);
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const place = new Map(
      layers.flatMap((layer) => layer.map((node, i) => [node.id, (i + 0.5) / layer.length])),
    );
    const centre = ({ id }) => {
      const near = neighbours.get(id);
      return near.length === 0 ? place.get(id) : near.reduce((sum, each) => sum + place.get(each), 0) / near.length;
    };
    for (const layer of layers) layer.sort((one, other) => centre(one) - centre(other));
  }
  return layers;
}
