/** The buttons that put the promises to the test; each tells what was measured. */

import { $, count, element, number, size, time } from "./elements.js";

const NAMES = {
  burst: "200 bids a second",
  unplug: "Pull the plug",
  restart: "Restart the server",
  failing: "A bid by nobody",
  grow: "Add 10,000 lots",
};

const GOES_ON = {
  burst: "200 bids a second, for five seconds…",
  unplug: "The page's connection is cut, and stays so for five seconds. Bids go on without the page…",
  restart: "The server stops, and starts again from its data…",
  failing: "A bid is written whose bidder does not exist: a function will throw…",
  grow: "10,000 lots change in one commit…",
};

/**
 * Makes the buttons.
 *
 * @param watched what trials look at: the wire, the lots, what ran last, and the newest commit
 */
export function trials(watched) {
  const buttons = Object.entries(NAMES).map(([name, text]) => {
    const button = element("button", { type: "button", id: `trial-${name}` }, text);
    button.addEventListener("click", () => make(name, button, buttons, watched));
    return button;
  });
  $("#trials").append(...buttons);
}

/** Says what the last button does: there may be many lots from before the page was opened. */
export function showGrown(isGrown) {
  const text = isGrown ? "Take 10,000 lots away" : NAMES.grow;
  if ($("#trial-grow").textContent !== text) $("#trial-grow").textContent = text;
}

async function make(name, button, buttons, watched) {
  tell(GOES_ON[name]);
  for (const each of buttons) each.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    const seen = look(watched);
    const answer = await fetch(`trials/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    const measured = await answer.json();
    tell(answer.ok ? await OUTCOMES[name](measured, seen, watched) : measured.detail);
  } catch (error) {
    tell(`The demo cannot be reached: ${error.message}`);
  } finally {
    for (const each of buttons) each.disabled = false;
    button.removeAttribute("aria-busy");
    button.focus();
  }
}

function tell(text) {
  $("#outcome").textContent = text;
  $("#outcome").classList.add("told");
}

function look({ wire, activity }) {
  const last = activity()?.last;
  return {
    bytes: wire.bytes,
    updates: wire.updates,
    inits: wire.inits,
    begin: performance.now(),
    runs: last?.runs,
    micros: (last?.nanos ?? 0) / 1_000,
  };
}

const OUTCOMES = {
  burst: ({ writes, millis, engineMicros, medianMicros, p99Micros }, seen, { wire }) =>
    `${number(writes)} bids in ${time(millis * 1_000)}: ${time(engineMicros)} in the engine, and answered within ${time(medianMicros)} when on disk (median; 99 % within ${time(p99Micros)}). ` +
    `This page was sent ${count(wire.updates - seen.updates, "update")}, ${size(wire.bytes - seen.bytes)}.`,

  unplug: async ({ millis, commits }, seen, { wire, lots }) => {
    await until(() => lots.status === "live");
    return (
      `The connection was gone for ${time((performance.now() - seen.begin) * 1_000)} (${time(millis * 1_000)} of it pulled). ` +
      `${count(commits, "commit")} passed meanwhile; the page caught up by ${count(wire.updates - seen.updates, "update")}, ${size(wire.bytes - seen.bytes)}${howItWentOn(wire, seen)}.`
    );
  },

  restart: async ({ millis, bids, tickBefore, tickAfter }, seen, { wire, lots }) => {
    await until(() => lots.status === "live");
    return (
      `Stopped and started in ${time(millis * 1_000)}: ${count(bids, "bid")} still there, commit ${number(tickBefore)} before and ${number(tickAfter)} after. ` +
      `The page was live again after ${time((performance.now() - seen.begin) * 1_000)}${howItWentOn(wire, seen)}.`
    );
  },

  failing: ({ status, detail, commits }) =>
    `Refused with status ${status}: ${detail}. What had run was taken back, ${commits === 0 ? "nothing has changed" : `${count(commits, "other commit")} went on beside it`}; the next bids come as before.`,

  grow: async ({ added, micros, runs, lots }, seen, { activity, tick }) => {
    const before = tick();
    await until(() => isOneBid(activity(), before));
    const { last } = activity();
    return (
      `${added > 0 ? "Added" : "Took away"} ${number(Math.abs(added))} lots in ${time(micros)}, ${count(runs, "function")} ran. ` +
      `The next bid, among ${number(lots)} lots: ${count(last.runs, "function")}, ${time(last.nanos / 1_000)}` +
      `${seen.runs === undefined ? "." : `; a bid before: ${count(seen.runs, "function")}, ${time(seen.micros)}.`}`
    );
  },
};

/** Whether the streams went on with what differs, or told all there is again. */
function howItWentOn(wire, seen) {
  const again = wire.inits - seen.inits;
  return again === 0 ? ", and went on from the event it had" : `, of which ${again} told all there is`;
}

/** Whether the last thing that ran was a single bid after a commit. */
function isOneBid(told, tick) {
  return told?.last?.isCommitted && told.last.tick > tick && told.last.changed < 100;
}

function until(condition) {
  return new Promise((resolve) => {
    const look = () => (condition() ? resolve() : setTimeout(look, 50));
    look();
  });
}
