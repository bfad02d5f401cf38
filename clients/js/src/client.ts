import type { Timing } from "./backoff.js";
import { timingOf, USUAL_TIMING } from "./backoff.js";
import { sendCommand } from "./command.js";
import type { CommandAnswer, CommandOptions } from "./command.js";
import { Contents } from "./contents.js";
import type { Entry } from "./contents.js";
import { SkipError } from "./error.js";
import type { Json } from "./json.js";
import { parse, text } from "./json.js";
import { LiveCollection } from "./live.js";
import { paramsJson } from "./service.js";
import type {
  AnyService,
  CommandName,
  CommandParams,
  CommandResult,
  InputKey,
  InputName,
  InputValue,
  Params,
  ParamsArgument,
  ResourceKey,
  ResourceName,
  ResourceValue,
  ServiceType,
} from "./service.js";
import { DirectTransport } from "./direct.js";
import { MultiplexedTransport } from "./multiplexer.js";
import type { StreamSource, Transport } from "./source.js";
import { OpenedSource, ResourceSource } from "./source.js";

/** Headers to send, or what gives them before each request, such as a token that expires. */
export type HeaderSource =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** How to reach a service. */
export interface SkipClientOptions {
  /** The address of the streaming listener, such as `http://127.0.0.1:8080`; a path may follow. */
  readonly streaming: string;
  /**
   * The address of the control listener, such as `http://127.0.0.1:8081`, to read, write and open
   * streams. It is for backends: a server does not let web pages use it.
   */
  readonly control?: string;
  /** Headers for the streaming listener, such as `Authorization` of a verified user. */
  readonly headers?: HeaderSource;
  /** Headers for the control listener, such as `Authorization` with its token. */
  readonly controlHeaders?: HeaderSource;
  /**
   * Opens a stream and gives its identifier, where a web page has to ask its own backend for
   * streams. If it is not given, resources are followed by `/v1/resources/`.
   */
  readonly openStream?: (resource: string, params: Json, signal: AbortSignal) => Promise<string>;
  /**
   * Whether all live collections share a connection, where the service can do that; they do unless
   * this is `false`.
   */
  readonly shareConnection?: boolean;
  /** How live collections wait; what is not given is as usual. */
  readonly timing?: Partial<Timing>;
  /** What makes requests, if not the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** How a request is made. */
export interface RequestOptions {
  /** Breaks the request off. */
  readonly signal?: AbortSignal;
}

/** How a read is made. */
export interface ReadOptions extends RequestOptions {
  /** The watermark of a write that the read must see; it waits for it. */
  readonly minWatermark?: string;
  /**
   * The watermark of a write, or the id of an event: the read gives what was there after that
   * commit, as far back as the service keeps it (`history-seconds`); else it fails with status 410.
   */
  readonly at?: string;
}

/** How a resource is followed. */
export interface FollowOptions {
  /**
   * `resource`: in one request to the streaming listener. `stream`: by a stream that is opened on
   * the control listener, or by `openStream`. By default `stream` if there is an `openStream`.
   */
  readonly through?: "resource" | "stream";
}

/** The longest list of streams that is sent in an address, which some proxies limit to 8 KB. */
const MOST_QUERY_CHARACTERS = 4_000;

/**
 * A Skip service: reads, writes and follows its resources. It holds no connection of its own.
 *
 * Every method fails with {@link SkipError} if the service refuses the request or cannot be
 * reached, and with the signal's reason if the request was broken off.
 *
 * @typeParam S the service's types, as `./skip types` prints them
 */
export class SkipClient<S extends ServiceType = AnyService> {
  private readonly timing: Timing;
  private readonly transport: Transport;

  /**
   * A client.
   *
   * @throws RangeError if a time of `timing` is less than a millisecond
   */
  constructor(private readonly options: SkipClientOptions) {
    this.timing = timingOf(options.timing);
    const direct = new DirectTransport(this.connect, this.timing.silenceMillis);
    this.transport =
      options.shareConnection === false
        ? direct
        : new MultiplexedTransport(this.connectAll, this.timing, direct, (message) =>
            console.warn(message),
          );
  }

