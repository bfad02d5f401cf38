/** Resources: opened with parameters, watched with the differences marked, and as commands of a shell. */

import { Table, button, command, element, quiet, say } from "./elements.js";
import { address, follow, hasToken, inspect, parse } from "./service.js";
import { clock, count, json, number } from "./words.js";
import { showWhy } from "./why.js";

const MOST_EVENTS = 100;
const MOST_ROWS = 500;
const MARK_MILLIS = 2_500;
const MOST_SUGGESTIONS = 30;

/** A text as one word of a shell. */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** What a value is now, with those of its parts marked that were other ones, and what these were. */
function marked(before, now) {
  const [one, other] = [JSON.stringify(before), JSON.stringify(now)];
  if (one === other) return [json(now)];
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length) {
    return ["[", ...now.flatMap((each, i) => [i === 0 ? "" : ",", ...marked(before[i], each)]), "]"];
  }
  if (isObject(before) && isObject(now)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
    return ["{", ...names.flatMap((name, i) => [i === 0 ? "" : ",", `${JSON.stringify(name)}:`, ...marked(before[name], now[name])]), "}"];
  }
  return [
    ...(one === undefined ? [] : [element("del", {}, json(before, 200))]),
    ...(one === undefined || other === undefined ? [] : [" "]),
    ...(other === undefined ? [] : [element("ins", {}, json(now))]),
  ];
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);

/** The resources, and one of them that is open. */
export function resourcesView(chosen = "") {
  const list = element("ul", { class: "links" });
  const counts = new Map();
  const view = chosen === "" ? undefined : watch(chosen, () => inspect("").then(show).catch(console.debug));

  /** Shows how many of each are open, and has what is open of the chosen one suggested. */
  async function show({ resources, open }) {
    if (resources.join("\n") !== [...counts.keys()].join("\n")) name(resources);
    for (const [resource, count] of counts) say(count, Object.hasOwn(open, resource) ? `${number(open[resource])} open` : "not open");
    if (view !== undefined && resources.includes(chosen)) {
      view.suggest((await inspect("/instances", { resource: chosen, limit: MOST_SUGGESTIONS })).instances.map(({ params }) => params));
    }
  }

  function name(resources) {
    counts.clear();
    for (const resource of resources) counts.set(resource, element("small"));
    list.replaceChildren(...[...counts].map(([resource, count]) => element("li", {},
      element("a", { href: `#/resources/${encodeURIComponent(resource)}`, "aria-current": resource === chosen ? "true" : undefined }, resource), " ", count)));
  }

  return {
    node: element(
      "div",
      { class: "resources" },
      element("section", { class: "card" }, element("h2", {}, "Resources"), list),
      view?.node ?? element("section", { class: "card" }, element("h2", {}, "A resource"), quiet("Choose one to read it with parameters and to watch what changes.")),
    ),
    update: show,
    close: () => view?.close(),
  };
}

