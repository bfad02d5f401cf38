/** The form in which people read what the service says in JSON. */

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const ROUGH = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A number as a JavaScript one; those that it cannot have exactly come as raw JSON. */
export const figure = (value) => (typeof value === "object" && value !== null ? Number(value.rawJSON) : Number(value ?? 0));

export const number = (value) => WHOLE.format(figure(value));

/** A large number in little room: `1.2M`. */
export const compact = (value) => (figure(value) < 10_000 ? number(value) : COMPACT.format(figure(value)));

/** A number of things: `1 key`, `2 keys`. */
export const count = (value, thing, things = `${thing}s`) => `${number(value)} ${figure(value) === 1 ? thing : things}`;

/** A number per second. */
export const rate = (value) => (value === 0 ? "0/s" : `${value < 10 ? ROUGH.format(value) : compact(value)}/s`);

/** A share as a percentage. */
export const share = (value) => (value > 0 && value < 0.001 ? "<0.1 %" : `${SHORT.format(value * 100)} %`);

/** Nanoseconds. */
export function time(nanos) {
  const value = figure(nanos);
  if (value < 1e3) return `${number(value)} ns`;
  if (value < 1e6) return `${SHORT.format(value / 1e3)} µs`;
  if (value < 1e9) return `${SHORT.format(value / 1e6)} ms`;
  return `${SHORT.format(value / 1e9)} s`;
}

/** Bytes. */
export function size(bytes) {
  const value = figure(bytes);
  if (value < 1e3) return `${number(value)} B`;
  if (value < 1e6) return `${SHORT.format(value / 1e3)} kB`;
  if (value < 1e9) return `${SHORT.format(value / 1e6)} MB`;
  return `${SHORT.format(value / 1e9)} GB`;
}

/** The time of day of an instant, with thousandths. */
export function clock(instant) {
  const when = new Date(instant);
  return `${when.toLocaleTimeString("en-GB")}.${String(when.getMilliseconds()).padStart(3, "0")}`;
}

/** How long ago an instant was, by the clock of the service. */
export function ago(instant, now) {
  const seconds = Math.max(0, (Date.parse(now) - Date.parse(instant)) / 1e3);
  if (seconds < 1) return "now";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

/** The JSON of a value on one line; what is very long is cut. */
export function json(value, most = 400) {
  const text = JSON.stringify(value);
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** The tick of a watermark. */
export const tick = (watermark) => Number(watermark.split("/")[1]);

/** The epoch of a watermark. */
export const epoch = (watermark) => watermark.split("/")[0];

/** The last call of a chain of them: `.map(ByUser)` of `notes.filter(…).map(ByUser)`. */
function lastCall(name) {
  let depth = 0;
  for (let i = name.length - 1; i >= 0; i--) {
    if (name[i] === ")") depth++;
    else if (name[i] === "(") depth--;
    else if (name[i] === "." && depth === 0) return name.slice(i);
  }
  return name;
}

/** A name without the parameters of external sources, which are JSON right after a word: `database/public.posts{…}`. */
export function withoutParams(name) {
  let kept = "";
  for (let i = 0; i < name.length; i++) {
    if (name[i] === "{" && /[^\s([{,:]$/.test(kept)) i = endOfJson(name, i);
    else kept += name[i];
  }
  return kept;
}

/** The place of the brace that closes the one at a place. */
function endOfJson(text, from) {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    if (quoted && text[i] === "\\") i++;
    else if (text[i] === '"') quoted = !quoted;
    else if (!quoted && text[i] === "{") depth++;
    else if (!quoted && text[i] === "}" && --depth === 0) return i;
  }
  return text.length;
}

/** What the API calls the aggregators of Skip. */
const AGGREGATES = { Greatest: "max", Least: "min", ExactSum: "sum", Count: "count" };

/** What a node is called in little room: its function, or what it does where it has none; a source without its parameters. */
export function label(node) {
  const name = withoutParams(node.name);
  const inside = /^\.(\w+)\((.*)\)$/s.exec(lastCall(name));
  if (inside === null) return name;
  const [, operator, argument] = inside;
  if (argument === "") return operator;
  if (operator === "map") return argument;
  return operator === "mapReduce"
    ? argument.replace(/, (\w+)$/, (_, name) => `, ${AGGREGATES[name] ?? name}`)
    : `${operator}(${cut(argument, 40)})`;
}

/** The same where there is less room yet: lambdas of one class are told apart by their lines, sources of a service by theirs. */
export const shortLabel = (node) =>
  node.operator === "external" ? label(node).split("/").at(-1) : label(node).replace(/^[A-Z]\w*\.(\w+:\d+)/, "$1");

const BRIEF_LETTERS = 40;

/** A value as JSON whose parts that are long are left out, for a table. */
export function brief(value) {
  if (typeof value !== "object" || value === null) return json(value, BRIEF_LETTERS);
  const part = (each) => (JSON.stringify(each).length <= BRIEF_LETTERS ? JSON.stringify(each) : "…");
  return Array.isArray(value)
    ? `[${value.map(part).join(",")}]`
    : `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}:${part(each)}`).join(", ")}}`;
}

/** The beginning of a text that is too long for its place. */
export const cut = (text, most) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** The place of a function in the source: its class without the package, the method and the line. */
export const place = ({ class: type, method, line }) => `${type.split(".").at(-1).replaceAll("$", ".")}.${method}${line === undefined ? "" : `:${line}`}`;
