/** The live auction: what the page shows comes from the service and from its engine's own events. */

import { SkipClient } from "./skip-client/index.js";
import { $, count, element, euros, number, setText, size, time } from "./elements.js";
import { Graph } from "./graph.js";
import { showGrown, trials } from "./trials.js";
import { explain } from "./why.js";
import { Wire } from "./wire.js";

const STEP = 10;
const FLASH_MILLIS = 900;
const HOLD_MILLIS = 4_000;

const settings = await (await fetch("settings.json")).json();
const wire = new Wire(showBytes);
const client = new SkipClient({
  streaming: settings.cable,
  fetch: wire.fetch,
  timing: { retryMillis: 300, maxRetryMillis: 1_500 },
});
const graph = new Graph();
const lots = client.follow("lots", { limit: settings.lots });
const stakes = client.follow("stakes", {});
const reserves = client.follow("reserves", {});
const shownLots = new Map();
let chosen = "clock";
let top = client.follow("top_bids", { lot: chosen });
let lastTick = 0;
let heldUntil = 0;
let latest;

trials({ wire, lots, activity: () => latest, tick: () => lastTick });
lots.subscribe(showLots);
reserves.subscribe(showMore);
stakes.subscribe(showStakes);
top.subscribe(showTop);
for (const live of [lots, stakes, reserves, top]) live.subscribe(showStatus);
showStatus();

for (const button of document.querySelectorAll(".copy")) button.addEventListener("click", copy);

const activity = new EventSource("activity");
activity.addEventListener("graph", ({ data }) => graph.take(JSON.parse(data)));
activity.addEventListener("activity", ({ data }) => showActivity(JSON.parse(data)));

function showStatus() {
  const states = [lots, stakes, reserves, top].map((live) => live.status);
  const status = states.every((each) => each === "live")
    ? "live"
    : states.includes("stale") || states.includes("failed")
      ? "connection lost"
      : "connecting";
  setText("#status", status);
  $("#status").classList.toggle("live", status === "live");
}

function showLots() {
  for (const [id, [lot]] of lots.data ?? []) {
    const row = shownLots.get(id) ?? addRow(id);
    const text = JSON.stringify(lot);
    if (row.text === text) continue;
    if (row.text !== "") flash(row.element);
    row.text = text;
    row.lot = lot;
    row.title.textContent = lot.title;
    row.about.textContent =
      lot.bids === 0 ? "no bids yet" : `${lot.leader === "You" ? "You lead" : `${lot.leader} leads`}, ${count(lot.bids, "bid")}`;
    row.price.textContent = euros(lot.price);
    row.price.setAttribute("aria-label", `${euros(lot.price)} for ${lot.title}: why?`);
    row.bid.setAttribute("aria-label", `Bid ${euros(lot.price + STEP)} for ${lot.title}`);
  }
  showChosen();
}

function addRow(id) {
  const row = { text: "", lot: undefined };
  row.title = element("button", { type: "button", class: "name", click: () => choose(id) });
  row.about = element("small");
  row.price = element("button", {
    type: "button",
    class: "price",
    title: "Why?",
    click: () =>
      explain("lots", { limit: settings.lots }, id, `Why ${euros(row.lot.price)} for ${row.lot.title}?`),
  });
  row.bid = element("button", { type: "button", click: () => bid(id) }, `+${STEP}`);
  row.element = element(
    "tr",
    {},
    element("th", { scope: "row" }, row.title, row.about),
    element("td", {}, row.price),
    element("td", {}, row.bid),
  );
  shownLots.set(id, row);
  $("#lots").append(row.element);
  return row;
}

function flash(row) {
  row.classList.add("flash");
  setTimeout(() => row.classList.remove("flash"), FLASH_MILLIS);
}

