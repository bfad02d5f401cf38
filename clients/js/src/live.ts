import type { Timing } from "./backoff.js";
import { Backoff } from "./backoff.js";
import { Contents } from "./contents.js";
import type { Change, Difference, Entry } from "./contents.js";
import { SkipError } from "./error.js";
import { EventParser } from "./events.js";
import type { ServerEvent } from "./events.js";
import { parse } from "./json.js";
import type { StreamSource } from "./source.js";
import { bounded } from "./time.js";

/**
 * How current the data of a live collection are.
 *
 * - `connecting`: there are no data yet
 * - `live`: they are what the service has
 * - `stale`: they are what the service had; the connection is being made again
 * - `failed`: the resource has failed, or the service refuses it; `error` says why. It becomes
 *   `live` by itself when that is over
 * - `closed`: nothing will change any more
 */
export type LiveStatus = "connecting" | "live" | "stale" | "failed" | "closed";

/** A live collection at one time. Immutable; there is a new one whenever something is different. */
export interface LiveState<K, V> {
  /** What was last received; `undefined` until something was. */
  readonly data: Contents<K, V> | undefined;
  readonly status: LiveStatus;
  /** Why the status is not `live`, where that is known. */
  readonly error: SkipError | undefined;
}

/** What is different: the state, and the keys if the data changed. */
export interface LiveChange<K, V> {
  readonly state: LiveState<K, V>;
  readonly changes: readonly Change<K, V>[];
}

const CONNECTING: LiveState<never, never> = {
  data: undefined,
  status: "connecting",
  error: undefined,
};

/** What is known before the first answer. */
export function connecting<K, V>(): LiveState<K, V> {
  return CONNECTING;
}

/** A refused request that another one may do better than; at once if nothing speaks against it. */
class Renewal extends Error {
  constructor(readonly refusal: SkipError | undefined) {
    super("the stream has to be opened again");
  }
}

/**
 * A resource's collection that is kept up to date until it is closed.
 *
 * It has one connection at a time. When that ends it makes another one and goes on from the last
 * event that it has seen (`Last-Event-ID`); what changed meanwhile is one change. `lastId` is that
 * event's id exactly while the data are what the service had at it, so it is forgotten when the
 * resource fails.
 */
export class LiveCollection<K, V> {
  private current: LiveState<K, V> = CONNECTING;
  private readonly listeners = new Set<(change: LiveChange<K, V>) => void>();
  private readonly closing = new AbortController();
  private readonly backoff: Backoff;
  private lastId = "";
  private hasConnected = false;

  /** Starts to follow; {@link SkipClient.follow} is how to get one. */
  constructor(
    private readonly source: StreamSource,
    private readonly timing: Timing,
  ) {
    this.backoff = new Backoff(timing);
    void this.run();
  }

  /** What is known now; the same object until something is different. */
  get state(): LiveState<K, V> {
    return this.current;
  }

  get data(): Contents<K, V> | undefined {
    return this.current.data;
  }

  get status(): LiveStatus {
    return this.current.status;
  }

  get error(): SkipError | undefined {
    return this.current.error;
  }

  /**
   * Has `listener` called after every change from now on, until the function that is returned is
   * called. It is called with no more than one commit's changes at a time in most cases, but with
   * those of several where the connection was slow or broken meanwhile.
   */
  subscribe(listener: (change: LiveChange<K, V>) => void): () => void {
    const own = (change: LiveChange<K, V>): void => listener(change);
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  /**
   * Waits for the first data.
   *
   * @throws SkipError if the resource has failed, or the collection is closed before
   */
  ready(): Promise<Contents<K, V>> {
    return new Promise((resolve, reject) => {
      const look = ({ data, status, error }: LiveState<K, V>): boolean => {
        if (data !== undefined) resolve(data);
        else if (status === "failed") reject(error);
        else if (status === "closed") reject(closedError());
        else return false;
        return true;
      };
      if (look(this.current)) return;
      const end = this.subscribe(({ state }) => {
        if (look(state)) end();
      });
    });
  }

  /** Ends the connection. The data stay as they are. */
  close(): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.become("closed", undefined);
    this.listeners.clear();
    this.source.release();
  }

