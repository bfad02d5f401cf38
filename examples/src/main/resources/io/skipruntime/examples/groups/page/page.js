/** Shows the active friends of a user, live, and lets one say who is active. */

import { SkipClient } from "./skip-client/index.js";

const { streaming } = await (await fetch("settings.json")).json();
const client = new SkipClient({ streaming });
const users = client.follow("users", {});
let chosen = 0;
let friends = follow(chosen);

users.subscribe(show);
show();

function follow(uid) {
  const live = client.follow("active_friends", uid);
  live.subscribe(show);
  return live;
}

function choose(uid) {
  friends.close();
  chosen = uid;
  friends = follow(uid);
  show();
}

/** Writes are for the page's own server, which may use the service's control listener. */
async function setActive(uid, user, active) {
  try {
    const answer = await fetch(`users/${uid}`, {
      method: "PUT",
      body: JSON.stringify({ ...user, active }),
    });
    say(answer.ok ? "" : (await answer.json()).detail);
  } catch (error) {
    say(`The web application cannot be reached: ${error.message}`);
  }
}

function say(problem) {
  document.querySelector("#problem").textContent = problem;
}

function show() {
  showStatus("#users-status", users);
  showStatus("#friends-status", friends);
  document.querySelector("#who").textContent = `Active friends of ${nameOf(chosen)}`;
  replace(
    "#users",
    [...(users.data ?? [])].map(([uid, [user]]) => [
      labelled("radio", user.name, uid === chosen, () => choose(uid)),
      labelled("checkbox", "active", user.active, (active) => setActive(uid, user, active)),
    ]),
  );
  replace(
    "#friends",
    [...(friends.data ?? [])].map(([group, uids]) => [
      element("strong", `Group ${group}`),
      element("span", uids.map(nameOf).join(", ")),
    ]),
  );
}

function showStatus(selector, { status, error }) {
  const shown = document.querySelector(selector);
  shown.textContent = status;
  shown.className = `status ${status}`;
  shown.title = error?.message ?? "";
}

function nameOf(uid) {
  return users.data?.getUnique(uid)?.name ?? `user ${uid}`;
}

/** Shows rows in place of those that were there; the focus stays where it was. */
function replace(selector, rows) {
  const list = document.querySelector(selector);
  const inputs = () => [...list.querySelectorAll("input")];
  const focused = inputs().indexOf(document.activeElement);
  list.replaceChildren(
    ...rows.map((cells) => {
      const row = element("li", "");
      row.append(...cells);
      return row;
    }),
  );
  inputs()[focused]?.focus();
}

function labelled(type, text, checked, changed) {
  const input = element("input", "");
  Object.assign(input, { type, checked });
  input.addEventListener("change", () => changed(input.checked));
  const label = element("label", "");
  label.append(input, ` ${text}`);
  return label;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
