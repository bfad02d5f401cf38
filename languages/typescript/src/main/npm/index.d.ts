/** Services of Skip: the API of @skipruntime/core, server and helpers, and what this runtime has besides. */

/** A value of JSON. A whole number that no double has is a bigint. */
export type Json = number | bigint | string | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json | undefined };

/** What a function may be given: values of JSON, collections and the context. */
export type DepSafe = Json | undefined | Lookup<any, any> | Context;

export type Entry<K, V> = [K, V[]];

/** All values of a key, at least one. */
export interface Values<V> extends Iterable<V> {
  /** The one value. Where there are several, ifMany if it is given, or a SkipNonUniqueValueError. */
  getUnique(instead?: { ifMany?: V }): V;
  toArray(): V[];
}

/** A collection whose entries can be looked up in functions; what is read is tracked. */
export interface Lookup<K, V> {
  getArray(key: K): V[];
  /** The one value of a key, or what is given instead; else a SkipNonUniqueValueError. */
  getUnique(key: K, instead?: { ifNone?: V; ifMany?: V }): V;
}

/** A collection whose entries are computed when they are read. */
export interface LazyCollection<K, V> extends Lookup<K, V> {
  /** @internal */ readonly __lazy?: true;
}

/** A collection that is always up to date. */
export interface EagerCollection<K, V> extends Lookup<K, V> {
  map<K2, V2, P extends readonly DepSafe[]>(mapper: new (...params: P) => Mapper<K, V, K2, V2>, ...params: P): EagerCollection<K2, V2>;
  reduce<A, P extends readonly DepSafe[]>(reducer: new (...params: P) => Reducer<V, A>, ...params: P): EagerCollection<K, A>;
  mapReduce<K2, V2, P extends readonly DepSafe[]>(
    mapper: new (...params: P) => Mapper<K, V, K2, V2>, ...params: P
  ): <A, Q extends readonly DepSafe[]>(reducer: new (...params: Q) => Reducer<V2, A>, ...reducerParams: Q) => EagerCollection<K2, A>;
  /** The keys from start to end, both included. */
  slice(start: K, end: K): EagerCollection<K, V>;
  slices(...ranges: (readonly [K, K])[]): EagerCollection<K, V>;
  /** The first keys, so many. */
  take(limit: number): EagerCollection<K, V>;
  merge(...others: EagerCollection<K, V>[]): EagerCollection<K, V>;
  /** The number of keys. */
  size(): number;
}

export interface Mapper<K1, V1, K2, V2> {
  mapEntry(key: K1, values: Values<V1>, context: Context): Iterable<readonly [K2, V2]>;
}

export declare abstract class OneToOneMapper<K, V1, V2> implements Mapper<K, V1, K, V2> {
  abstract mapValue(value: V1, key: K): V2;
  mapEntry(key: K, values: Values<V1>): Iterable<readonly [K, V2]>;
}

export declare abstract class ManyToOneMapper<K, V1, V2> implements Mapper<K, V1, K, V2> {
  abstract mapValues(values: Values<V1>, key: K): V2;
  mapEntry(key: K, values: Values<V1>): Iterable<readonly [K, V2]>;
}

export interface Reducer<V, A> {
  initial: A | null;
  add(accumulated: A | null, value: V): A;
  /** The result without a value; null if it has to be computed from the values that are left. */
  remove(accumulated: A, value: V): A | null;
}

/** The exact sum of numbers. */
export declare class Sum implements Reducer<number, number> {
  initial: number;
  add(accumulated: number | null, value: number): number;
  remove(accumulated: number, value: number): number;
}
/** The least value. */
export declare class Min<V = number> implements Reducer<V, V> {
  initial: null;
  add(accumulated: V | null, value: V): V;
  remove(accumulated: V, value: V): V | null;
}
/** The greatest value. */
export declare class Max<V = number> implements Reducer<V, V> {
  initial: null;
  add(accumulated: V | null, value: V): V;
  remove(accumulated: V, value: V): V | null;
}
/** The number of values. */
export declare class Count<V = Json> implements Reducer<V, number> {
  initial: number;
  add(accumulated: number | null, value: V): number;
  remove(accumulated: number, value: V): number;
}

export interface LazyCompute<K, V> {
  compute(self: LazyCollection<K, V>, key: K, context: Context): Iterable<V>;
}

export interface Context {
  createLazyCollection<K, V, P extends readonly DepSafe[]>(compute: new (...params: P) => LazyCompute<K, V>, ...params: P): LazyCollection<K, V>;
  useExternalResource<K, V>(resource: { service: string; identifier: string; params?: Json }): EagerCollection<K, V>;
  /** The parts of a value that match a pattern. */
  jsonExtract(value: JsonObject, pattern: string): Json[];
}

export type NamedCollections = { [name: string]: Lookup<any, any> };

/** A resource; `static params` of its class is the type that parameters are checked against. */
export interface Resource<Shared extends NamedCollections = NamedCollections> {
  instantiate(shared: Shared, context: Context): EagerCollection<any, any>;
}

