/** The service as the page asks for it. */

import { $ } from "./elements.js";

const KEPT = "skip-inspector-token";

/** An answer that is no success; the message is for people. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** JSON whose numbers stay what they are, also those that JavaScript cannot have. */
export function parse(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === "number" && context?.source !== undefined && JSON.rawJSON !== undefined && String(value) !== context.source
      ? JSON.rawJSON(context.source)
      : value);
}

/** An address below the listener's root, wherever that is mounted. */
export function address(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const asked = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return new URL(path + (asked === "" ? "" : `?${asked}`), document.baseURI.split("#")[0]).href;
}

function headers(more) {
  const token = sessionStorage.getItem(KEPT);
  return token === null ? more : { ...more, Authorization: `Bearer ${token}` };
}

/** Whether requests need a token, so that commands are shown with one. */
export const hasToken = () => sessionStorage.getItem(KEPT) !== null;

let asking;

/** Asks for the token, once for all who wait for it. */
function askForToken() {
  asking ??= new Promise((resolve) => {
    const dialog = $("#token");
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => {
      sessionStorage.setItem(KEPT, $("#token-text").value.trim());
      $("#token-text").value = "";
      asking = undefined;
      resolve();
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}

async function ask(where, options) {
  const answer = await fetch(where, { ...options, headers: headers(options.headers ?? {}) });
  if (answer.status === 401) {
    await askForToken();
    return ask(where, options);
  }
  if (!answer.ok) throw new Refused(answer.status, await detailOf(answer));
  return answer;
}

async function detailOf(answer) {
  try {
    return parse(await answer.text()).detail;
  } catch {
    return `status ${answer.status}`;
  }
}

/** What a route of the inspector answers. */
export async function inspect(path, query = {}) {
  const answer = await ask(address(`v1/inspect${path}`, query), { cache: "no-store" });
  return parse(await answer.text());
}

/** Sends JSON, and gives the JSON of the answer if it has any. */
export async function send(method, path, body) {
  const answer = await ask(address(path), { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const text = await answer.text();
  return text === "" ? undefined : parse(text);
}

/**
 * Follows a resource until the signal: gives each event to `take(event, data, id)`.
 *
 * @return when the stream ends
 */
export async function follow(resource, params, take, signal) {
  const where = address(`v1/inspect/events/${encodeURIComponent(resource)}`, { params: JSON.stringify(params) });
  const answer = await ask(where, { headers: { Accept: "text/event-stream" }, cache: "no-store", signal });
  let rest = "";
  for await (const part of chunks(answer.body)) {
    const blocks = (rest + part).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => /^(\w+): ?(.*)$/.exec(line)).filter((field) => field !== null)
        .map(([, name, value]) => [name, value]));
      if (fields.has("data")) take(fields.get("event") ?? "message", parse(fields.get("data")), fields.get("id"));
    }
  }
}

async function* chunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
