// The types that what enters a service is checked against; docs/workers.md says what the service makes of them.
import { SkipError } from "./errors.mjs";
import { deepFreeze, requireJson } from "./json.mjs";

/** A type of JSON, which tells what it is when a service is described, as it may be within itself. */
export class JsonType {
  constructor(tell, isOptional = false) {
    this.tell = tell;
    this.isOptional = isOptional;
    Object.freeze(this);
  }
}

function simple(wire) { return new JsonType(() => wire); }

/** A type that is part of another one. */
function required(type, place) {
  if (!(type instanceof JsonType)) throw new SkipError(`${place} is no type; write string, object({...}) or another one of @skipruntime-jvm/service`);
  if (type.isOptional) throw new SkipError(`${place} is optional, which only a member of object({...}) can be; write anyOf(type, constant(null)) for what may be null`);
  return type;
}

export const json = simple("json");
export const string = simple("string");
export const number = simple("number");
export const integer = simple("integer");
export const boolean = simple("boolean");
export const uuid = simple("uuid");
export const time = simple("time");
export const instant = simple("instant");
export const date = simple("date");
/** The verified user: a member of the parameters of a resource or a command. */
export const principal = simple("principal");

export function array(element) {
  required(element, "the element");
  return new JsonType((types) => ({ array: element.tell(types) }));
}
export function tuple(...elements) {
  elements.forEach((each, i) => required(each, `element ${i}`));
  return new JsonType((types) => ({ tuple: elements.map((each) => each.tell(types)) }));
}
export function map(value, name = string) {
  required(value, "the value");
  required(name, "the name");
  return new JsonType((types) => (name === string ? { map: value.tell(types) } : { map: value.tell(types), names: name.tell(types) }));
}
export function anyOf(...alternatives) {
  if (alternatives.length === 0) throw new SkipError("anyOf needs a type");
  alternatives.forEach((each, i) => required(each, `alternative ${i}`));
  return new JsonType((types) => ({ anyOf: alternatives.map((each) => each.tell(types)) }));
}
export function constant(...values) {
  if (values.length === 0) throw new SkipError("constant needs a value");
  const told = values.map((value) => ({ constant: deepFreeze(requireJson(value, "the constant")) }));
  return simple(told.length === 1 ? told[0] : { anyOf: told });
}
/** A type of a member that may be absent. */
export function optional(type) {
  required(type, "the member");
  return new JsonType(type.tell, true);
}
export function object(members) {
  const all = Object.entries(members);
  for (const [name, type] of all) if (!(type instanceof JsonType)) required(type, `the member ${name}`);
  const absent = all.filter(([, type]) => type.isOptional).map(([name]) => name);
  return new JsonType((types) => {
    const told = Object.fromEntries(all.map(([name, type]) => [name, type.tell(types)]));
    return absent.length > 0 ? { object: told, optional: absent } : { object: told };
  });
}
/** A type with a name, which may be within itself: `describe` gives the type, and is called when a service is described. */
export function named(name, describe) {
  if (typeof name !== "string" || typeof describe !== "function") throw new SkipError('write named("Name", () => object({...}))');
  const type = new JsonType((types) => {
    for (const [other, told] of types) if (other !== type && told.name === name) throw new SkipError(`there are two types of the name ${name}`);
    if (!types.has(type)) {
      const told = { name, type: null };
      types.set(type, told);
      told.type = required(describe(), `the type ${name}`).tell(types);
    }
    return { use: name };
  });
  return type;
}

/** A type as a description has it. */
function wireOf(type, place) {
  const types = new Map();
  const told = required(type, place).tell(types);
  return types.size === 0 ? told : { type: told, where: Object.fromEntries([...types.values()].map((each) => [each.name, each.type])) };
}

/** The members of a description that say types, as far as there are any. */
export function described(types, subject) {
  const told = {};
  for (const [name, type] of Object.entries(types)) if (type !== undefined) told[name] = wireOf(type, `${name} of ${subject}`);
  return told;
}
