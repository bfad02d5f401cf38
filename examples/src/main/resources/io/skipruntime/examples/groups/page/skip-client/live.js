import { Backoff } from "./backoff.js";
import { Contents } from "./contents.js";
import { SkipError } from "./error.js";
import { EventParser } from "./events.js";
import { parse } from "./json.js";
const CONNECTING = {
    data: undefined,
    status: "connecting",
    error: undefined,
};
/** What is known before the first answer. */
export function connecting() {
    return CONNECTING;
}
/** A refused request that another one may do better than; at once if nothing speaks against it. */
class Renewal extends Error {
    refusal;
    constructor(refusal) {
        super("the stream has to be opened again");
        this.refusal = refusal;
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
export class LiveCollection {
    source;
    timing;
    current = CONNECTING;
    listeners = new Set();
    closing = new AbortController();
    backoff;
    lastId = "";
    hasConnected = false;
    /** Starts to follow; {@link SkipClient.follow} is how to get one. */
    constructor(source, timing) {
        this.source = source;
        this.timing = timing;
        this.backoff = new Backoff(timing);
        void this.run();
    }
    /** What is known now; the same object until something is different. */
    get state() {
        return this.current;
    }
    get data() {
        return this.current.data;
    }
    get status() {
        return this.current.status;
    }
    get error() {
        return this.current.error;
    }
    /**
     * Has `listener` called after every change from now on, until the function that is returned is
     * called. It is called with no more than one commit's changes at a time in most cases, but with
     * those of several where the connection was slow or broken meanwhile.
     */
    subscribe(listener) {
        const own = (change) => listener(change);
        this.listeners.add(own);
        return () => void this.listeners.delete(own);
    }
    /**
     * Waits for the first data.
     *
     * @throws SkipError if the resource has failed, or the collection is closed before
     */
    ready() {
        return new Promise((resolve, reject) => {
            const look = ({ data, status, error }) => {
                if (data !== undefined)
                    resolve(data);
                else if (status === "failed")
                    reject(error);
                else if (status === "closed")
                    reject(closedError());
                else
                    return false;
                return true;
            };
            if (look(this.current))
                return;
            const end = this.subscribe(({ state }) => {
                if (look(state))
                    end();
            });
        });
    }
    /** Ends the connection. The data stay as they are. */
    close() {
        if (this.closing.signal.aborted)
            return;
        this.closing.abort();
        this.become("closed", undefined);
        this.listeners.clear();
        this.source.release();
    }
    get isClosed() {
        return this.closing.signal.aborted;
    }
    async run() {
        while (!this.isClosed) {
            let wait;
            try {
                await this.connect();
                this.disconnected(undefined);
                wait = this.backoff.next();
            }
            catch (failure) {
                if (this.isClosed)
                    return;
                wait = this.waitAfter(failure);
            }
            if (!this.isClosed)
                await this.pause(wait);
        }
    }
    /** Follows the stream until it ends. */
    async connect() {
        const connection = new AbortController();
        const abort = () => connection.abort();
        this.closing.signal.addEventListener("abort", abort);
        const silence = new Silence(this.timing.silenceMillis, abort);
        try {
            const response = await this.source.connect(this.lastId, connection.signal);
            silence.broken();
            if (!response.ok)
                throw await this.refusal(response);
            this.hasConnected = true;
            this.backoff.succeeded();
            await this.read(response, silence);
        }
        catch (failure) {
            throw silence.hasPassed ? silentError(this.timing.silenceMillis) : failure;
        }
        finally {
            silence.end();
            this.closing.signal.removeEventListener("abort", abort);
            abort();
        }
    }
    async read(response, silence) {
        if (response.body === null)
            return;
        const parser = new EventParser({
            event: (event) => this.receive(event),
            retry: (millis) => this.backoff.setBase(millis),
        });
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (;;) {
            const { value, done } = await reader.read();
            if (done || this.isClosed)
                return;
            silence.broken();
            parser.push(value);
            this.caughtUp();
        }
    }
    /** A refused stream may only have to be opened again; then there is no need to say so. */
    async refusal(response) {
        const error = await SkipError.of(response);
        const isRenewable = this.source.forget(error);
        const isFirst = this.hasConnected;
        this.hasConnected = false;
        if (isRenewable && isFirst)
            return new Renewal(undefined);
        return isRenewable && error.status !== UNAUTHORIZED ? new Renewal(error) : error;
    }
    waitAfter(failure) {
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
    disconnected(error) {
        if (this.isClosed)
            return;
        this.become(this.current.data === undefined ? "connecting" : "stale", error);
    }
    receive(event) {
        if (this.isClosed)
            return;
        if (event.name === "error") {
            this.lastId = "";
            this.become("failed", new SkipError(SkipError.problem(event.data, 500)));
        }
        else if (event.name === "init" || event.name === "update") {
            const entries = parse(event.data);
            const data = this.current.data ?? Contents.of([]);
            this.lastId = event.id;
            this.replace(event.name === "init" ? data.replacedBy(entries) : data.with(entries));
        }
    }
    /** Whoever resumes and has missed nothing gets no event: the connection says enough. */
    caughtUp() {
        if (this.lastId !== "" && this.current.status === "stale")
            this.become("live", undefined);
    }
    replace({ contents, changes }) {
        if (contents !== this.current.data || this.current.status !== "live") {
            this.tell({ data: contents, status: "live", error: undefined }, changes);
        }
    }
    become(status, error) {
        if (status !== this.current.status || error !== this.current.error) {
            this.tell({ data: this.current.data, status, error }, []);
        }
    }
    tell(state, changes) {
        this.current = Object.freeze(state);
        for (const listener of [...this.listeners]) {
            try {
                listener({ state, changes });
            }
            catch (error) {
                report(error); // It is the listener's mistake: others go on.
            }
        }
    }
    pause(millis) {
        return new Promise((resolve) => {
            const end = () => {
                clearTimeout(timer);
                this.closing.signal.removeEventListener("abort", end);
                resolve();
            };
            const timer = setTimeout(end, millis);
            this.closing.signal.addEventListener("abort", end);
        });
    }
}
/** Reports an error as any uncaught one. */
function report(error) {
    if (typeof globalThis.reportError === "function")
        globalThis.reportError(error);
    else {
        queueMicrotask(() => {
            throw error;
        });
    }
}
/** Notices when nothing has been heard for too long. */
class Silence {
    millis;
    passed;
    hasPassed = false;
    timer;
    constructor(millis, passed) {
        this.millis = millis;
        this.passed = passed;
        this.broken();
    }
    /** Something was heard. */
    broken() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            this.hasPassed = true;
            this.passed();
        }, this.millis);
    }
    end() {
        clearTimeout(this.timer);
    }
}
const UNAUTHORIZED = 401;
/** Whether the same request is going to be refused again, so far as the answer says. */
function isFinal(error) {
    return error.status >= 400 && error.status < 500 && ![408, 425, 429].includes(error.status);
}
function closedError() {
    return new SkipError({ status: 0, type: "closed", detail: "the collection was closed" });
}
function silentError(millis) {
    const detail = `the service has sent nothing for ${millis} ms`;
    return new SkipError({ status: 0, type: "unreachable", detail });
}