/** A user whom the service has verified. */
export type Principal = { readonly issuer: string; readonly subject: string; readonly claims: JsonObject };

/** What takes the writes of a command while it runs. */
export interface CommandContext {
  /** The time by the service's clock. */
  readonly now: Date;
  /** Gives a key one value, in place of all that it has. */
  put<K, V>(input: EagerCollection<K, V>, key: K, value: V): void;
  putAll<K, V>(input: EagerCollection<K, V>, key: K, values: Iterable<V>): void;
  remove<K>(input: EagerCollection<K, any>, key: K): void;
}

/**
 * A function of a service that reads one version and writes the next. Of its class, `static params` and `static result` are types that are
 * checked, and `static forAnybody = true` lets users run it that are not verified.
 */
export interface Command<Inputs extends NamedCollections = NamedCollections, Shared extends NamedCollections = NamedCollections, Result = unknown> {
  run(inputs: Inputs, shared: Shared, context: CommandContext): Result;
}

export interface ExternalService {
  subscribe(
    instance: string, resource: string, params: Json,
    callbacks: { update: (entries: Entry<Json, Json>[], isInitial: boolean) => Promise<void>; error: (error: unknown) => void },
  ): Promise<void>;
  unsubscribe(instance: string): void;
  shutdown(): Promise<void>;
}

export type ResourceClass<Shared extends NamedCollections> = { new (params: any): Resource<Shared>; params?: JsonType<any> };
export type CommandClass<Inputs extends NamedCollections, Shared extends NamedCollections> = {
  new (params: any): Command<Inputs, Shared>;
  params?: JsonType<any>;
  result?: JsonType<any>;
  forAnybody?: boolean;
};

export interface SkipService<Inputs extends NamedCollections = NamedCollections, Shared extends NamedCollections = NamedCollections> {
  /** The inputs by name; `initialData`, which has entries by name, does the same without types. */
  inputs?: { [Name in keyof Inputs]: Inputs[Name] extends EagerCollection<infer K, infer V> ? InputDefinition<K, V> : never };
  initialData?: { [Name in keyof Inputs]: Inputs[Name] extends EagerCollection<infer K, infer V> ? Entry<K, V>[] : never };
  externalServices?: { [name: string]: ExternalService };
  resources: { [name: string]: ResourceClass<Shared> };
  commands?: { [name: string]: CommandClass<Inputs, Shared> };
  createGraph(inputs: Inputs, context: Context): Shared;
}

/** An input collection: what it begins with, and the types that its keys and values are checked against. */
export declare class InputDefinition<K = Json, V = Json> {
  constructor(initial?: Entry<K, V>[], types?: { key?: JsonType<K>; value?: JsonType<V> });
  readonly initial: Entry<K, V>[];
}

/** A type of JSON that what enters is checked against. */
export declare class JsonType<T, Optional extends boolean = false> {
  private constructor();
  /** @internal */ readonly __type?: [T, Optional];
}
/** The values of a type, such as `TypeOf<typeof Bid>`. */
export type TypeOf<T> = T extends JsonType<infer V, boolean> ? V : never;
type Members = { [name: string]: JsonType<any, boolean> };
type ObjectOf<M extends Members> =
  { [N in keyof M as M[N] extends JsonType<any, true> ? never : N]: TypeOf<M[N]> } &
  { [N in keyof M as M[N] extends JsonType<any, true> ? N : never]?: TypeOf<M[N]> };

/** Any JSON. */
export declare const json: JsonType<any>;
export declare const string: JsonType<string>;
export declare const number: JsonType<number>;
/** A whole number. */
export declare const integer: JsonType<number>;
export declare const boolean: JsonType<boolean>;
export declare const uuid: JsonType<string>;
/** A date with a time by ISO 8601, with an offset or without. */
export declare const time: JsonType<string>;
/** A date with a time and its offset by ISO 8601, as `toISOString` of a `Date` gives it. */
export declare const instant: JsonType<string>;
/** A date by ISO 8601. */
export declare const date: JsonType<string>;
/** The verified user: a member of the parameters of a resource or a command, which clients cannot give. */
export declare const principal: JsonType<Principal>;
export declare function array<T>(element: JsonType<T>): JsonType<T[]>;
export declare function tuple<T extends readonly JsonType<any>[]>(...elements: T): JsonType<{ [I in keyof T]: TypeOf<T[I]> }>;
/** An object whose members are all of one type; with a second argument, what their names stand for, as in `Record<"a" | "b", T>`. */
export declare function map<T>(value: JsonType<T>): JsonType<{ [name: string]: T }>;
export declare function map<T, N extends string>(value: JsonType<T>, name: JsonType<N>): JsonType<{ [name in N]?: T }>;
export declare function map<T>(value: JsonType<T>, name: JsonType<any>): JsonType<{ [name: string]: T }>;
/** An object with these members and no others. */
export declare function object<M extends Members>(members: M): JsonType<ObjectOf<M>>;
/** A member of an object that may be absent. */
export declare function optional<T>(type: JsonType<T>): JsonType<T, true>;
export declare function anyOf<T extends readonly JsonType<any>[]>(...types: T): JsonType<TypeOf<T[number]>>;
/** One value, or one of several ones. */
export declare function constant<const T extends Json[]>(...values: T): JsonType<T[number]>;
/** A type with a name, which may be within itself: `const tree: JsonType<Tree> = named("Tree", () => object({ below: array(tree) }))`. */
export declare function named<T>(name: string, describe: () => JsonType<T>): JsonType<T>;

