/** The board: lists of posts that are always current. What is written goes to the web application. */

import { SkipClient } from "./skip-client/index.js";

const LIMIT = 50;
const FLASH_MILLIS = 1200;
const TIMES_MILLIS = 30_000;
const LISTS = { front: "Hot", newest: "New", votes: "My votes" };

const $ = (selector) => document.querySelector(selector);

let session = await (await fetch("session")).json();
let client = connect();
let counts, list, mine;
let shown = new Map();

addEventListener("hashchange", follow);
$("#sign-in").addEventListener("submit", (event) =>
  write(event, async () => enter(await request("POST", "session", { name: $("#name").value }))),
);
$("#sign-out").addEventListener("submit", (event) =>
  write(event, async () => enter(await request("DELETE", "session"))),
);
$("#submit").addEventListener("submit", (event) =>
  write(event, async () => {
    await request("POST", "posts", { title: $("#title").value, url: $("#url").value });
    event.target.reset();
  }),
);
setInterval(() => {
  for (const time of document.querySelectorAll("time")) {
    time.textContent = ago(time.dateTime);
  }
}, TIMES_MILLIS);
start();

function connect() {
  return new SkipClient({
    streaming: session.streaming || location.origin,
    headers: async () => {
      if (session.user !== null) {
        session = await (await fetch("session")).json();
      }
      return session.token === null ? {} : { Authorization: `Bearer ${session.token}` };
    },
  });
}

/** Goes on as another user, or as none. */
function enter(next) {
  for (const live of [counts, list, mine]) {
    live?.close();
  }
  list = mine = undefined;
  session = next;
  client = connect();
  start();
}

function start() {
  const isIn = session.user !== null;
  $("#sign-in").hidden = isIn;
  for (const selector of ["#sign-out", "#submit", "#my-votes"]) {
    $(selector).hidden = !isIn;
  }
  $("#who").textContent = session.user ?? "";
  counts = client.follow("counts", {});
  counts.subscribe(showCounts);
  if (isIn) {
    mine = client.follow("my_votes", { limit: 1000 });
    mine.subscribe(show);
  }
  follow();
}

/** Follows the list that the address names. */
function follow() {
  const [kind, name] = decodeURIComponent(location.hash.slice(1) || "front").split("/");
  const isKnown = kind in LISTS && (kind !== "votes" || mine !== undefined);
  const chosen = isKnown || kind === "by" ? kind : "front";
  if (list !== mine) {
    list?.close();
  }
  shown = new Map();
  list =
    chosen === "votes"
      ? mine
      : chosen === "by"
        ? client.follow("by", { author: name ?? "", limit: LIMIT })
        : client.follow(chosen, { limit: LIMIT });
  list.subscribe(show);
  $("#heading").textContent = chosen === "by" ? `Posts by ${name}` : LISTS[chosen];
  $("#heading").className = chosen === "by" ? "" : "unseen";
  for (const link of document.querySelectorAll("nav a")) {
    link.toggleAttribute("aria-current", link.hash === `#${chosen}`);
  }
  show();
}

async function request(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = answer.status === 204 ? undefined : await answer.json();
  if (!answer.ok) {
    throw new Error(content.detail);
  }
  return content;
}

async function write(event, action) {
  event?.preventDefault();
  try {
    await action();
    $("#problem").textContent = "";
  } catch (error) {
    $("#problem").textContent = error.message;
  }
}

function showCounts() {
  const of = (what) => counts.data?.get(what)[0] ?? 0;
  $("#counts").textContent = `${of("posts")} posts · ${of("votes")} votes · ${of("users")} users`;
}

function show() {
  $("#status").textContent = list.status;
  $("#status").className = `status ${list.status}`;
  $("#status").title = list.error?.message ?? "";
  const voted = new Set([...(mine?.data ?? [])].map(([, [post]]) => post.id));
  const posts = [...(list.data ?? [])].map(([, [post]]) => post);
  const now = new Map();
  const rows = posts.map((post, place) => {
    const state = JSON.stringify([post, voted.has(post.id)]);
    const before = shown.get(post.id);
    const element = before?.state === state ? before.element : row(post, voted.has(post.id));
    if (shown.size > 0 && before?.votes !== post.votes) {
      element.classList.add("flash");
      setTimeout(() => element.classList.remove("flash"), FLASH_MILLIS);
    }
    element.querySelector(".place").textContent = place + 1;
    now.set(post.id, { state, element, votes: post.votes });
    return element;
  });
  const focused = document.activeElement?.closest?.("li")?.dataset.post;
  $("#posts").replaceChildren(...rows);
  if (focused !== undefined) {
    $(`li[data-post="${focused}"] .vote`)?.focus();
  }
  $("#empty").hidden = posts.length > 0 || list.data === undefined;
  shown = now;
}

function row(post, isVoted) {
  const item = document.createElement("li");
  item.dataset.post = post.id;
  const vote = element("button", String(post.votes), "vote");
  vote.setAttribute("aria-pressed", isVoted);
  vote.setAttribute("aria-label", `${post.votes} votes; vote for ${post.title}`);
  vote.addEventListener("click", () =>
    write(undefined, () => request(isVoted ? "DELETE" : "PUT", `votes/${post.id}`)),
  );
  const title = element(post.url ? "a" : "span", post.title, "title");
  if (post.url) {
    title.href = post.url;
    title.rel = "noopener nofollow";
  }
  const about = element("p", "by ", "about");
  const author = element("a", post.author, "");
  author.href = `#by/${encodeURIComponent(post.author)}`;
  const time = element("time", ago(post.createdAt), "");
  time.dateTime = post.createdAt;
  about.append(author, " · ", time);
  const text = document.createElement("div");
  text.append(title, post.url ? element("span", ` ${new URL(post.url).host}`, "host") : "", about);
  item.append(element("span", "", "place"), vote, text);
  return item;
}

function ago(instant) {
  const minutes = Math.floor((Date.now() - new Date(instant)) / 60_000);
  return minutes < 1
    ? "just now"
    : minutes < 120
      ? `${minutes} min ago`
      : minutes < 2880
        ? `${Math.floor(minutes / 60)} h ago`
        : `${Math.floor(minutes / 1440)} days ago`;
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
