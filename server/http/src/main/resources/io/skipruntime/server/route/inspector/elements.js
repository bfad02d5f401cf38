/** Makes and changes parts of the page. All text enters the page as text, so that no key or name is taken for markup. */

/** The element of a selector. */
export const $ = (selector) => document.querySelector(selector);

/** An element with attributes, listeners (properties that are functions) and contents; `undefined` is left out. */
export function element(name, properties = {}, ...contents) {
  return filled(document.createElement(name), properties, contents);
}

/** The same for pictures. */
export function shape(name, properties = {}, ...contents) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), properties, contents);
}

function filled(made, properties, contents) {
  for (const [property, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(property, value);
    else if (value !== undefined && value !== false) made.setAttribute(property, value === true ? "" : value);
  }
  made.append(...contents.flat().filter((each) => each !== undefined && each !== null));
  return made;
}

/** Changes what an element says, and leaves it alone if it says that already. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Changes an attribute, and leaves it alone if it is so already; without a value it is taken away. */
export function set(node, name, value) {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Tells people who do not see the page. */
export function tell(text) {
  say($("#told"), text);
}

/** A button. */
export const button = (text, click, properties = {}) => element("button", { type: "button", click, ...properties }, text);

/** A paragraph that explains. */
export const quiet = (...contents) => element("p", { class: "quiet" }, ...contents);

/** A command of a shell with a button that copies it. */
export function command(text) {
  const copy = button("Copy", async () => {
    await navigator.clipboard.writeText(text);
    say(copy, "Copied");
    tell("Copied");
    setTimeout(() => say(copy, "Copy"), 1_500);
  });
  return element("div", { class: "command" }, element("code", {}, text), copy);
}

/**
 * A table whose rows stay the same elements as long as they show the same thing, so that focus and selection stay
 * where they are while figures change.
 */
export class Table {
  #columns;
  #rows = new Map();
  #body = element("tbody");
  #empty;

  /**
   * @param columns each with a `name`, `cell(item)` that gives text or elements, and whether it is a `figure`
   * @param options the `caption` for those who do not see it, what an `empty` table says, `key(item)`, and `state(item)`,
   *     the class of a row
   */
  constructor(columns, { caption, empty, key, state = () => undefined }) {
    this.#columns = columns;
    this.key = key;
    this.state = state;
    this.#empty = element("p", { class: "quiet empty", hidden: true }, empty); // until it is known
    const heads = columns.map(({ name, figure }) => element("th", { scope: "col", class: figure ? "figure" : undefined }, name));
    this.table = element(
      "table",
      {},
      element("caption", { class: "unseen" }, caption),
      element("thead", {}, element("tr", {}, ...heads)),
      this.#body,
    );
    this.node = element("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption }, this.table, this.#empty);
    this.show([]);
  }

  /** Shows these items, in their order. */
  show(items) {
    const kept = new Map();
    let before = null;
    for (const item of items) {
      const key = this.key(item);
      const row = this.#rows.get(key) ?? this.#row();
      kept.set(key, row);
      set(row, "class", this.state(item));
      this.#columns.forEach((column, i) => fill(row.cells[i], column.cell(item)));
      const place = before === null ? this.#body.firstChild : before.nextSibling;
      if (place !== row) this.#body.insertBefore(row, place);
      before = row;
    }
    for (const [key, row] of this.#rows) if (kept.get(key) !== row) row.remove();
    this.#rows = kept;
    this.table.hidden = items.length === 0;
    this.#empty.hidden = items.length !== 0;
  }

  #row() {
    const cells = this.#columns.map(({ figure, head }) =>
      head ? element("th", { scope: "row" }) : element("td", { class: figure ? "figure" : undefined }));
    return element("tr", {}, ...cells);
  }
}

function fill(cell, content) {
  if (typeof content === "string") say(cell, content);
  else if (!alike(cell, content)) cell.replaceChildren(...[content].flat().filter((each) => each));
}

/** Whether a cell has an element that would look and do the same, by what its maker says of it in `data-same`. */
function alike(cell, content) {
  const same = content instanceof Element ? content.getAttribute("data-same") : null;
  return same !== null && cell.childElementCount === 1 && cell.firstElementChild.getAttribute("data-same") === same;
}
