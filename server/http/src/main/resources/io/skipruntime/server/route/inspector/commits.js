/** The last transactions, and one of them step by step. */

import { Table, button, element, quiet, say, set } from "./elements.js";
import { Picture } from "./graph.js";
import { inspect } from "./service.js";
import { clock, compact, count, json, label, number, size, time } from "./words.js";
import { showWhyRan } from "./why.js";

const STEP_MILLIS = 900;

function outcome(commit) {
  if (!commit.isCommitted) return "taken back";
  return commit.isWrite ? "changed entries" : "opened or closed";
}

/** The newest transactions. */
export function commitsView() {
  const table = new Table(
    [
      { name: "Commit", head: true, cell: (commit) => element("a", { href: `#/commits/${commit.number}`, "data-same": String(commit.number) }, number(commit.number)) },
      { name: "Time", cell: (commit) => clock(commit.time) },
      { name: "Tick", figure: true, cell: (commit) => number(commit.tick) },
      { name: "What", cell: (commit) => outcome(commit) },
      { name: "Entries changed", figure: true, cell: (commit) => number(commit.changedEntries) },
      { name: "Functions run", figure: true, cell: (commit) => number(commit.functionRuns) },
      { name: "Events sent", figure: true, cell: (commit) => number(commit.sentEvents ?? 0) },
      { name: "Bytes", figure: true, cell: (commit) => size(commit.sentBytes ?? 0) },
      { name: "Took", figure: true, cell: (commit) => (commit.isCommitted ? time(commit.nanos) : "–") },
    ],
    { caption: "The last transactions", empty: "Nothing was written yet.", key: (commit) => commit.number, state: (commit) => (commit.isCommitted ? undefined : "failed") },
  );
  const kept = element("small", {});
  let only = "all";
  const which = element("select", { id: "which", change: () => { only = which.value; show(); } },
    ...[["all", "all"], ["writes", "that changed entries"], ["slow", "the slowest"], ["back", "that were taken back"]].map(([value, name]) => element("option", { value }, name)));
  let commits = [];
  const filters = {
    all: (all) => all,
    writes: (all) => all.filter((each) => each.isWrite),
    slow: (all) => all.toSorted((one, other) => other.nanos - one.nanos),
    back: (all) => all.filter((each) => !each.isCommitted),
  };

  function show() {
    table.show(filters[only](commits).slice(0, 100));
  }

  return {
    node: element("section", { class: "card" },
      element("h2", {}, "Commits", kept),
      element("div", { class: "filters" }, element("label", { for: "which" }, "Show those"), which),
      table.node),
    async update() {
      const list = await inspect("/commits", { limit: 500 });
      commits = list.commits.toReversed();
      say(kept, `${compact(list.newest)} since the start; the newest first`);
      show();
    },
  };
}

