/** How the service is doing: instances, streams and their connections, sources, failures, and the storage. */

import { Table, element, quiet, say } from "./elements.js";
import { inspect } from "./service.js";
import { ago, brief, clock, count, figure, json, label, number, size, tick, time, withoutParams } from "./words.js";

/** The open instances of resources. */
export function instancesView() {
  const table = new Table(
    [
      { name: "Resource", head: true, cell: ({ resource }) => element("a", { href: `#/resources/${encodeURIComponent(resource)}`, "data-same": resource }, resource) },
      { name: "Parameters", cell: ({ params }) => element("code", { "data-same": json(params) }, json(params)) },
      { name: "Keys", figure: true, cell: ({ entries }) => number(entries) },
      { name: "Streams", figure: true, cell: ({ streams }) => number(streams) },
      { name: "Subscribers", figure: true, cell: ({ subscribers }) => number(subscribers) },
      { name: "State", cell: (each) => (each.failure ? `failed: ${each.failure.message}` : each.staleSince ? `stale since ${clock(each.staleSince)}` : "current") },
      { name: "Shows", cell: ({ node }) => (node === undefined ? "–" : element("a", { href: `#/collections/${node.id}`, "data-same": node.id, class: "long", title: node.name }, label(node))) },
    ],
    { caption: "Resource instances", empty: "No resource is open.", key: ({ resource, params }) => `${resource} ${JSON.stringify(params)}`, state: ({ failure, staleSince }) => (failure ? "failed" : staleSince ? "slow" : undefined) },
  );
  const total = element("small", {});
  return {
    node: element("section", { class: "card" }, element("h2", {}, "Instances", total), quiet("A resource with parameters that somebody follows or has read; all who ask for the same share one."), table.node),
    async update() {
      const answer = await inspect("/instances");
      say(total, shownOf(answer.instances.length, answer.total));
      table.show(answer.instances);
    },
  };
}

const shownOf = (shown, total) => (shown < total ? `the first ${number(shown)} of ${number(total)}` : number(total));

/** Streams, and the connections that follow them: those that lag first. */
export function streamsView() {
  let now;
  let last = 0;
  const connections = new Table(
    [
      { name: "Follows", head: true, cell: ({ streams }) => element("code", { "data-same": streams.map(({ id }) => id).join() }, streams.map(({ id }) => id.slice(0, 8)).join(", ") || "nothing") },
      { name: "State", cell: ({ laggingSince }) => (laggingSince === undefined ? "takes what there is" : `reads nothing for ${ago(laggingSince, now)}`) },
      { name: "Waits for it", figure: true, cell: ({ waitingBytes }) => size(waitingBytes) },
      { name: "Told up to", figure: true, cell: ({ streams }) => (streams.length === 0 ? "–" : `tick ${number(Math.min(...streams.map((each) => each.tick)))}`) },
      { name: "Behind", figure: true, cell: ({ laggingSince, streams }) => (laggingSince === undefined || streams.length === 0 ? "–" : count(Math.max(0, last - Math.min(...streams.map((each) => each.tick))), "commit")) },
    ],
    { caption: "Connections", empty: "No connection follows a stream.", key: ({ streams }) => streams.map(({ id }) => id).join(), state: ({ laggingSince }) => (laggingSince === undefined ? undefined : "slow") },
  );
  const table = new Table(
    [
      { name: "Stream", head: true, cell: ({ id }) => element("code", { "data-same": id, title: id }, id.slice(0, 8)) },
      { name: "Resource", cell: ({ resource }) => resource },
      { name: "Parameters", cell: ({ params }) => element("code", { "data-same": json(params) }, json(params)) },
      { name: "Subscribers", figure: true, cell: ({ subscribers }) => number(subscribers) },
      { name: "State", cell: ({ idleSince, until }) => `${idleSince === undefined ? "followed" : `left for ${ago(idleSince, now)}`}${until === undefined ? "" : `, until ${clock(until)}`}` },
    ],
    { caption: "Streams", empty: "No stream is open.", key: ({ id }) => id },
  );
  const total = element("small", {});
  const totalConnections = element("small", {});
  return {
    node: element("div", { class: "stack" },
      element("section", { class: "card" }, element("h2", {}, "Connections", totalConnections), quiet("What a socket does not take is not kept for it: it is told of the newest state when it reads again, and ended after the write stall limit."), connections.node),
      element("section", { class: "card" }, element("h2", {}, "Streams", total), table.node)),
    async update(overview) {
      const answer = await inspect("/streams");
      now = overview.time;
      last = tick(answer.watermark);
      say(total, shownOf(answer.streams.length, answer.total));
      say(totalConnections, shownOf(answer.connections.length, answer.totalConnections));
      connections.show(answer.connections);
      table.show(answer.streams);
    },
  };
}

