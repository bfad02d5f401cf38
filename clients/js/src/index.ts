export { SkipClient } from "./client.js";
export type {
  FollowOptions,
  HeaderSource,
  ReadOptions,
  RequestOptions,
  SkipClientOptions,
} from "./client.js";
export type { CommandAnswer, CommandOptions } from "./command.js";
export type { Timing } from "./backoff.js";
export { Contents } from "./contents.js";
export type { Change, Entry } from "./contents.js";
export { SkipError } from "./error.js";
export type { Mistake, Problem } from "./error.js";
export { compare, parse, text } from "./json.js";
export type { Json } from "./json.js";
export { LiveCollection } from "./live.js";
export type { LiveChange, LiveState, LiveStatus } from "./live.js";
export type { Expected } from "./overlay.js";
export { SharedCollections } from "./shared.js";
export type { ExpectedChange } from "./shared.js";
export type { AnyService, CommandType, InputType, ResourceType, ServiceType } from "./service.js";
