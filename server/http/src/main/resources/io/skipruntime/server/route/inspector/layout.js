/**
 * A layered drawing of a graph, by the steps of Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
 * System Structures" (1981): layers by the longest path, an order in each by barycentres, and places near what a node is
 * connected with.
 */

export const WIDTH = 176;
export const HEIGHT = 54;
const GAP = 16;
const LAYER = 104;
const SWEEPS = 8;
/** A graph of so many nodes is folded unless somebody says otherwise. */
export const FOLD_FROM = 40;

/** What a node depends on: entries that it is applied to, and those that it looks up. */
export function dependencies(node) {
  return [
    ...node.inputs.map((id) => ({ id, looksUp: false })),
    ...node.lookups.filter((id) => !node.inputs.includes(id)).map((id) => ({ id, looksUp: true })),
  ];
}

/**
 * Nodes as boxes. If they are to be folded, the nodes that do the same over the same boxes share one, such as those of the instances
 * of a resource, which differ in their parameters only.
 */
export function boxes(nodes, folds) {
  const ofNode = new Map();
  const bySignature = new Map();
  for (const node of nodes) {
    const over = dependencies(node).map(({ id, looksUp }) => `${ofNode.get(id)?.id ?? id}${looksUp ? "?" : ""}`).sort();
    const does = node.name.replace(/\(.*\)$/s, "").split(".").length;
    const signature = !folds || node.operator === "input"
      ? node.id
      : JSON.stringify([node.operator, functionOf(node), does, over]);
    let box = bySignature.get(signature);
    if (box === undefined) {
      box = { id: node.id, nodes: [], from: new Map() };
      bySignature.set(signature, box);
    }
    box.nodes.push(node);
    ofNode.set(node.id, box);
    for (const { id, looksUp } of dependencies(node)) {
      const other = ofNode.get(id);
      if (other !== undefined && other !== box) box.from.set(other, looksUp && (box.from.get(other) ?? true));
    }
  }
  return [...bySignature.values()];
}

/** The function of a node without what it captured, by which the instances of a resource differ. */
function functionOf(node) {
  return node.name.replace(/\[[^\]]*\]/g, "").replace(/\((?:[^()]|\([^()]*\))*\)$/s, (call) => call.replace(/[0-9]+/g, "#"));
}

/** The places of boxes: `x` and `y` of each, and the size of the whole. */
export function layOut(all) {
  const rank = new Map();
  for (const box of all) rank.set(box, Math.max(-1, ...[...box.from.keys()].map((each) => rank.get(each) ?? -1)) + 1);
  const layers = [];
  for (const box of all) (layers[rank.get(box)] ??= []).push(box);
  const neighbours = new Map(all.map((box) => [box, []]));
  for (const box of all) {
    for (const other of box.from.keys()) {
      neighbours.get(box).push(other);
      neighbours.get(other).push(box);
    }
  }
  order(layers, neighbours);
  const x = places(layers, neighbours);
  const left = Math.min(0, ...x.values());
  const spots = new Map(all.map((box) => [box, { x: x.get(box) - left + 4, y: rank.get(box) * LAYER + 4 }]));
  return {
    spots,
    layers,
    width: Math.max(WIDTH, ...[...x.values()].map((each) => each - left + WIDTH)) + 8,
    height: layers.length * LAYER - (LAYER - HEIGHT) + 28,
  };
}

function order(layers, neighbours) {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const place = new Map(layers.flatMap((layer) => layer.map((box, i) => [box, (i + 0.5) / layer.length])));
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const centre = new Map(layer.map((box) => [box, mean(neighbours.get(box), place) ?? place.get(box)]));
      layer.sort((one, other) => centre.get(one) - centre.get(other));
      layer.forEach((box, i) => place.set(box, (i + 0.5) / layer.length));
    }
  }
}

function places(layers, neighbours) {
  const x = new Map(layers.flatMap((layer) => layer.map((box, i) => [box, (i - layer.length / 2) * (WIDTH + GAP)])));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wanted = layer.map((box) => mean(neighbours.get(box), x) ?? x.get(box));
      spread(wanted).forEach((each, i) => x.set(layer[i], each));
    }
  }
  return x;
}

/** The places nearest to those wanted, in the same order, that have room for every box: blocks that touch share their shift. */
function spread(wanted) {
  const step = WIDTH + GAP;
  const blocks = [];
  wanted.forEach((want, i) => {
    let block = { from: i, size: 1, sum: want };
    while (blocks.length > 0 && blocks.at(-1).sum / blocks.at(-1).size + blocks.at(-1).size * step > block.sum / block.size) {
      const before = blocks.pop();
      block = { from: before.from, size: before.size + block.size, sum: before.sum + block.sum - block.size * before.size * step };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ size, sum }) => Array.from({ length: size }, (_, i) => sum / size + i * step));
}

function mean(near, place) {
  return near.length === 0 ? undefined : near.reduce((sum, each) => sum + place.get(each), 0) / near.length;
}
