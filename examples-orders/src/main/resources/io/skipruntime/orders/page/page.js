/** The best products of each region, always current. */

import { SkipClient } from "./skip-client/index.js";

const $ = (selector) => document.querySelector(selector);
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const { streaming } = await (await fetch("service")).json();
const client = new SkipClient({ streaming });
const top = client.follow("top", {});
const totals = client.follow("totals", {});
top.subscribe(show);
totals.subscribe(showTotals);

function worth(cents) {
  return `€ ${money.format(Number(cents) / 100)}`;
}

function show() {
  $("#status").textContent = top.status;
  $("#status").className = `status ${top.status}`;
  $("#status").title = top.error?.message ?? "";
  const regions = [...(top.data ?? [])].map(([code, [region]]) => ({ code, ...region }));
  const most = Math.max(1, ...regions.flatMap(({ products }) => products.map(({ cents }) => Number(cents))));
  $("#regions").replaceChildren(...regions.map((region) => card(region, most)));
  $("#empty").hidden = regions.length > 0 || top.data === undefined;
}

function card({ code, name, products }, most) {
  const section = document.createElement("section");
  section.dataset.region = code;
  const list = document.createElement("ol");
  list.append(...products.map((product) => row(product, most)));
  section.append(element("h2", name, ""), list);
  return section;
}

function row({ name, quantity, cents }, most) {
  const item = document.createElement("li");
  const share = document.createElement("progress");
  share.max = most;
  share.value = Number(cents);
  share.setAttribute("aria-label", `${name}: ${worth(cents)}`);
  item.append(
    element("span", name, "name"),
    element("span", worth(cents), "worth"),
    share,
    element("span", `${quantity} sold`, "pieces"),
  );
  return item;
}

function showTotals() {
  const of = (what) => totals.data?.get(what)?.[0] ?? 0;
  $("#totals").textContent = `${of("orders")} orders · ${worth(of("cents"))}`;
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
