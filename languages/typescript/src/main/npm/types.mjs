// The types that what enters a service is checked against; docs/workers.md says what the service makes of them.
import { SkipError } from "./errors.mjs";

/** A type of JSON. */
export class JsonType {
  constructor(wire, isOptional = false) {
    this.wire = wire;
    this.isOptional = isOptional;
    Object.freeze(this);
  }
}

function wireOf(type, place) {
  if (type instanceof JsonType) return type.wire;
  throw new SkipError(`${place} is no type; write string, object({...}) or another one of @skipruntime-jvm/service`);
}

export const json = new JsonType("json");
export const string = new JsonType("string");
export const number = new JsonType("number");
export const integer = new JsonType("integer");
export const boolean = new JsonType("boolean");
export const uuid = new JsonType("uuid");
export const time = new JsonType("time");
/** The verified user: a member of the parameters of a resource or a command. */
export const principal = new JsonType("principal");

export function array(element) { return new JsonType({ array: wireOf(element, "the element") }); }
export function tuple(...elements) { return new JsonType({ tuple: elements.map((each, i) => wireOf(each, `element ${i}`)) }); }
export function map(value) { return new JsonType({ map: wireOf(value, "the value") }); }
export function anyOf(...types) { return new JsonType({ anyOf: types.map((each, i) => wireOf(each, `alternative ${i}`)) }); }
export function constant(value) { return new JsonType({ constant: value }); }
/** A type of a member that may be absent. */
export function optional(type) { return new JsonType(wireOf(type, "the member"), true); }
export function object(members) {
  const told = {};
  for (const [name, type] of Object.entries(members)) told[name] = wireOf(type, `the member ${name}`);
  const absent = Object.keys(members).filter((name) => members[name].isOptional);
  return new JsonType(absent.length > 0 ? { object: told, optional: absent } : { object: told });
}

/** The members of a description that say types, as far as there are any. */
export function described(types, subject) {
  const told = {};
  for (const [name, type] of Object.entries(types)) if (type !== undefined) told[name] = wireOf(type, `${name} of ${subject}`);
  return told;
}
