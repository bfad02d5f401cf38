export { SkipClient } from "./client.js";
export { Contents } from "./contents.js";
export { SkipError } from "./error.js";
export { compare, parse, text } from "./json.js";
export { LiveCollection } from "./live.js";
export { SharedCollections } from "./shared.js";
