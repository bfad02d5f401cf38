/** The page: its parts, what is shown, and the clock that keeps it up to date. */

import { $, element, say, set, tell } from "./elements.js";
import { inspect } from "./service.js";
import { compact, count, rate, size, tick } from "./words.js";
import { graphView } from "./graph.js";
import { collectionsView, contentsView } from "./contents.js";
import { commitView, commitsView } from "./commits.js";
import { resourcesView } from "./resources.js";
import { failuresView, instancesView, sinksView, sourcesView, storageView, streamsView } from "./state.js";

const PAUSE_MILLIS = 1_000;

const PARTS = [
  { path: "graph", name: "Graph", view: graphView },
  { path: "collections", name: "Collections", view: collectionsView, one: contentsView },
  { path: "commits", name: "Commits", view: commitsView, one: commitView },
  { path: "resources", name: "Resources", view: resourcesView, one: resourcesView },
  { path: "instances", name: "Instances", view: instancesView },
  { path: "streams", name: "Streams", view: streamsView },
  { path: "sources", name: "Sources", view: sourcesView },
  { path: "sinks", name: "Sinks", view: sinksView },
  { path: "failures", name: "Failures", view: failuresView },
  { path: "storage", name: "Storage", view: storageView },
];

let shown = { update: async () => {}, close: () => {} };
let paused = false;
let before;
let turn = 0;

const figures = new Map(
  [["commits", "commits"], ["runs", "function runs"], ["nodes", "nodes"], ["streams", "streams"], ["heap", "heap"]].map(([key, name]) => {
    const value = element("dd", {}, "–");
    $("#figures").append(element("div", {}, element("dt", {}, name), value));
    return [key, value];
  }),
);

const links = new Map(
  PARTS.map(({ path, name }) => {
    const link = element("a", { href: `#/${path}` }, name);
    $("#parts").append(element("li", {}, link));
    return [path, link];
  }),
);

/** Shows what the address says: `#/part` or `#/part/one`. */
async function route() {
  const [path, ...one] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const part = PARTS.find((each) => each.path === path) ?? PARTS[0];
  shown.close();
  for (const [each, link] of links) set(link, "aria-current", each === part.path ? "page" : undefined);
  links.get(part.path).scrollIntoView({ block: "nearest", inline: "nearest" });
  $("#why").hidden = true;
  document.title = `${one[0] ?? part.name} · Skip inspector`;
  const view = (one.length > 0 && part.one ? part.one : part.view)(one.join("/"));
  shown = { update: async () => {}, close: () => {}, ...view };
  $("#main").replaceChildren(view.node);
  await look();
}

/** Asks for what there is now. */
async function look() {
  const mine = ++turn;
  try {
    const overview = await inspect("");
    if (mine !== turn) return;
    showFigures(overview);
    await shown.update(overview);
    if (mine === turn) showState(paused ? "paused" : "live");
  } catch (failure) {
    if (mine !== turn) return;
    showState("lost");
    console.debug(failure);
  }
}

function showState(state) {
  const text = { live: "live", paused: "paused", lost: "no answer" }[state];
  say($("#state"), text);
  set($("#state"), "class", `pill ${state}`);
}

function showFigures(overview) {
  const now = Date.parse(overview.time);
  const seconds = before === undefined ? 0 : (now - before.now) / 1e3;
  if (seconds > 0) {
    say(figures.get("commits"), rate((overview.commits - before.commits) / seconds));
    say(figures.get("runs"), rate((overview.functionRuns - before.runs) / seconds));
  }
  if (before === undefined || seconds > 0) before = { now, commits: overview.commits, runs: overview.functionRuns };
  say(figures.get("nodes"), compact(overview.nodes));
  say(figures.get("streams"), compact(overview.streams));
  say(figures.get("heap"), size(overview.heap.usedBytes));
  set($("#state"), "title", `tick ${tick(overview.watermark)}, ${count(overview.instances, "instance")}`);
  set(links.get("streams"), "data-alarm", overview.laggingConnections > 0 ? String(overview.laggingConnections) : undefined);
}

$("#pause").addEventListener("click", () => {
  paused = !paused;
  set($("#pause"), "aria-pressed", String(paused));
  say($("#pause"), paused ? "Go on" : "Pause");
  showState(paused ? "paused" : "live");
  tell(paused ? "Paused" : "Live");
  if (!paused) look();
});

async function keepUp() {
  if (!paused && !document.hidden) await look();
  setTimeout(keepUp, PAUSE_MILLIS);
}

addEventListener("hashchange", route);
document.addEventListener("visibilitychange", () => !document.hidden && !paused && look());
await route();
setTimeout(keepUp, PAUSE_MILLIS);
