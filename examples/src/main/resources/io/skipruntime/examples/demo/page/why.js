/** Why a value is what it is: what the engine says, as a tree. */

import { $, element, number } from "./elements.js";
import { labelOf } from "./graph.js";

const MOST_OF_AGGREGATE = 2;
const MOST_CHARACTERS = 90;

/** Asks why an entry of a resource has its values, and shows the answer. */
export async function explain(resource, params, key, title) {
  const query = new URLSearchParams({
    resource,
    params: JSON.stringify(params),
    key: JSON.stringify(key),
  });
  const answer = await fetch(`why?${query}`);
  const told = await answer.json();
  $("#why-title").textContent = title;
  $("#why-tree").replaceChildren(
    answer.ok ? element("ul", {}, entry(told)) : element("p", {}, told.detail),
  );
  $("#why").focus({ preventScroll: true });
  $("#why").scrollIntoView({ block: "nearest" });
}

/** An entry, with what it comes from below it. Operators that only hand entries on are left out. */
function entry(told, role) {
  const entries = told.causes.filter(({ role: each }) => each !== "PLACE");
  const [only] = entries;
  if (told.kind !== "map" && entries.length === 1 && only.entry.kind !== "input" && told.kind !== "mapReduce") {
    return entry(only.entry, role);
  }
  const isInput = told.kind === "input";
  const line = element(
    "span",
    { class: "entry" },
    ...(role === undefined ? [] : [`${role} `]),
    element("b", {}, isInput ? `${told.name}[${JSON.stringify(told.key)}]` : labelOf(told)),
    isInput ? " = " : " gave ",
    element("code", {}, shown(told.values)),
    ...facts(told).flatMap((fact) => [" ", element("span", { class: "when" }, fact)]),
  );
  const made = element("li", { class: isInput ? "leaf" : "" }, line);
  const decisive = entries.filter(({ role: each }) => each !== "REDUNDANT");
  const shownCauses = told.kind === "mapReduce" ? decisive.slice(0, MOST_OF_AGGREGATE) : decisive;
  const others = entries.length - shownCauses.length + told.omitted;
  if (told.causes.length > 0) {
    const below = shownCauses.map((cause) => entry(cause.entry, VERBS[cause.role]));
    if (others > 0) {
      const text =
        entries.length > decisive.length
          ? `and ${others} more that it would be the same without`
          : `and ${others} more`;
      below.push(element("li", { class: "redundant" }, text));
    }
    made.append(element("ul", {}, ...below));
  }
  return made;
}

/** What else is known of an entry: its function, when it changed or was written. */
function facts(told) {
  return [
    ...(told.function === undefined ? [] : [told.function]),
    ...(told.tick > 0 ? [`commit ${number(told.tick)}`] : []),
    ...(told.written === undefined ? [] : [`written ${new Date(told.written).toLocaleTimeString()}`]),
    ...(told.isRepeated ? ["see above"] : []),
  ];
}

const VERBS = { SOURCE: "from", READ: "looked up", WHOLE: "counted" };

function shown(values) {
  const text = values.map((value) => JSON.stringify(value)).join(", ").replaceAll('"', "");
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text || "nothing";
}