function showMore() {
  const all = [...(reserves.data ?? [])].reduce((sum, [, [lot]]) => sum + lot, 0);
  const met = reserves.data?.getUnique("met") ?? 0;
  const more = Math.max(0, all - settings.lots);
  showGrown(more > 0);
  setText(
    "#more",
    `${more > 0 ? `and ${count(more, "more lot")} · ` : ""}${count(met, "lot")} of ${number(all)} met the reserve price`,
  );
}

function showStakes() {
  $("#stakes").replaceChildren(
    ...[...(stakes.data ?? [])].map(([name, [amount]]) => element("li", {}, `${name} ${euros(amount)}`)),
  );
}

function showTop() {
  const bids = [...(top.data ?? [])];
  $("#top").replaceChildren(
    ...bids.map(([, [ranked]], i) =>
      element("li", {}, element("span", {}, `${i + 1}. ${ranked.bidder}`), element("span", {}, euros(ranked.amount))),
    ),
  );
  $("#no-bids").hidden = bids.length > 0;
}

function choose(id) {
  top.close();
  chosen = id;
  top = client.follow("top_bids", { lot: id });
  top.subscribe(showTop);
  top.subscribe(showStatus);
  showTop();
  showChosen();
}

function showChosen() {
  for (const [id, row] of shownLots) row.title.setAttribute("aria-pressed", String(id === chosen));
  const lot = shownLots.get(chosen)?.lot;
  if (lot === undefined) return;
  setText("#top-title", lot.title);
  setText("#follow", `curl -N '${settings.streaming}/v1/resources/lots?limit=${settings.lots}'`);
  setText(
    "#bid",
    `curl ${settings.streaming}/v1/commands/place_bid \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify({ lot: chosen, bidder: settings.visitor, amount: lot.price + STEP })}'`,
  );
}

async function bid(id) {
  const { lot } = shownLots.get(id);
  try {
    await client.command("place_bid", { lot: id, bidder: settings.visitor, amount: lot.price + STEP });
    say(`Your bid of ${euros(lot.price + STEP)} for ${lot.title} is in.`);
  } catch (error) {
    say(`Your bid was refused: ${error.detail ?? error.message}`);
  }
}

function say(text) {
  setText("#outcome", text);
  $("#outcome").classList.add("told");
}

/** Shows what ran; what was taken back stays for a while, since the next bid comes soon. */
function showActivity(told) {
  setText("#streams", count(told.streams, "stream"));
  const { last } = told;
  if (last === null || performance.now() < heldUntil) return;
  if (!last.isCommitted) heldUntil = performance.now() + HOLD_MILLIS;
  latest = told;
  lastTick = last.isCommitted ? last.tick : lastTick;
  setText("#tick", number(lastTick));
  graph.colour(last);
  setText("#runs", number(last.runs));
  setText("#kept", number(graph.entries - last.changed));
  setText("#micros", last.isCommitted ? time(last.nanos / 1_000) : "refused");
  setText("#ran-title", last.isCommitted ? "What ran for this change" : "What was taken back");
  setText("#ran-what", whatChanged(told));
  showBytes();
}

function whatChanged({ last, writes }) {
  if (!last.isCommitted) return "nothing has changed";
  const inputs = last.nodes
    .filter((each) => graph.nodes.get(each.id)?.kind === "input" && each.changed > 0)
    .map((each) =>
      each.changed === 1
        ? `${graph.nodes.get(each.id).name}[${JSON.stringify(each.keys[0])}]`
        : `${number(each.changed)} entries of ${graph.nodes.get(each.id).name}`,
    );
  return `${inputs.join(", ")}${writes > 1 ? ` · the last of ${writes} in 0.1 s` : ""}`;
}

function showBytes() {
  setText("#bytes", size(latest?.last.isCommitted === false ? 0 : wire.bytesOf(lastTick)));
}

async function copy({ target }) {
  const source = $(`#${target.dataset.copies}`);
  try {
    await navigator.clipboard.writeText(source.textContent);
    target.textContent = "copied";
    setTimeout(() => (target.textContent = "copy"), 1_500);
  } catch {
    getSelection().selectAllChildren(source); // where the page may not use the clipboard
  }
}
