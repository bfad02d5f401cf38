import { SkipError } from "./error.js";
import { EventParser } from "./events.js";
import { text } from "./json.js";
import { Silence } from "./silence.js";
import { Refusal } from "./source.js";
/** Each stream has a connection of its own. */
export class DirectTransport {
    get;
    silenceMillis;
    /** @param silenceMillis how long a connection may be silent before it counts as broken */
    constructor(get, silenceMillis) {
        this.get = get;
        this.silenceMillis = silenceMillis;
    }
    async connect(wanted, lastId, signal) {
        const response = await this.get(pathOf(wanted), lastId, signal);
        await requireEventStream(response);
        return { read: (handler) => this.read(response, handler) };
    }
    read(response, handler) {
        return readEvents(response, handler, this.silenceMillis, () => handler.arrived());
    }
}
function pathOf(wanted) {
    if ("stream" in wanted)
        return `/v1/streams/${wanted.stream}`;
    const params = encodeURIComponent(text(wanted.params));
    return `/v1/resources/${encodeURIComponent(wanted.resource)}?params=${params}`;
}
/**
 * Checks that an answer is a stream: a proxy may answer with a page of its own.
 *
 * @throws Refusal if it is a refusal
 * @throws SkipError if it is something else
 */
export async function requireEventStream(response) {
    if (!response.ok)
        throw new Refusal(await SkipError.of(response));
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
export async function readEvents(response, handler, silenceMillis, arrived) {
    if (response.body === null)
        return;
    const parser = new EventParser(handler);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const cancel = () => void reader.cancel().catch(() => { });
    const silence = new Silence(silenceMillis, cancel);
    try {
        for (;;) {
            const { value, done } = await reader.read();
            if (done)
                break;
            silence.broken();
            parser.push(value);
            arrived();
        }
    }
    catch (failure) {
        cancel();
        throw silence.reason(failure);
    }
    finally {
        silence.end();
    }
    const reason = silence.reason(undefined);
    if (reason !== undefined)
        throw reason;
}
