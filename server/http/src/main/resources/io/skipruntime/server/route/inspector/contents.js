/** The contents of collections: a list of all, and one page by page, now or in the past, with editing of inputs. */

import { Table, button, element, quiet, say, set, tell } from "./elements.js";
import { inspect, parse, send } from "./service.js";
import { count, epoch, json, label, number, size, tick, time } from "./words.js";
import { showWhy } from "./why.js";

const NO_ARRAY = 'The values are a JSON array, such as [1] or [{"name":"Bob"}].';

/** All collections, to choose one. */
export function collectionsView() {
  const table = new Table(
    [
      { name: "Collection", head: true, cell: (node) => element("a", { href: `#/collections/${node.id}`, "data-same": node.id }, label(node)) },
      { name: "Operator", cell: (node) => node.operator },
      { name: "Keys", figure: true, cell: (node) => number(node.entries) },
      { name: "Heap", figure: true, cell: (node) => size(node.heapBytes) },
      { name: "Deleted keys kept", figure: true, cell: (node) => number(node.tombstones) },
      { name: "Runs", figure: true, cell: (node) => number(node.runs) },
      { name: "Time", figure: true, cell: (node) => time(node.nanos) },
      { name: "Identity", cell: (node) => element("code", { "data-same": node.id, class: "long", title: node.name }, node.name) },
    ],
    { caption: "Collections", empty: "The service has no collections.", key: (node) => node.id },
  );
  const total = element("small", {});
  let words = "";
  let nodes = [];
  const search = element("input", { type: "search", id: "collection-search", input: () => { words = search.value.toLowerCase(); show(); } });

  function show() {
    table.show(nodes.filter((node) => words === "" || node.name.toLowerCase().includes(words)).slice(0, 300));
  }

  return {
    node: element(
      "section",
      { class: "card" },
      element("h2", {}, "Collections", total),
      element("div", { class: "filters" }, element("label", { for: "collection-search" }, "Named"), search),
      table.node,
    ),
    async update() {
      const graph = await inspect("/graph");
      nodes = graph.nodes.filter((node) => node.isCollection)
        .toSorted((one, other) => (other.operator === "input") - (one.operator === "input") || one.name.localeCompare(other.name));
      say(total, `${count(nodes.length, "collection")}, ${count(nodes.reduce((sum, node) => sum + node.entries, 0), "key")}`);
      show();
    },
  };
}

/** A field of a form. */
function field(id, name, properties = {}) {
  const input = element("input", { id, autocomplete: "off", spellcheck: "false", ...properties });
  return { input, nodes: [element("label", { for: id }, name), input] };
}

/** What somebody typed as JSON; what is none is taken for a text. */
function typed(text) {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  try {
    return parse(trimmed);
  } catch {
    return trimmed;
  }
}