/** A resource that can be watched; `opened` is called when it was opened. */
function watch(name, opened) {
  let control;
  let entries = new Map();
  let marks = new Map();
  let suggested = "[]";
  const params = element("textarea", { id: "params", rows: "2", spellcheck: "false" });
  params.value = "{}";
  const open = element("select", { id: "open", change: () => { params.value = open.value; commands(); } });
  const choice = element("span", { class: "field" }, element("label", { for: "open" }, "As one that is open"), open);
  const problem = element("p", { class: "problem", role: "alert" });
  const state = element("span", { class: "pill" }, "not watched");
  const size = element("small", {});
  const log = element("ol", { class: "events" });
  const shell = element("div", {});
  const toggle = button("Watch", () => (control === undefined ? begin() : end()), { class: "first" });
  const table = new Table(
    [
      { name: "Key", head: true, cell: ({ key }) => element("code", { "data-same": json(key) }, json(key)) },
      { name: "Values", cell: ({ key, values }) => difference(key, values) },
      { name: "", cell: ({ key }) => button("Why?", (event) => showWhy({ resource: name, params: read(), key, from: event.currentTarget }), { "data-same": json(key), class: "small", "aria-label": `Why ${json(key, 60)}?` }) },
    ],
    { caption: `Entries of ${name}`, empty: "Nothing yet: watch it to see what it has.", key: ({ key }) => JSON.stringify(key), state: ({ key }) => marks.get(JSON.stringify(key))?.kind },
  );
  table.show([]);

  function difference(key, values) {
    const before = marks.get(JSON.stringify(key))?.before;
    const same = `${before === undefined ? "" : JSON.stringify(before)}>${JSON.stringify(values)}`;
    return element("code", { class: "values", "data-same": same }, ...(before === undefined ? [json(values, 2_000)] : marked(before, values)));
  }

  function read() {
    return parse(params.value.trim() === "" ? "{}" : params.value);
  }

  function commands() {
    const token = hasToken() ? `-H "Authorization: Bearer $TOKEN" ` : "";
    const body = params.value.trim() === "" ? "{}" : params.value.trim();
    shell.replaceChildren(
      element("h3", {}, "The same in a shell"),
      command(`curl -s ${token}-H 'Content-Type: application/json' -d ${quoted(body)} ${quoted(address(`v1/snapshot/${encodeURIComponent(name)}`))}`),
      command(`curl -sN ${token}${quoted(address(`v1/inspect/events/${encodeURIComponent(name)}`, { params: body }))}`),
      command(`./skip tail ${quoted(name)} ${quoted(body)}`),
    );
  }

  async function begin() {
    say(problem, "");
    let asked;
    try {
      asked = read();
    } catch (failure) {
      say(problem, `The parameters are JSON: ${failure.message}`);
      return;
    }
    control = new AbortController();
    const mine = control;
    entries = new Map();
    say(toggle, "Stop");
    say(state, "watched");
    state.className = "pill live";
    try {
      await follow(name, asked, (event, data, id) => take(event, data, id), control.signal);
      if (mine === control) stopped("ended");
    } catch (failure) {
      if (mine === control) {
        say(problem, failure.message);
        stopped("ended");
      }
    }
  }

  function end() {
    control?.abort();
    control = undefined;
    stopped("not watched");
  }

  function stopped(text) {
    control = undefined;
    say(toggle, "Watch");
    say(state, text);
    state.className = "pill";
  }

  function take(event, data, id) {
    if (event === "init") {
      entries = new Map();
      opened();
    }
    if (event === "init" || event === "update") apply(event, data);
    else if (event === "error" || event === "end") say(problem, data.detail ?? json(data));
    note(event, data, id);
  }

  function apply(event, changes) {
    const mark = new Map();
    for (const [key, values] of changes) {
      const text = JSON.stringify(key);
      const before = entries.get(text);
      if (values.length === 0) entries.delete(text);
      else entries.set(text, { key, values });
      if (event === "update") mark.set(text, { kind: before === undefined ? "added" : "changed", before: before?.values });
    }
    marks = mark;
    show();
    setTimeout(() => { if (marks === mark) { marks = new Map(); show(); } }, MARK_MILLIS);
  }

  function show() {
    table.show([...entries.values()].slice(0, MOST_ROWS));
    say(size, entries.size > MOST_ROWS ? `the first ${number(MOST_ROWS)} of ${count(entries.size, "key")}` : count(entries.size, "key"));
  }

  function note(event, data, id) {
    const what = Array.isArray(data) ? (event === "init" ? `${count(data.length, "entry", "entries")}` : json(data, 240)) : json(data, 240);
    log.prepend(element("li", {}, element("span", { class: "event" }, event), element("span", { class: "quiet" }, ` ${clock(Date.now())} ${id ?? ""} `), element("code", {}, what)));
    while (log.childElementCount > MOST_EVENTS) log.lastElementChild.remove();
  }

  params.addEventListener("input", commands);
  commands();
  choice.hidden = true;
  return {
    node: element(
      "div",
      { class: "stack" },
      element("section", { class: "card" },
        element("h2", {}, name, state),
        element("form", { class: "opening", submit: (event) => event.preventDefault() },
          element("span", { class: "field grow" }, element("label", { for: "params" }, "Parameters (JSON)"), params), choice, toggle),
        problem,
        element("h3", {}, "Entries", size),
        table.node),
      element("section", { class: "card" }, element("h2", {}, "Events", element("small", {}, "the newest first")), log),
      element("section", { class: "card" }, shell),
    ),
    suggest(all) {
      const shown = JSON.stringify(all);
      if (shown === suggested) return;
      suggested = shown;
      choice.hidden = all.length === 0;
      open.replaceChildren(element("option", { value: params.value }, "choose…"), ...all.map((each) => element("option", { value: JSON.stringify(each) }, json(each, 60))));
      if (control === undefined && params.value === "{}" && all.length > 0) {
        params.value = JSON.stringify(all[0]);
        commands();
      }
    },
    close: end,
  };
}