  /** What a resource has now, or had after the commit of `options.at`. */
  async snapshot<R extends ResourceName<S>>(
    resource: R,
    params?: Params<S, R>,
    options: ReadOptions = {},
  ): Promise<Contents<ResourceKey<S, R>, ResourceValue<S, R>>> {
    const path = `/v1/snapshot/${encodeURIComponent(resource)}${versionQuery(options)}`;
    const response = await this.control("POST", path, paramsJson(params), options);
    const entries = await jsonOf(response);
    return Contents.of(entries as Entry<ResourceKey<S, R>, ResourceValue<S, R>>[]);
  }

  /** The values that a resource has for a key now, or had `at`; none if the key is not there. */
  async lookup<R extends ResourceName<S>>(
    resource: R,
    key: ResourceKey<S, R>,
    params?: Params<S, R>,
    options: ReadOptions = {},
  ): Promise<readonly ResourceValue<S, R>[]> {
    const path = `/v1/snapshot/${encodeURIComponent(resource)}/lookup${versionQuery(options)}`;
    const body = { key: key as Json, params: paramsJson(params) };
    const response = await this.control("POST", path, body, options);
    return (await jsonOf(response)) as ResourceValue<S, R>[];
  }

  /**
   * Writes entries of an input. No values delete a key; of a key that is given twice, the last
   * counts.
   *
   * @returns the watermark, for reads that must see the write
   */
  async update<I extends InputName<S>>(
    input: I,
    entries: readonly Entry<InputKey<S, I>, InputValue<S, I>>[],
    options: RequestOptions = {},
  ): Promise<string> {
    const path = `/v1/inputs/${encodeURIComponent(input)}`;
    return this.write(path, entries as unknown as Json, options);
  }

  /**
   * Writes entries of several inputs, wholly or not at all.
   *
   * @returns the watermark, for reads that must see the write
   */
  async updateAll(
    entries: { readonly [I in InputName<S>]?: readonly Entry<InputKey<S, I>, InputValue<S, I>>[] },
    options: RequestOptions = {},
  ): Promise<string> {
    return this.write("/v1/inputs", entries as unknown as Json, options);
  }

  /** Opens a stream that any client can follow, and gives its identifier. */
  async openStream<R extends ResourceName<S>>(
    resource: R,
    params?: Params<S, R>,
    options: RequestOptions = {},
  ): Promise<string> {
    const path = `/v1/streams/${encodeURIComponent(resource)}`;
    const response = await this.control("POST", path, paramsJson(params), options);
    const identifier = await response.text();
    if (!/^[^\s<>]+$/.test(identifier)) throw SkipError.unexpected(response, "an identifier");
    return identifier;
  }

  /** Ends a stream for all who follow it. */
  async deleteStream(identifier: string, options: RequestOptions = {}): Promise<void> {
    await this.control("DELETE", `/v1/streams/${identifier}`, undefined, options);
  }

  /**
   * Runs a command once: it is sent under an idempotency key, and again under the same one if there
   * is no answer.
   *
   * @throws SkipError of type `command-refused`, with the reason as its `detail` and the status 403,
   *     409 or 422, if the command refuses; nothing has changed then
   */
  async command<C extends CommandName<S>>(
    name: C,
    ...[params, options]: [...ParamsArgument<CommandParams<S, C>>, options?: CommandOptions]
  ): Promise<CommandAnswer<CommandResult<S, C>>> {
    const how = (options ?? {}) as CommandOptions;
    const isOfControl = how.through === "control";
    const { streaming, headers, controlHeaders } = this.options;
    const address = isOfControl ? this.controlAddress() : streaming;
    return sendCommand(
      (request) => this.fetch(join(address, `/v1/commands/${encodeURIComponent(name)}`), request),
      () => headersOf(isOfControl ? controlHeaders : headers),
      paramsJson(params),
      how,
    );
  }

  /** Follows a resource until the live collection is closed. */
  follow<R extends ResourceName<S>>(
    resource: R,
    ...[params, options]: [...ParamsArgument<Params<S, R>>, options?: FollowOptions]
  ): LiveCollection<ResourceKey<S, R>, ResourceValue<S, R>> {
    const how = options as FollowOptions | undefined;
    const source = this.source(resource, paramsJson(params), how?.through);
    return new LiveCollection(source, this.timing);
  }

