/** A server-sent event. */
export interface ServerEvent {
  readonly name: string;
  /** The last id that the server has given, with this event or an earlier one. */
  readonly id: string;
  readonly data: string;
}

/** What hears of the events of a stream. */
export interface EventHandler {
  event(event: ServerEvent): void;
  /** The server says how long to wait before the next connection. */
  retry(millis: number): void;
  /** A line that is no part of an event; without its colon and the blank after that. */
  comment(text: string): void;
}

/**
 * Reads server-sent events (the HTML standard's `text/event-stream`) from text in pieces of any
 * size. An event counts when the empty line after it is there, so one that was cut off never does.
 */
export class EventParser {
  private unfinished = "";
  private endedWithReturn = false;
  private name = "";
  private id = "";
  private data: string[] = [];

  constructor(private readonly handler: EventHandler) {}

  /** Takes the next piece of the stream. */
  push(piece: string): void {
    let start = this.endedWithReturn && piece.startsWith("\n") ? 1 : 0;
    if (piece.length > 0) this.endedWithReturn = false;
    const end = /\r\n|\r|\n/g;
    end.lastIndex = start;
    for (let found = end.exec(piece); found !== null; found = end.exec(piece)) {
      const line = this.unfinished + piece.slice(start, found.index);
      this.unfinished = "";
      start = end.lastIndex;
      this.endedWithReturn = found[0] === "\r" && start === piece.length;
      this.line(line);
    }
    this.unfinished += piece.slice(start);
  }

  private line(line: string): void {
    if (line === "") {
      this.dispatch();
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const after = colon < 0 ? "" : line.slice(colon + 1);
    const value = after.startsWith(" ") ? after.slice(1) : after;
    if (colon === 0) this.handler.comment(value);
    else this.field(field, value);
  }

  private field(field: string, value: string): void {
    if (field === "event") this.name = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id" && !value.includes("\0")) this.id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.handler.retry(Number(value));
  }

  private dispatch(): void {
    const event = { name: this.name || "message", id: this.id, data: this.data.join("\n") };
    const isEvent = this.data.length > 0;
    this.name = "";
    this.data = [];
    if (isEvent) this.handler.event(event);
  }
}