  private get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.isClosed) {
      let wait: number;
      try {
        await this.connect();
        this.disconnected(undefined);
        wait = this.backoff.next();
      } catch (failure) {
        if (this.isClosed) return;
        wait = this.waitAfter(failure);
      }
      if (!this.isClosed) await this.pause(wait);
    }
  }

  /** Follows the stream until it ends. */
  private async connect(): Promise<void> {
    const connection = new AbortController();
    const abort = (): void => connection.abort();
    this.closing.signal.addEventListener("abort", abort);
    const silence = new Silence(this.timing.silenceMillis, abort);
    try {
      const response = await this.source.connect(this.lastId, connection.signal);
      silence.broken();
      if (!response.ok) throw await this.refusal(response);
      this.hasConnected = true;
      this.backoff.succeeded();
      await this.read(response, silence);
    } catch (failure) {
      throw silence.hasPassed ? silentError(this.timing.silenceMillis) : failure;
    } finally {
      silence.end();
      this.closing.signal.removeEventListener("abort", abort);
      abort();
    }
  }

  private async read(response: Response, silence: Silence): Promise<void> {
    if (response.body === null) return;
    const parser = new EventParser({
      event: (event) => this.receive(event),
      retry: (millis) => this.backoff.setBase(millis),
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done || this.isClosed) return;
      silence.broken();
      parser.push(value);
      this.caughtUp();
    }
  }

  /** A refused stream may only have to be opened again; then there is no need to say so. */
  private async refusal(response: Response): Promise<Error> {
    const error = await SkipError.of(response);
    const isRenewable = this.source.forget(error);
    const isFirst = this.hasConnected;
    this.hasConnected = false;
    if (isRenewable && isFirst) return new Renewal(undefined);
    return isRenewable && error.status !== UNAUTHORIZED ? new Renewal(error) : error;
  }

  private waitAfter(failure: unknown): number {
    if (failure instanceof Renewal) {
      this.disconnected(failure.refusal);
      return failure.refusal === undefined ? 0 : this.backoff.next();
    }
    const error = failure instanceof SkipError ? failure : SkipError.unreachable(failure);
    if (isFinal(error)) {
      this.lastId = "";
      this.become("failed", error);
      return this.backoff.longest();
    }
    this.disconnected(error);
    return Math.max(this.backoff.next(), error.retryAfterMillis ?? 0);
  }

  private disconnected(error: SkipError | undefined): void {
    if (this.isClosed) return;
    this.become(this.current.data === undefined ? "connecting" : "stale", error);
  }

  private receive(event: ServerEvent): void {
    if (this.isClosed) return;
    if (event.name === "error") {
      this.lastId = "";
      this.become("failed", new SkipError(SkipError.problem(event.data, 500)));
    } else if (event.name === "init" || event.name === "update") {
      const entries = parse(event.data) as unknown as Entry<K, V>[];
      const data = this.current.data ?? Contents.of<K, V>([]);
      this.lastId = event.id;
      this.replace(event.name === "init" ? data.replacedBy(entries) : data.with(entries));
    }
  }

  /** Whoever resumes and has missed nothing gets no event: the connection says enough. */
  private caughtUp(): void {
    if (this.lastId !== "" && this.current.status === "stale") this.become("live", undefined);
  }

  private replace({ contents, changes }: Difference<K, V>): void {
    if (contents !== this.current.data || this.current.status !== "live") {
      this.tell({ data: contents, status: "live", error: undefined }, changes);
    }
  }

  private become(status: LiveStatus, error: SkipError | undefined): void {
    if (status !== this.current.status || error !== this.current.error) {
      this.tell({ data: this.current.data, status, error }, []);
    }
  }

  private tell(state: LiveState<K, V>, changes: readonly Change<K, V>[]): void {
    this.current = Object.freeze(state);
    for (const listener of [...this.listeners]) {
      try {
        listener({ state, changes });
      } catch (error) {
        report(error); // It is the listener's mistake: others go on.
      }
    }
  }

  private pause(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.closing.signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, bounded(millis));
      this.closing.signal.addEventListener("abort", end);
    });
  }
}

/** Reports an error as any uncaught one. */
function report(error: unknown): void {
  if (typeof globalThis.reportError === "function") globalThis.reportError(error);
  else {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Notices when nothing has been heard for too long. */
class Silence {
  hasPassed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly millis: number,
    private readonly passed: () => void,
  ) {
    this.broken();
  }

  /** Something was heard. */
  broken(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.hasPassed = true;
      this.passed();
    }, this.millis);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

const UNAUTHORIZED = 401;

/** Whether the same request is going to be refused again, so far as the answer says. */
function isFinal(error: SkipError): boolean {
  return error.status >= 400 && error.status < 500 && ![408, 425, 429].includes(error.status);
}

function closedError(): SkipError {
  return new SkipError({ status: 0, type: "closed", detail: "the collection was closed" });
}

function silentError(millis: number): SkipError {
  const detail = `the service has sent nothing for ${millis} ms`;
  return new SkipError({ status: 0, type: "unreachable", detail });
}
