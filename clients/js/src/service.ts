import type { Json } from "./json.js";

/** The types of an input collection. */
export interface InputType {
  readonly key: unknown;
  readonly value: unknown;
}

/** The types of a resource: its parameters and the entries of its collection. */
export interface ResourceType {
  readonly params: unknown;
  readonly key: unknown;
  readonly value: unknown;
}

/** The types of a command: its parameters and its result. */
export interface CommandType {
  readonly params: unknown;
  readonly result: unknown;
}

/** The types of a service, as `./skip types` prints them. */
export interface ServiceType {
  readonly inputs: object;
  readonly resources: object;
  readonly commands?: object;
}

/** A service of which nothing is known: every name is allowed, and everything is {@link Json}. */
export interface AnyService {
  readonly inputs: { readonly [name: string]: { key: Json; value: Json } };
  readonly resources: { readonly [name: string]: { params: Json; key: Json; value: Json } };
  readonly commands: { readonly [name: string]: { params: Json; result: Json } };
}

export type InputName<S extends ServiceType> = keyof S["inputs"] & string;
export type ResourceName<S extends ServiceType> = keyof S["resources"] & string;

type Part<T, N extends string> = T extends { readonly [name in N]: infer P } ? P : never;

export type InputKey<S extends ServiceType, I extends InputName<S>> = Part<S["inputs"][I], "key">;
export type InputValue<S extends ServiceType, I extends InputName<S>> = Part<
  S["inputs"][I],
  "value"
>;
export type Params<S extends ServiceType, R extends ResourceName<S>> = Part<
  S["resources"][R],
  "params"
>;
export type ResourceKey<S extends ServiceType, R extends ResourceName<S>> = Part<
  S["resources"][R],
  "key"
>;
export type ResourceValue<S extends ServiceType, R extends ResourceName<S>> = Part<
  S["resources"][R],
  "value"
>;

/** The commands of a service; none where its types have none. */
type Commands<S extends ServiceType> = S extends { readonly commands: infer C extends object }
  ? C
  : {};

export type CommandName<S extends ServiceType> = keyof Commands<S> & string;
export type CommandParams<S extends ServiceType, C extends CommandName<S>> = Part<
  Commands<S>[C],
  "params"
>;
export type CommandResult<S extends ServiceType, C extends CommandName<S>> = Part<
  Commands<S>[C],
  "result"
>;

/** The parameters that are sent: `{}` where none are given; `null` is a parameter. */
export function paramsJson(params: unknown): Json {
  return params === undefined ? {} : (params as Json);
}

/** The parameters as a last argument, which may be left out if `{}` is good enough. */
export type ParamsArgument<P> = {} extends P ? [params?: P] : [params: P];
