/** Why a value is what it is, what depends on it, and why a function ran. */

import { $, button, element, quiet, tell } from "./elements.js";
import { send } from "./service.js";
import { clock, count, json, label, number, place, withoutParams } from "./words.js";

const OPEN_LEVELS = 3;
const TRIES = 20;

const ROLES = {
  source: "",
  redundant: "makes no difference: ",
  read: "looked up ",
};

let opener;

/** Opens the panel beside the page, and gives the focus back when it is closed. */
function open(title, from) {
  opener = from;
  const body = element("div", {}, quiet("…"));
  $("#why").replaceChildren(
    element("h2", { id: "why-title" }, title, button("Close", close)),
    body,
  );
  $("#why").hidden = false;
  $("#why").focus();
  return body;
}

function close() {
  $("#why").hidden = true;
  opener?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("#why").hidden) close();
});

async function fill(body, work) {
  try {
    body.replaceChildren(...(await work()));
  } catch (refused) {
    body.replaceChildren(element("p", { class: "problem", role: "alert" }, refused.message));
  }
}

/**
 * Says why an entry has its values.
 *
 * @param question the `key` with either a `node` and perhaps a version `at`, or a `resource` and its `params`
 */
export function showWhy({ node, resource, params, key, at, from }) {
  const body = open(`Why ${json(key, 40)}?`, from);
  const asked = node === undefined ? { resource, params, key } : { collection: node, key, at };
  const ask = (tries) => fill(body, async () => {
    const why = await send("POST", "v1/inspect/why", { ...asked, tries });
    tell(`The value comes down to ${count(why.inputs.length, "entry of inputs", "entries of inputs")}`);
    return explained(why, tries, () => ask(TRIES), node === undefined || at !== undefined ? undefined : () => showDependents({ node, key, from }));
  });
  ask(0);
}

function explained(why, tries, again, dependents) {
  return [
    ...(why.isComplete ? [] : [quiet("Some reasons were left out.")]),
    element("ul", { class: "reasons" }, entry(why.entry, "", 0)),
    element("h3", {}, count(why.inputs.length, "entry of inputs", "entries of inputs"), element("small", {}, `at ${why.at}`)),
    element("ul", {}, ...why.inputs.map((input) => element("li", { class: input.isRedundant === true ? "redundant" : undefined }, ...named(input), input.isRedundant === undefined ? "" : input.isRedundant ? " · makes no difference alone" : " · decides", written(input)))),
    element("p", { class: "actions" },
      ...(tries === 0 && why.inputs.length > 0 ? [button("Which of them decide?", again)] : []),
      ...(dependents === undefined ? [] : [button("What depends on it?", dependents)])),
    ...(tries === 0 && why.inputs.length > 0 ? [quiet("To find out, the service takes each away, looks, and takes that back; no client sees it.")] : []),
  ];
}

function named({ node, key, values }, role = "source") {
  const collection = element("a", { href: `#/collections/${node.id}`, title: node.name }, label(node));
  const at = element("code", {}, json(key, 120));
  const shown = element("code", {}, values.length === 0 ? "not there" : values.map((value) => json(value, 240)).join(", "));
  if (role === "place") return ["place of ", at, " among the keys of ", collection];
  if (role === "whole") return ["number of keys of ", collection, " = ", shown];
  return [ROLES[role] ?? `${role} `, collection, " ", at, " = ", shown];
}

function written({ node, writer, tick }) {
  if (writer === undefined) return tick === undefined ? "" : element("small", {}, ` tick ${number(tick)}`);
  const when = writer.time === undefined ? "" : ` at ${clock(writer.time)}`;
  const who = { initial: "there from the start", client: "written", source: writer.name === undefined || writer.name === node.name ? "delivered" : `delivered by ${withoutParams(writer.name)}` }[writer.kind] ?? writer.kind;
  return element("small", { class: "written" }, ` ${who}${when}${tick === undefined ? "" : `, tick ${number(tick)}`}`);
}

function entry(one, role, level) {
  const where = one.function === undefined ? "" : place(one.function);
  const at = where === "" || where === label(one.node) ? [] : [element("small", {}, ` ${where}`)];
  const head = [...named(one, role), " ", element("small", {}, one.kind), ...at, written(one), one.isRepeated ? element("small", {}, " (see above)") : ""];
  const omitted = one.omitted === undefined ? [] : [element("li", { class: "redundant" }, `and ${count(one.omitted, "more")}`.replace(/s$/, ""))];
  const kind = role === "redundant" ? "redundant" : undefined;
  if (one.causes.length + omitted.length === 0) return element("li", { class: kind }, ...head);
  return element("li", { class: kind }, element("details", { open: level < OPEN_LEVELS },
    element("summary", {}, ...head),
    element("ul", {}, ...one.causes.map((cause) => entry(cause.entry, cause.role, level + 1)), ...omitted)));
}

/** Says what depends on an entry. */
function showDependents({ node, key, from }) {
  const body = open(`What depends on ${json(key, 40)}?`, from);
  fill(body, async () => {
    const found = await send("POST", "v1/inspect/dependents", { collection: node, key });
    return [
      ...(found.isComplete ? [] : [quiet("Some were left out.")]),
      ...(found.nodes.length + found.instances.length === 0 ? [quiet("Nothing was computed with it.")] : []),
      element("ul", {}, ...found.nodes.map((each) => element("li", {},
        element("a", { href: `#/collections/${each.node.id}` }, label(each.node)), ` ${count(each.count, "key")}: `,
        ...each.keys.slice(0, 8).flatMap((one, i) => [i === 0 ? "" : ", ", element("code", {}, json(one, 60))]), each.count > 8 ? " …" : ""))),
      ...(found.instances.length === 0 ? [] : [element("h3", {}, "Shown by")]),
      element("ul", {}, ...found.instances.map((each) => element("li", {},
        element("a", { href: `#/resources/${encodeURIComponent(each.resource)}` }, each.resource), " ", element("code", {}, json(each.params, 80)),
        element("small", {}, ` ${count(each.count, "key")}${each.isRebuilt ? ", and would be built again" : ""}`)))),
    ];
  });
}

/** Says which changed entries made a function run in a transaction. */
export function showWhyRan({ commit, step, from }) {
  const body = open(`Why did ${label(step.node)} run?`, from);
  fill(body, async () => {
    const answers = await Promise.all(step.keys.map(async (key) =>
      [key, (await send("POST", `v1/inspect/commits/${commit.number}/why`, { collection: step.node.id, key })).changed]));
    return answers.map(([key, changed]) => element("section", {},
      element("h3", {}, "For ", element("code", {}, json(key, 80))),
      ...(changed.length === 0 ? [quiet("It ran since the collection was made, or what it read is not kept.")] : [element("ul", {}, ...changed.map((each) => element("li", {}, element("a", { href: `#/collections/${each.node.id}` }, label(each.node)), " ", element("code", {}, json(each.key, 120)), " changed")))])));
  });
}