  private source(resource: string, params: Json, through?: string): StreamSource {
    const { openStream, control } = this.options;
    const usual = openStream === undefined ? "resource" : "stream";
    if ((through ?? usual) === "resource") {
      return new ResourceSource({ resource, params }, this.transport);
    }
    if (openStream === undefined) this.controlAddress();
    const open = (signal: AbortSignal): Promise<string> =>
      openStream === undefined
        ? this.openStream(resource as never, params as never, { signal })
        : openStream(resource, params, signal);
    const remove = (identifier: string): void => {
      // A stream that nobody follows ends by itself, so nothing is lost if it cannot be deleted.
      if (control !== undefined) void this.deleteStream(identifier).catch(() => {});
    };
    return new OpenedSource(open, remove, this.transport);
  }

  private readonly connect = async (
    path: string,
    lastId: string,
    signal: AbortSignal,
  ): Promise<Response> => {
    const headers = await this.streamHeaders();
    if (lastId !== "") headers.set("Last-Event-ID", lastId);
    const address = join(this.options.streaming, path);
    return this.fetch(address, { headers, signal, cache: "no-store" });
  };

  /** Asks for several streams: in the address, which needs no preflight, unless they are many. */
  private readonly connectAll = async (streams: string, signal: AbortSignal): Promise<Response> => {
    const query = encodeURIComponent(streams);
    if (query.length <= MOST_QUERY_CHARACTERS) {
      return this.connect(`/v1/streams?of=${query}`, "", signal);
    }
    const headers = await this.streamHeaders();
    headers.set("Content-Type", "application/json");
    const address = join(this.options.streaming, "/v1/streams");
    return this.fetch(address, { method: "POST", headers, body: streams, signal });
  };

  /**
   * The headers of a request for streams. Three heartbeats are asked for in the time that a
   * connection may be silent, unless that is so long that the usual ones do: a page of another
   * origin then needs no preflight.
   */
  private async streamHeaders(): Promise<Headers> {
    const headers = new Headers(await headersOf(this.options.headers));
    headers.set("Accept", "text/event-stream");
    const { silenceMillis } = this.timing;
    if (silenceMillis < USUAL_TIMING.silenceMillis) {
      const seconds = Math.max(1, Math.floor(silenceMillis / 3_000));
      headers.set("Skip-Heartbeat-Seconds", `${seconds}`);
    }
    return headers;
  }

  private async write(path: string, body: Json, options: RequestOptions): Promise<string> {
    const response = await this.control("PATCH", path, body, options);
    const text = await response.text();
    const watermark = response.headers.get("Skip-Watermark");
    if (watermark === null && text.trimStart().startsWith("<")) {
      throw SkipError.unexpected(response, "that of a write");
    }
    return watermark ?? "";
  }

  private async control(
    method: string,
    path: string,
    body: Json | undefined,
    { signal, minWatermark }: ReadOptions,
  ): Promise<Response> {
    const address = join(this.controlAddress(), path);
    const headers = new Headers(await headersOf(this.options.controlHeaders));
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (minWatermark !== undefined) headers.set("Skip-Min-Watermark", minWatermark);
    const request: RequestInit = { method, headers };
    if (body !== undefined) request.body = text(body);
    if (signal !== undefined) request.signal = signal;
    let response: Response;
    try {
      response = await this.fetch(address, request);
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw SkipError.unreachable(cause);
    }
    if (!response.ok) throw await SkipError.of(response);
    return response;
  }

  private controlAddress(): string {
    const { control } = this.options;
    if (control === undefined) {
      throw new TypeError(
        "the client has no address of control: new SkipClient({streaming, control})",
      );
    }
    return control;
  }

  private fetch(address: string, request: RequestInit): Promise<Response> {
    return (this.options.fetch ?? globalThis.fetch)(address, request);
  }
}

/** The query of a read: which version it is of, if not the present one. */
function versionQuery({ at }: ReadOptions): string {
  return at === undefined ? "" : `?at=${encodeURIComponent(at)}`;
}

/** The JSON of an answer, of which a service's always is an array. */
async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    const json = parse(text);
    if (Array.isArray(json)) return json;
  } catch (error) {
    if (error instanceof RangeError) throw error;
  }
  throw SkipError.unexpected(response, "JSON");
}

async function headersOf(source: HeaderSource = {}): Promise<Readonly<Record<string, string>>> {
  return typeof source === "function" ? source() : source;
}

function join(address: string, path: string): string {
  return address.replace(/\/+$/, "") + path;
}
