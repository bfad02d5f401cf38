/** What comes over the wire: the bytes of the page's own streams, as they are read by the client. */

import { $, element } from "./elements.js";

const MOST_FRAMES = 12;
const MOST_CHARACTERS = 700;

/**
 * A tap on the connection that the client makes: it reads each event stream a second time, as text,
 * and cuts it into frames. A frame is what stands between two empty lines.
 */
export class Wire {
  /** All bytes that have come. */
  bytes = 0;
  /** The number of events that were updates. */
  updates = 0;
  /** The number of events that told all there is. */
  inits = 0;
  #frames = [];
  #values = new Map();
  #told;
  #isDue = false;

  /** @param told is called with each frame */
  constructor(told) {
    this.#told = told;
  }

  /** Fetches for the client. */
  fetch = async (address, request) => {
    const response = await fetch(address, request);
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return response;
    const [forClient, forPage] = response.body.tee();
    void this.#read(forPage, namesOf(address)).catch(() => {}); // it ends as the client's does
    return new Response(forClient, { status: response.status, headers: response.headers });
  };

  async #read(body, names) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let unread = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      unread += value;
      for (let end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
        this.#take(unread.slice(0, end), names);
        unread = unread.slice(end + 2);
      }
    }
  }

  #take(text, names) {
    const bytes = new TextEncoder().encode(text).length + 2;
    this.bytes += bytes;
    const field = (name) =>
      text.split("\n").filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
    const [event] = field("event");
    if (event === undefined || event === "current") return;
    const data = field("data");
    const resource = names.get(data[0]) ?? "";
    const json = data.slice(1).join("\n");
    const frame = {
      event,
      id: field("id")[0] ?? "",
      bytes,
      resource,
      tick: Number(/\/(\d+)$/.exec(field("id")[0] ?? "")?.[1] ?? 0),
      lines: [element("span", {}, `event: ${event}\nid: ${field("id")[0] ?? ""}\ndata: `)],
      name: data[0] ?? "",
    };
    if (event === "init" || event === "update") this.#mark(frame, json, data[0]);
    else frame.lines = [element("span", {}, text.replace(/^data: .*\n/, ""))];
    if (event === "update") this.updates++;
    if (event === "init") this.inits++;
    this.#frames = [...this.#frames, frame].slice(-MOST_FRAMES);
    this.#told(frame);
    if (!this.#isDue) {
      this.#isDue = true;
      requestAnimationFrame(() => this.#show());
    }
  }

  /** Writes an event's data with marks where they differ from what was there before. */
  #mark(frame, json, stream) {
    const marked = [];
    for (const [key, values] of JSON.parse(json)) {
      const place = stream + JSON.stringify(key);
      const before = frame.event === "update" ? this.#values.get(place) : values;
      marked.push("[", JSON.stringify(key), ",", ...written(values, before), "],");
      if (values.length === 0) this.#values.delete(place);
      else this.#values.set(place, values);
    }
    const parts = ["[", ...marked];
    if (marked.length > 0) parts[parts.length - 1] = "]";
    frame.lines.push(...shortened([...parts, "]"]));
  }

  #show() {
    this.#isDue = false;
    const newest = Math.max(...this.#frames.map((frame) => frame.tick));
    const parts = this.#frames
      .toReversed()
      .map((frame) =>
        element(
          "span",
          { class: frame.event === "update" && frame.tick === newest ? "new" : "old" },
          element("i", {}, `${frame.resource}  `),
          ...frame.lines.map((each) => each.cloneNode(true)),
          "\n\n",
        ),
      );
    $("#wire").replaceChildren(...parts);
  }

  /** The bytes of the updates of a commit. */
  bytesOf(tick) {
    return this.#frames
      .filter((frame) => frame.tick === tick && frame.event === "update")
      .reduce((sum, frame) => sum + frame.bytes, 0);
  }
}

/** The resource of each stream, by the name that the request gives the stream. */
function namesOf(address) {
  const streams = new URL(address).searchParams.get("of");
  return new Map(
    (streams === null ? [] : JSON.parse(streams)).map((each) => [JSON.stringify(each.name), each.resource]),
  );
}

/** JSON as texts, and as marks where it is not what it was. */
function written(value, before) {
  if (JSON.stringify(value) === JSON.stringify(before)) return [JSON.stringify(value)];
  if (Array.isArray(value)) {
    const inside = value.flatMap((each, i) => [i > 0 ? "," : "", ...written(each, before?.[i])]);
    return value.length === 0 ? [element("mark", {}, "[]")] : ["[", ...inside, "]"];
  }
  if (value !== null && typeof value === "object" && before !== null && typeof before === "object") {
    const inside = Object.entries(value).flatMap(([name, each], i) => [
      `${i > 0 ? "," : ""}${JSON.stringify(name)}:`,
      ...written(each, before[name]),
    ]);
    return ["{", ...inside, "}"];
  }
  return [element("mark", {}, JSON.stringify(value))];
}

/** Elements for the parts, up to so many characters as a person looks at. */
function shortened(parts) {
  const shown = [];
  let left = MOST_CHARACTERS;
  for (const part of parts) {
    const text = typeof part === "string" ? part : part.textContent;
    if (text.length > left) {
      shown.push(element("span", {}, `${text.slice(0, left)}…`));
      break;
    }
    left -= text.length;
    shown.push(typeof part === "string" ? element("span", {}, part) : part);
  }
  return shown;
}