/** One collection. */
export function contentsView(id) {
  const pages = [undefined];
  let now;
  let at;
  let node;
  let next;
  let byKey = new Map();
  const title = element("h2", {}, "Contents");
  const place = element("span", { class: "place" });
  const problem = element("p", { class: "problem", role: "alert" });
  const prefix = field("prefix", "Keys that begin with", { placeholder: 'text, or ["a"]' });
  const from = field("from", "from", { placeholder: "JSON" });
  const to = field("to", "to", { placeholder: "JSON" });
  const back = button("← Before", () => turn(-1));
  const on = button("Next →", () => turn(1));
  const editor = element("div", {});
  const slider = element("input", { id: "slider", type: "range", min: "0", max: "0", step: "1", input: () => past(Number(slider.value)) });
  const when = element("output", { for: "slider" });
  const timeline = element("div", { class: "timeline" }, element("label", { for: "slider" }, "As it was"), slider, when, button("Now", () => past(tick(now.watermark))));
  const pastNote = quiet("Only the last commit can be read: start the service with ", element("code", {}, "--history-seconds 60"), " to look back a minute.");
  const table = new Table(
    [
      { name: "Key", head: true, cell: (entry) => element("code", { "data-same": json(entry.key) }, json(entry.key)) },
      { name: "Values", cell: (entry) => element("code", { "data-same": json(entry.values), class: "values" }, ...entry.values.flatMap((value, i) => (i === 0 ? [json(value, 2_000)] : [element("br"), json(value, 2_000)]))) },
      { name: "Changed by", figure: true, cell: (entry) => `tick ${number(entry.tick)}` },
      { name: "", cell: (entry) => actions(entry) },
    ],
    { caption: "Entries", empty: "No entry has such a key.", key: (entry) => json(entry.key, Infinity), state: (entry) => (byKey.has(json(entry.key)) && byKey.get(json(entry.key)) !== entry.tick ? "changed" : undefined) },
  );

  function actions(entry) {
    const key = entry.key;
    return element(
      "span",
      { class: "row-actions", "data-same": json([key, at === undefined && isInput()]) },
      button("Why?", (event) => showWhy({ node: id, key, at, from: event.currentTarget }), { "aria-label": `Why ${json(key, 60)}?` }),
      ...(at === undefined && isInput() ? [button("Edit", () => edit(key), { "aria-label": `Edit ${json(key, 60)}` })] : []),
    );
  }

  const isInput = () => node?.operator === "input" && now.inputs.includes(node.name);

  function turn(direction) {
    if (direction > 0) pages.push(next);
    else pages.pop();
    byKey = new Map();
    refresh();
  }

  function filter() {
    pages.splice(1);
    byKey = new Map();
    refresh();
  }

  async function past(asked) {
    at = asked === tick(now.watermark) ? undefined : `${epoch(now.watermark)}/${asked}`;
    byKey = new Map();
    await refresh();
  }

  /** A form that writes an entry: of a key that is there, or of one that is to be. */
  async function edit(key) {
    const entry = key === undefined ? undefined : (await inspect(`/collections/${id}`, { from: JSON.stringify(key), to: JSON.stringify(key), limit: 1 })).entries[0];
    const keyText = element("input", { id: "edit-key", value: key === undefined ? "" : JSON.stringify(key), disabled: key !== undefined, spellcheck: "false", autocomplete: "off", required: true });
    const values = element("textarea", { id: "edit-values", rows: "5", spellcheck: "false" });
    values.value = JSON.stringify(entry?.values ?? [], null, 2);
    const failure = element("p", { class: "problem", role: "alert" });
    const write = async (list) => {
      say(failure, "");
      try {
        await send("PATCH", `v1/inputs/${encodeURIComponent(node.name)}`, [[key ?? typed(keyText.value), list]]);
        editor.replaceChildren();
        tell(list.length === 0 ? "Deleted" : "Written");
        await refresh();
      } catch (refused) {
        say(failure, refused.message);
      }
    };
    editor.replaceChildren(element(
      "form",
      { class: "editor", submit: (event) => { event.preventDefault(); const list = readValues(values.value); if (list === undefined) say(failure, NO_ARRAY); else write(list); } },
      element("h3", {}, key === undefined ? "A new entry" : "Edit an entry", element("small", {}, "written as one commit, checked against the type of the input")),
      element("label", { for: "edit-key" }, "Key (JSON, or a text)"), keyText,
      element("label", { for: "edit-values" }, "Values (a JSON array)"), values,
      failure,
      element("p", { class: "actions" },
        element("button", { type: "submit", class: "first" }, "Write"),
        ...(key === undefined ? [] : [button("Delete the key", () => write([]))]),
        button("Leave it", () => editor.replaceChildren())),
    ));
    (key === undefined ? keyText : values).focus();
  }

  /** What somebody typed as the values of an entry; undefined if it is no array. */
  function readValues(text) {
    const list = typed(text);
    return Array.isArray(list) ? list : undefined;
  }

  async function refresh() {
    say(problem, "");
    const query = {
      limit: 50, at,
      after: pages.at(-1) === undefined ? undefined : JSON.stringify(pages.at(-1)),
      prefix: asJson(prefix.input.value), from: asJson(from.input.value), to: asJson(to.input.value),
    };
    try {
      const page = await inspect(`/collections/${id}`, query);
      next = page.next;
      table.show(page.entries);
      byKey = new Map(page.entries.map((entry) => [json(entry.key), entry.tick]));
      say(place, `${count(page.size, "key")} at tick ${number(tick(page.watermark))}`);
      back.disabled = pages.length === 1;
      on.disabled = next === undefined;
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      say(problem, refused.message);
      table.show([]);
    }
  }

  const asJson = (text) => {
    const value = typed(text);
    return value === undefined ? undefined : JSON.stringify(value);
  };

  async function learn(overview) {
    now = overview;
    const first = tick(overview.earliest);
    const last = tick(overview.watermark);
    timeline.hidden = first === last;
    pastNote.hidden = first !== last;
    set(slider, "min", String(first));
    set(slider, "max", String(last));
    if (at === undefined) slider.value = String(last);
    say(when, at === undefined ? `tick ${number(last)}, now` : `tick ${number(tick(at))}, ${count(last - tick(at), "commit")} ago`);
    if (node !== undefined) return;
    node = (await inspect("/graph")).nodes.find((each) => each.id === id) ?? { name: id, operator: "", isCollection: true };
    title.replaceChildren(label(node), element("small", {}, node.operator));
    full.replaceChildren(element("code", {}, node.name));
    adding.hidden = !isInput();
  }

  const full = element("p", { class: "full" });
  const adding = button("Add an entry", () => edit(undefined), { hidden: true });
  const filters = element(
    "form",
    { class: "filters", submit: (event) => { event.preventDefault(); filter(); } },
    ...prefix.nodes, ...from.nodes, ...to.nodes,
    element("button", { type: "submit" }, "Show"),
    adding,
  );
  return {
    node: element(
      "div",
      {},
      element("p", { class: "crumbs" }, element("a", { href: "#/collections" }, "All collections")),
      element("section", { class: "card" }, title, full, filters, timeline, pastNote, editor, problem, table.node, element("p", { class: "pages" }, back, place, on)),
    ),
    async update(overview) {
      await learn(overview);
      if (at === undefined) await refresh();
    },
  };
}
