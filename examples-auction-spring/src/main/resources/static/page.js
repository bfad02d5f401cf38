/** The auction: lots whose prices are always current, for those who are signed in with bids of their own. */

const FLASH_MILLIS = 1200;

const $ = (selector, within = document) => within.querySelector(selector);
const money = new Intl.NumberFormat("en", { style: "currency", currency: "EUR", maximumFractionDigits: 0 });

const rows = new Map();
let session = await (await fetch("session")).json();
let mine;

$("#sign-in").addEventListener("submit", (event) =>
  write(event, async () => {
    await post("login", new URLSearchParams(new FormData(event.target)), "the name or the password is wrong");
    event.target.reset();
    await enter();
  }),
);
$("#sign-out").addEventListener("submit", (event) =>
  write(event, async () => {
    await post("logout");
    await enter();
  }),
);

const lots = follow("lots", showLot, (isLive) => {
  $("#status").textContent = isLive ? "live" : "reconnecting…";
  $("#status").classList.toggle("live", isLive);
});
await enter();

/** Follows a resource; each entry is shown as it comes, one that has gone with no values. */
function follow(path, show, tell = () => {}) {
  const source = new EventSource(`v1/resources/${path}`);
  let keys = new Set();
  const take = (event) => {
    const entries = JSON.parse(event.data);
    if (event.type === "init") {
      const gone = keys;
      keys = new Set();
      entries.forEach(([key]) => gone.delete(key));
      gone.forEach((key) => show(key, []));
    }
    for (const [key, values] of entries) {
      if (values.length === 0) keys.delete(key);
      else keys.add(key);
      show(key, values, event.type);
    }
  };
  source.addEventListener("init", take);
  source.addEventListener("update", take);
  source.addEventListener("open", () => tell(true));
  source.addEventListener("error", () => tell(false));
  return source;
}

async function enter() {
  session = await (await fetch("session")).json();
  const isKnown = session.name !== "";
  $("#sign-in").hidden = isKnown;
  $("#welcome").hidden = isKnown;
  $("#sign-out").hidden = !isKnown;
  $("#who").textContent = session.name;
  mine?.close();
  for (const row of rows.values()) {
    showStanding(row, undefined);
    showLot(row.key, [row.lot]);
  }
  mine = isKnown ? follow("mine", (key, [stake]) => showStanding(rowOf(key), stake)) : undefined;
}

function rowOf(key) {
  let row = rows.get(key);
  if (row === undefined) {
    const item = $("#lot").content.cloneNode(true).firstElementChild;
    item.id = `lot-${key}`;
    row = { key, item };
    rows.set(key, row);
    const after = [...rows.keys()].filter((each) => each > key).sort((one, other) => one - other)[0];
    $("#lots").insertBefore(item, rows.get(after)?.item ?? null);
    $(".bid", item).addEventListener("submit", (event) =>
      write(event, () => post(`lots/${key}/bids`, JSON.stringify({ amount: Number($(".bid input", item).value) }))),
    );
    $(".close", item).addEventListener("click", (event) => write(event, () => post(`lots/${key}/close`)));
    $("details", item).addEventListener("toggle", () => showOffers(row));
  }
  return row;
}

function showLot(key, [lot], event) {
  const row = rowOf(key);
  if (lot === undefined) {
    row.item.remove();
    row.offers?.close();
    rows.delete(key);
    return;
  }
  const { item } = row;
  if (event === "update" && row.lot?.price !== lot.price) {
    item.classList.remove("flash");
    void item.offsetWidth;
    item.classList.add("flash");
    setTimeout(() => item.classList.remove("flash"), FLASH_MILLIS);
  }
  const isChanged = row.lot === undefined || row.lot.price !== lot.price || row.lot.bids !== lot.bids;
  row.lot = lot;
  item.classList.toggle("closed", lot.isClosed);
  $("h2", item).textContent = lot.title;
  $(".about", item).textContent = lot.about;
  $("output", item).textContent = money.format(lot.price);
  $(".leader", item).textContent =
    lot.leader === "" ? "to start with" : `${lot.isClosed ? "sold to" : "by"} ${lot.leader === session.name ? "you" : lot.leader}`;
  $(".unsold", item).hidden = lot.bids > 0;
  $("details", item).hidden = lot.bids === 0;
  $("summary", item).textContent = lot.bids === 1 ? "1 bid" : `${lot.bids} bids`;
  $(".bid", item).hidden = session.name === "" || lot.isClosed;
  $(".close", item).hidden = !session.isAuctioneer || lot.isClosed;
  const least = lot.bids === 0 ? lot.price : lot.price + 1;
  const input = $(".bid input", item);
  input.min = least;
  input.setAttribute("aria-label", `Your bid for ${lot.title}`);
  $(".close", item).setAttribute("aria-label", `Close ${lot.title}`);
  if (isChanged && document.activeElement !== input) {
    input.value = least;
  }
}

function showStanding(row, stake) {
  const standing = $(".standing", row.item);
  standing.hidden = stake === undefined;
  standing.textContent = stake === undefined ? "" : stake.isLeading ? "Yours is the highest bid" : `Outbid: yours was ${money.format(stake.amount)}`;
  standing.classList.toggle("leading", stake?.isLeading === true);
}

function showOffers(row) {
  row.offers?.close();
  row.offers = undefined;
  if ($("details", row.item).open) {
    row.offers = follow(`offers?lot=${row.key}`, (key, offers) => {
      $(".offers", row.item).replaceChildren(
        ...offers.toReversed().map((offer) => {
          const line = document.createElement("li");
          const amount = document.createElement("b");
          amount.textContent = money.format(offer.amount);
          line.append(amount, ` by ${offer.bidder}`);
          return line;
        }),
      );
    });
  }
}

async function write(event, action) {
  event.preventDefault();
  const told = event.target.closest("li")?.querySelector(".problem") ?? $("#problem");
  document.querySelectorAll(".problem").forEach((each) => (each.textContent = ""));
  try {
    await action();
  } catch (problem) {
    told.textContent = problem.message;
  }
}

async function post(path, body, refusal) {
  const token = document.cookie.match(/XSRF-TOKEN=([^;]*)/)?.[1] ?? "";
  const headers = { "X-XSRF-TOKEN": decodeURIComponent(token) };
  if (typeof body === "string") {
    headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(path, { method: "POST", body, headers });
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Error(said.detail ?? refusal ?? `that was refused (${answer.status})`);
  }
}

addEventListener("pagehide", () => lots.close());
