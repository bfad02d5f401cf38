import type { SkipError } from "./error.js";
import type { EventHandler } from "./events.js";
import type { Json } from "./json.js";

/** A stream to follow: a resource, or what was opened before, by its identifier. */
export type Wanted = { readonly resource: string; readonly params: Json } | { readonly stream: string };

/** What hears of a stream. */
export interface StreamHandler extends EventHandler {
  /** All that has arrived was told. */
  arrived(): void;
  /** What the service has said before does not hold any more: it has to say it again. */
  behind(): void;
}

/** A stream that the service has accepted. */
export interface Connection {
  /**
   * Tells the handler what comes, until the stream ends.
   *
   * @throws Refusal if the service ends the stream, and says why
   */
  read(handler: StreamHandler): Promise<void>;
}

/** The service refuses a stream. */
export class Refusal extends Error {
  constructor(readonly error: SkipError) {
    super(error.message);
  }
}

/** A failure of a connection that streams share, with the time after which they may try again. */
export class SharedFailure extends Error {
  constructor(
    readonly error: SkipError,
    readonly waitMillis: number,
  ) {
    super(error.message);
  }
}

/** The ways to streams. */
export interface Transport {
  /**
   * Asks for the events of a stream after the one of an id, or for all if that is empty.
   *
   * @throws Refusal if the service refuses it
   */
  connect(wanted: Wanted, lastId: string, signal: AbortSignal): Promise<Connection>;
}

/** What a live collection is connected to. */
export interface StreamSource {
  /** As {@link Transport.connect}. */
  connect(lastId: string, signal: AbortSignal): Promise<Connection>;
  /** The service has refused the request. Whether another one could do better. */
  forget(refusal: SkipError): boolean;
  /** Nobody follows it any more. */
  release(): void;
}

/** A resource that is opened and followed in one request. */
export class ResourceSource implements StreamSource {
  constructor(
    private readonly wanted: Wanted,
    private readonly transport: Transport,
  ) {}

  connect(lastId: string, signal: AbortSignal): Promise<Connection> {
    return this.transport.connect(this.wanted, lastId, signal);
  }

  /** Another request may have a newer token. */
  forget(refusal: SkipError): boolean {
    return refusal.status === 401;
  }

  release(): void {
    // the stream has ended with its connection
  }
}

/**
 * A stream that is opened first, and again when the service does not know it any more: because it
 * was deleted, was not followed for too long, or its permission has expired.
 */
export class OpenedSource implements StreamSource {
  private identifier: string | undefined;

  /**
   * @param open opens a stream and gives its identifier
   * @param remove deletes one, as far as that can be done
   */
  constructor(
    private readonly open: (signal: AbortSignal) => Promise<string>,
    private readonly remove: (identifier: string) => void,
    private readonly transport: Transport,
  ) {}

  async connect(lastId: string, signal: AbortSignal): Promise<Connection> {
    const stream = this.identifier ?? (await this.open(signal));
    if (signal.aborted) this.remove(stream);
    else this.identifier = stream;
    return this.transport.connect({ stream }, lastId, signal);
  }

  forget(refusal: SkipError): boolean {
    const isGone = [401, 404, 410].includes(refusal.status);
    if (isGone) this.identifier = undefined;
    return isGone;
  }

  release(): void {
    if (this.identifier !== undefined) this.remove(this.identifier);
    this.identifier = undefined;
  }
}