export type Options = { control_port?: number; streaming_port?: number };
export type SkipServer = { readonly ports: { control: number; streaming: number }; close(): Promise<void> };

/** Runs a service on the network, until it is closed or the process is told to end. */
export declare function runService<Inputs extends NamedCollections, Shared extends NamedCollections>(
  service: SkipService<Inputs, Shared>, options?: Options): Promise<SkipServer>;

export type CollectionUpdate<K, V> = { values: Entry<K, V>[]; watermark: string; isInitial?: boolean };
export type CommandOptions = { principal?: { issuer?: string; subject: string; claims?: JsonObject } | null; idempotencyKey?: string };

/** A service that runs without a network. */
export declare class ServiceInstance {
  private constructor();
  update<K, V>(input: string, entries: Entry<K, V>[]): Promise<void>;
  command<R = any>(name: string, params?: Json, options?: CommandOptions): Promise<R>;
  getAll<K = any, V = any>(resource: string, params?: Json): Promise<Entry<K, V>[]>;
  getArray<V = any>(resource: string, key: Json, params?: Json): Promise<V[]>;
  instantiateResource(instance: string, resource: string, params: Json): Promise<void>;
  subscribe<K, V>(instance: string, notifier: { subscribed(): void; notify(update: CollectionUpdate<K, V>): void; close(): void }): string;
  unsubscribe(instance: string): void;
  closeResourceInstance(instance: string): Promise<void>;
  reload(service: SkipService<any, any>): Promise<void>;
  close(): Promise<void>;
}

export declare function initService(service: SkipService<any, any>): Promise<ServiceInstance>;

export declare class PolledExternalService implements ExternalService {
  constructor(resources: {
    [name: string]: {
      url: string; interval: number; conv: (data: any) => Entry<Json, Json>[];
      encodeParams?: (params: Json) => string; options?: { headers?: { [name: string]: string }; timeout?: number };
    };
  });
  subscribe: ExternalService["subscribe"];
  unsubscribe(instance: string): void;
  shutdown(): Promise<void>;
}

export type Entrypoint = { host: string; streaming_port: number; control_port: number; secured?: boolean };

export declare class SkipExternalService implements ExternalService {
  constructor(url: string, controlUrl: string);
  static direct(entrypoint: Entrypoint): SkipExternalService;
  subscribe: ExternalService["subscribe"];
  unsubscribe(instance: string): void;
  shutdown(): Promise<void>;
}

export declare class SkipServiceBroker {
  constructor(entrypoint?: Entrypoint, timeout?: number);
  getAll<K = any, V = any>(resource: string, params: Json): Promise<Entry<K, V>[]>;
  getArray<V = any>(resource: string, params: Json, key: Json): Promise<V[]>;
  getUnique<V = any>(resource: string, params: Json, key: Json): Promise<V>;
  update<K, V>(input: string, entries: Entry<K, V>[]): Promise<void>;
  deleteKey(input: string, key: Json): Promise<void>;
  getStreamUUID(resource: string, params?: Json): Promise<string>;
  deleteUUID(uuid: string): Promise<void>;
}

export declare function defaultParamEncoder(params: Json): string;
export declare function fetchJSON<V = any>(
  url: string, method?: string, options?: { body?: Json; headers?: { [name: string]: string }; timeout?: number }): Promise<[V | null, Headers]>;
/** Freezes a value and all that is in it; gives the value. */
export declare function deepFreeze<T>(value: T): T;

export declare const LoadStatus: { readonly Incompatible: 0; readonly Changed: 1; readonly Same: 2 };

export declare class SkipError extends Error {}
export declare class SkipUnknownCollectionError extends SkipError {}
export declare class SkipUnknownResourceError extends SkipError {}
export declare class SkipRESTError extends SkipError {}
export declare class SkipFetchError extends SkipError {}
export declare class SkipClassNameError extends SkipError {}
export declare class SkipNonUniqueValueError extends SkipError {}
export declare class SkipResourceInstanceInUseError extends SkipError {}
/** A refusal of a command, whose reason the client is told. */
export declare class CommandRefusedError extends SkipError {
  constructor(kind: "conflict" | "forbidden" | "invalid", reason: string);
  readonly kind: "conflict" | "forbidden" | "invalid";
  /** 409: the state of the service does not allow it. */
  static conflict(reason: string): CommandRefusedError;
  /** 403: who asks may not do it. */
  static forbidden(reason: string): CommandRefusedError;
  /** 422: the parameters make no sense, whatever the state. */
  static invalid(reason: string): CommandRefusedError;
}
/** A resource or a command refuses who asks; only operators read the message. */
export declare class ForbiddenError extends SkipError {}
