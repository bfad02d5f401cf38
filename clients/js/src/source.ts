import type { SkipError } from "./error.js";

/** What a live collection is connected to. */
export interface StreamSource {
  /** Asks for the events after the one of the id, or for all if that is empty. */
  connect(lastId: string, signal: AbortSignal): Promise<Response>;
  /** The service has refused the request. Whether another one could do better. */
  forget(refusal: SkipError): boolean;
  /** Nobody follows it any more. */
  release(): void;
}

/** Makes a GET request for an event stream. */
export type StreamRequest = (
  path: string,
  lastId: string,
  signal: AbortSignal,
) => Promise<Response>;

/** A resource that is opened and followed in one request. */
export class ResourceSource implements StreamSource {
  constructor(
    private readonly path: string,
    private readonly get: StreamRequest,
  ) {}

  connect(lastId: string, signal: AbortSignal): Promise<Response> {
    return this.get(this.path, lastId, signal);
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
   * @param get connects to one
   */
  constructor(
    private readonly open: (signal: AbortSignal) => Promise<string>,
    private readonly remove: (identifier: string) => void,
    private readonly get: StreamRequest,
  ) {}

  async connect(lastId: string, signal: AbortSignal): Promise<Response> {
    const identifier = this.identifier ?? (await this.open(signal));
    if (signal.aborted) this.remove(identifier);
    else this.identifier = identifier;
    return this.get(`/v1/streams/${identifier}`, lastId, signal);
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