/** One transaction, replayed. */
export function commitView(which) {
  let commit;
  let nodes = [];
  let at = -1;
  let timer;
  const picture = new Picture((box) => go(commit.steps.findIndex((step) => box.nodes.some((node) => node.id === step.node.id))));
  const title = element("h2", {}, `Commit ${which}`);
  const facts = element("p", { class: "quiet" });
  const position = element("output", { class: "place" });
  const steps = element("ol", { class: "steps" });
  const play = button("Play", () => (timer === undefined ? start() : stop()));
  const first = button("Start", () => go(-1));
  const back = button("←", () => go(at - 1), { "aria-label": "The step before" });
  const on = button("→", () => go(at + 1), { "aria-label": "The next step" });
  const problem = element("p", { class: "problem", role: "alert" });

  function start() {
    if (at >= commit.steps.length - 1) go(-1);
    say(play, "Stop");
    timer = setInterval(() => (at >= commit.steps.length - 1 ? stop() : go(at + 1)), STEP_MILLIS);
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    say(play, "Play");
  }

  function go(step) {
    if (commit === undefined) return;
    at = Math.min(commit.steps.length - 1, Math.max(-1, step));
    say(position, at < 0 ? `before the first of ${count(commit.steps.length, "step")}` : `step ${number(at + 1)} of ${number(commit.steps.length)}`);
    back.disabled = at < 0;
    on.disabled = at === commit.steps.length - 1;
    [...steps.children].forEach((item, i) => {
      set(item, "class", i < at ? "done" : i === at ? "now" : "later");
      set(item, "aria-current", i === at ? "step" : undefined);
    });
    const done = new Map(commit.steps.slice(0, at + 1).map((each) => [each.node.id, each]));
    picture.colour((box) => stateOf(box, done));
    const box = at < 0 ? undefined : picture.boxOf(commit.steps[at].node.id);
    picture.mark(box);
    if (box !== undefined) picture.reveal(box);
  }

  function stateOf(box, done) {
    const ran = box.nodes.map((node) => done.get(node.id)).filter((step) => step !== undefined);
    if (ran.length === 0) return { text: "" };
    const changed = ran.reduce((sum, step) => sum + step.changedEntries, 0);
    const runs = ran.reduce((sum, step) => sum + step.runs, 0);
    return { text: summary(runs, changed), kind: !commit.isCommitted ? "failed" : changed > 0 ? "hot" : "cut" };
  }

  function summary(runs, changed) {
    const ran = runs === 0 ? "" : `${count(runs, "run")}, `;
    return changed === 0 ? `${ran}as before` : `${ran}${number(changed)} changed`;
  }

  function step(each, i) {
    const keys = (list, total, name) => (list.length === 0 ? [] : [element("p", {}, `${name} `, ...list.flatMap((key, k) => [k === 0 ? "" : ", ", element("code", {}, json(key, 80))]), total > list.length ? ` and ${number(total - list.length)} more` : "")]);
    return element(
      "li",
      {},
      button(label(each.node), () => go(i), { class: "link", title: each.node.name }),
      element("small", {}, ` ${summary(each.runs, each.changedEntries)}${each.nanos > 0 ? `, ${time(each.nanos)}` : ""}`),
      ...keys(each.keys, each.runs, "ran for"),
      ...keys(each.changedKeys, each.changedEntries, "other values at"),
      ...(each.keys.length === 0 ? [] : [button("Why did it run?", (event) => showWhyRan({ commit, step: each, from: event.currentTarget }), { class: "small" })]),
    );
  }

  async function load() {
    try {
      [commit, { nodes }] = await Promise.all([inspect(`/commits/${encodeURIComponent(which)}`), inspect("/graph")]);
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      say(problem, refused.message);
      return;
    }
    commit.steps = commit.steps.toSorted((one, other) => other.isInput - one.isInput);
    say(facts, `${clock(commit.time)}, tick ${number(commit.tick)}: ${outcome(commit)}; ${count(commit.changedEntries, "entry", "entries")} changed, ${count(commit.functionRuns, "function run")}, ${time(commit.nanos)}.`);
    steps.replaceChildren(...commit.steps.map(step));
    picture.show(nodes);
    go(-1);
  }

  const own = Number(which);
  return {
    node: element(
      "div",
      {},
      element("p", { class: "crumbs" }, element("a", { href: "#/commits" }, "All commits"), " · ", element("a", { href: `#/commits/${own - 1}` }, "the one before"), " · ", element("a", { href: `#/commits/${own + 1}` }, "the next")),
      element("div", { class: "replay" },
        element("section", { class: "card" }, title, facts, problem, element("p", { class: "pages" }, first, back, play, on, position), picture.node),
        element("section", { class: "card" }, element("h2", {}, "Steps", element("small", {}, "in the order of their turns")), steps, quiet("Inputs are written first; then comes each node for which something that it needs has changed, the lowest first. A node that comes out as before ends the way: nothing above it runs."))),
    ),
    async update() {
      if (commit === undefined) await load();
    },
    close: stop,
  };
}
