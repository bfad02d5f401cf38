import { SkipError } from "./error.js";
import { EventParser } from "./events.js";
import type { EventHandler } from "./events.js";
import { text } from "./json.js";
import { Silence } from "./silence.js";
import { Refusal } from "./source.js";
import type { Connection, StreamHandler, Transport, Wanted } from "./source.js";

/** Makes a GET request for an event stream. */
export type StreamRequest = (
  path: string,
  lastId: string,
  signal: AbortSignal,
) => Promise<Response>;

/** Each stream has a connection of its own. */
export class DirectTransport implements Transport {
  /** @param silenceMillis how long a connection may be silent before it counts as broken */
  constructor(
    private readonly get: StreamRequest,
    private readonly silenceMillis: number,
  ) {}

  async connect(wanted: Wanted, lastId: string, signal: AbortSignal): Promise<Connection> {
    const response = await this.get(pathOf(wanted), lastId, signal);
    await requireEventStream(response);
    return { read: (handler) => this.read(response, handler) };
  }

  private read(response: Response, handler: StreamHandler): Promise<void> {
    return readEvents(response, handler, this.silenceMillis, () => handler.arrived());
  }
}

function pathOf(wanted: Wanted): string {
  if ("stream" in wanted) return `/v1/streams/${wanted.stream}`;
  const params = encodeURIComponent(text(wanted.params));
  return `/v1/resources/${encodeURIComponent(wanted.resource)}?params=${params}`;
}

/**
 * Checks that an answer is a stream: a proxy may answer with a page of its own.
 *
 * @throws Refusal if it is a refusal
 * @throws SkipError if it is something else
 */
export async function requireEventStream(response: Response): Promise<void> {
  if (!response.ok) throw new Refusal(await SkipError.of(response));
  const type = response.headers.get("Content-Type")?.trim() ?? "";
  if (response.status !== 200 || !/^text\/event-stream *(;|$)/i.test(type)) {
    throw SkipError.unexpected(response, "an event stream");
  }
}

/**
 * Reads a stream to its end.
 *
 * @param arrived is called when all that has arrived was told
 * @throws SkipError if nothing comes for too long
 */
export async function readEvents(
  response: Response,
  handler: EventHandler,
  silenceMillis: number,
  arrived: () => void,
): Promise<void> {
  if (response.body === null) return;
  const parser = new EventParser(handler);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const cancel = (): void => void reader.cancel().catch(() => {});
  const silence = new Silence(silenceMillis, cancel);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      silence.broken();
      parser.push(value);
      arrived();
    }
  } catch (failure) {
    cancel();
    throw silence.reason(failure);
  } finally {
    silence.end();
  }
  const reason = silence.reason(undefined);
  if (reason !== undefined) throw reason;
}
