/** Tests of services, on the engine and without a network; any runner of tests will do. */
import type { CommandOptions, Entry, ExternalService, Json, SkipService } from "./index.js";

/** A resource that is followed. */
export declare class Followed<K = any, V = any> {
  private constructor();
  /** The entries, as they were last received. */
  readonly contents: Entry<K, V>[];
  /** All updates that have come; the first one has the contents at the start. */
  readonly updates: { values: Entry<K, V>[]; isInitial?: boolean; watermark: string }[];
  /** Waits for the update after those that were taken; gives its entries, of which one without values is gone. */
  next(millis?: number): Promise<Entry<K, V>[]>;
  /** Waits for contents that fulfil a condition; gives them. */
  until(condition: (contents: Entry<K, V>[]) => boolean, millis?: number): Promise<Entry<K, V>[]>;
  close(): Promise<void>;
}

/** A service on the engine, for the time of a test. */
export declare class TestedService {
  private constructor();
  /** Starts a service. The first one of a process starts the engine, which ends with the process. */
  static start(service: SkipService<any, any>): Promise<TestedService>;
  /** Writes all values of keys, in one commit; none to take a key away. */
  update<K, V>(input: string, entries: Entry<K, V>[]): Promise<void>;
  /** Gives a key one value. */
  put(input: string, key: Json, value: Json): Promise<void>;
  delete(input: string, ...keys: Json[]): Promise<void>;
  /** The entries of a resource, in the order of their keys. */
  contents<K = any, V = any>(resource: string, params?: Json): Promise<Entry<K, V>[]>;
  /** The values of one key of a resource. */
  values<V = any>(resource: string, key: Json, params?: Json): Promise<V[]>;
  /** Runs a command; gives its result, or fails with a CommandRefusedError. */
  command<R = any>(name: string, params?: Json, options?: CommandOptions): Promise<R>;
  follow<K = any, V = any>(resource: string, params?: Json): Promise<Followed<K, V>>;
  /** The functions that have run since this was asked last: the keys that each class has run for, in order. */
  ran(): { [name: string]: any[] };
  /**
   * How often the engine has asked this process to run functions since this was asked last, by what for: `wave` for mappers, `reduce`, `command`,
   * `instantiate` and others. It is a few times a write, however many functions run.
   */
  turns(): { [kind: string]: number };
  close(): Promise<void>;
}

/** An external service that a test is: it delivers what it is told. */
export declare class ScriptedExternalService implements ExternalService {
  /** @param initial gives what a subscription begins with; what it throws makes the subscription fail */
  constructor(initial?: (resource: string, params: any) => Entry<any, any>[] | Promise<Entry<any, any>[]>);
  subscribe: ExternalService["subscribe"];
  unsubscribe(instance: string): void;
  shutdown(): Promise<void>;
  readonly subscriptions: { resource: string; params: any }[];
  /** Waits until there are so many subscriptions. */
  subscribed(count: number, millis?: number): Promise<void>;
  /** Delivers entries to all subscriptions of a resource; with isInitial, in place of all that was delivered before. */
  deliver(resource: string, entries: Entry<any, any>[], isInitial?: boolean): Promise<void>;
  /** Says that the data of a resource may be old from now on. */
  fail(resource: string, error: unknown): Promise<void>;
}
