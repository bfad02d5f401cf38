/** Makes parts of the page. */

/** The element of a selector. */
export const $ = (selector) => document.querySelector(selector);

/** An element with properties and contents; a property that has a dash is an attribute. */
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
    else if (value !== undefined) made.setAttribute(property, value);
  }
  made.append(...contents);
  return made;
}

/** Replaces what an element shows, and leaves it alone if it shows that already. */
export function setText(selector, text) {
  const shown = $(selector);
  if (shown.textContent !== text) shown.textContent = text;
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A number as people read it. */
export const number = (value) => WHOLE.format(value);

/** A number of things: `1 bid`, `2 bids`. */
export const count = (value, thing) => `${number(value)} ${thing}${value === 1 ? "" : "s"}`;

export const euros = (value) => `€${number(value)}`;

/** Microseconds as people read them. */
export function time(micros) {
  if (micros < 1_000) return `${number(micros)} µs`;
  if (micros < 1_000_000) return `${(micros / 1_000).toFixed(micros < 10_000 ? 1 : 0)} ms`;
  return `${(micros / 1_000_000).toFixed(1)} s`;
}

/** Bytes as people read them. */
export const size = (bytes) => (bytes < 10_000 ? `${number(bytes)} B` : `${number(bytes / 1_000)} kB`);