/** External sources. */
export function sourcesView() {
  let now;
  const table = new Table(
    [
      { name: "Source", head: true, cell: ({ service, identifier }) => `${service}/${identifier}` },
      { name: "Parameters", cell: ({ params }) => element("code", { "data-same": json(params) }, json(params)) },
      { name: "State", cell: ({ state, since }) => `${state} for ${ago(since, now)}` },
      { name: "Last data", figure: true, cell: ({ lastDelivery }) => (lastDelivery === undefined ? "never" : `${ago(lastDelivery, now)} ago`) },
      { name: "Behind", figure: true, cell: ({ lag }) => (lag === undefined ? "not said" : `${number(lag.amount)} ${lag.unit}`) },
      { name: "Position", cell: ({ position }) => (position === undefined ? "–" : element("code", { "data-same": json(position), title: json(position, 2_000) }, brief(position))) },
      { name: "Loaded", figure: true, cell: ({ progress }) => (progress === undefined ? "–" : `${number(progress.loaded)}${progress.estimated > 0 ? ` of ${number(progress.estimated)}` : ""}`) },
      { name: "Unusable keys", figure: true, cell: ({ rejected }) => number(rejected.total) },
      { name: "Reason", cell: ({ reason, rejected, warnings }) => [reason, ...warnings, ...rejected.keys.map(({ key, why }) => `${key}: ${why}`)].filter((each) => each).join("; ") },
    ],
    { caption: "External sources", empty: "The service uses no external source.", key: ({ service, identifier, params }) => `${service} ${identifier} ${JSON.stringify(params)}`, state: ({ state }) => ({ stale: "slow", failed: "failed" })[state] },
  );
  return {
    node: element("section", { class: "card" }, element("h2", {}, "Sources"), table.node),
    async update(overview) {
      now = overview.time;
      table.show((await inspect("/sources")).sources);
    },
  };
}

/** Sinks. */
export function sinksView() {
  let now;
  const table = new Table(
    [
      { name: "Sink", head: true, cell: ({ name }) => name },
      { name: "Resource", cell: ({ resource }) => element("a", { href: `#/resources/${encodeURIComponent(resource)}`, "data-same": resource }, resource) },
      { name: "State", cell: ({ state, since }) => `${state} for ${ago(since, now)}` },
      { name: "Acknowledged", cell: ({ acknowledged }) => (acknowledged === undefined ? "nothing" : element("code", { "data-same": acknowledged }, acknowledged)) },
      { name: "Behind", figure: true, cell: ({ lag }) => (lag.keys === 0 && lag.ticks === 0 ? "no" : `${number(lag.keys)} keys, ${number(lag.ticks)} commits`) },
      { name: "Written", figure: true, cell: ({ written }) => `${number(written.entries)} in ${number(written.batches)}` },
      { name: "Resyncs", figure: true, cell: ({ written }) => number(written.resyncs) },
      { name: "Failures", figure: true, cell: ({ written }) => number(written.failures) },
      { name: "Refused keys", figure: true, cell: ({ refused }) => number(refused.total) },
      { name: "Reason", cell: ({ reason, refused }) => [reason, ...refused.keys.map(({ key, why }) => `${key}: ${why}`)].filter((each) => each).join("; ") },
    ],
    { caption: "Sinks", empty: "The service has no sink.", key: ({ name }) => name, state: ({ state }) => ({ retrying: "slow", stopped: "failed" })[state] },
  );
  return {
    node: element("section", { class: "card" }, element("h2", {}, "Sinks"), table.node),
    async update(overview) {
      now = overview.time;
      table.show((await inspect("/sinks")).sinks);
    },
  };
}

/** All that has failed and waits for a change. */
export function failuresView() {
  const list = element("ol", { class: "failures" });
  let known = "";
  return {
    node: element("section", { class: "card" }, element("h2", {}, "Failures"), quiet("What has failed for one instance or source is its own problem, until something that it read changes. A write that would make the shared graph fail is refused: it is among the commits that were taken back."), list),
    async update() {
      const { failures } = await inspect("/failures");
      const shown = JSON.stringify(failures);
      if (shown === known) return;
      known = shown;
      list.replaceChildren(...(failures.length === 0 ? [element("li", { class: "quiet empty" }, "Nothing has failed.")] : failures.map(failure)));
    },
  };
}

function failure(each) {
  const of = each.resource === undefined ? (each.source ?? each.of) : each.resource;
  const place = each.cause?.place;
  return element("li", {},
    element("h3", {}, `${each.of} `, element("code", {}, of), each.params === undefined ? "" : element("code", {}, ` ${json(each.params)}`)),
    element("p", { class: "problem" }, each.message),
    ...(each.cause === undefined ? [] : [element("p", {}, "in ", element("code", {}, each.cause.node), " for the key ", element("code", {}, each.cause.key), place === undefined ? "" : " at ", place === undefined ? "" : element("code", {}, `${place.class}.${place.method}:${place.line}`))]),
    ...(each.stack === undefined ? [] : [element("details", {}, element("summary", {}, "Stack"), element("pre", {}, each.stack.join("\n")))]));
}

/** The data directory: its log and its snapshots. */
export function storageView() {
  const state = element("p", {});
  const facts = element("dl", { class: "facts" });
  return {
    node: element("section", { class: "card" }, element("h2", {}, "Log and snapshots"), state, facts),
    async update({ storage, watermark, earliest }) {
      const window = `Versions from tick ${number(tick(earliest))} to ${number(tick(watermark))} can be read.`;
      if (storage === undefined) {
        say(state, `The service keeps its data in memory alone; --data-directory lets it survive its end. ${window}`);
        return;
      }
      say(state, `The log is ${storage.state}${storage.detail === "" ? "" : `: ${storage.detail}`}. ${window}`);
      const rows = Object.entries(storage.figures).map(([name, value]) => [name.replaceAll("_", " "), figureOf(name, figure(value))]);
      if (facts.childElementCount !== rows.length) {
        facts.replaceChildren(...rows.map(([name]) => element("div", {}, element("dt", {}, name), element("dd"))));
      }
      rows.forEach(([, value], i) => say(facts.children[i].lastChild, value));
    },
  };
}

function figureOf(name, value) {
  if (name.endsWith("_time_seconds")) return clock(value * 1e3);
  if (name.endsWith("bytes") || name.endsWith("bytes_total")) return size(value);
  if (name.endsWith("seconds") || name.endsWith("seconds_sum")) return time(value * 1e9);
  return number(value);
}
