import { Backoff } from "./backoff.js";
import { Contents } from "./contents.js";
import { SkipError } from "./error.js";
import { Currency } from "./currency.js";
import { parse } from "./json.js";
import { Silence } from "./silence.js";
import { Refusal, SharedFailure } from "./source.js";
import { bounded } from "./time.js";
import { onWake } from "./wake.js";
const CONNECTING = {
    data: undefined,
    status: "connecting",
    error: undefined,
};
/** What is known before the first answer. */
export function connecting() {
    return CONNECTING;
}
/** A refused request that another one may do better than. */
class Renewal extends Error {
    refusal;
    isFirst;
    /** @param isFirst whether nothing speaks against another request at once */
    constructor(refusal, isFirst) {
        super("the stream has to be opened again");
        this.refusal = refusal;
        this.isFirst = isFirst;
    }
}
/**
 * A resource's collection that is kept up to date until it is closed.
 *
 * It has one connection at a time. When that ends it makes another one and goes on from the last
 * event that it has seen (`Last-Event-ID`); what changed meanwhile is one change. `lastId` is that
 * event's id exactly while the data are what the service had at it, so it is forgotten when the
 * resource fails. The data are `live` when the service has said on this connection that they are
 * what it has ({@link Currency}), and not before: events that come until then are `held`, so that
 * they are told together with that, or at the end of what has arrived if it does not say so.
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
    currency = new Currency(false);
    held = [];
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
    /** The version of the data; `undefined` if there are none, or it is not known. */
    get watermark() {
        const parts = /^([^./]+)[^/]*\/(\d+)$/.exec(this.lastId);
        return parts === null ? undefined : `${parts[1]}/${parts[2]}`;
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
     * Waits for the first data, and until they are what the service has; if they were that before, it
     * does not wait.
     *
     * @throws SkipError if the resource has failed, or the collection is closed before
     */
    ready() {
        return new Promise((resolve, reject) => {
            const look = ({ data, status, error }) => {
                if (data !== undefined && error?.type !== CATCHING_UP)
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
                this.disconnected(endedError());
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
            const connecting = this.source.connect(this.lastId, connection.signal);
            const connected = await unlessAborted(connecting, connection.signal);
            silence.end();
            await connected.read(this.handler());
        }
        catch (failure) {
            const reason = silence.reason(failure);
            throw reason instanceof Refusal ? this.refused(reason.error) : reason;
        }
        finally {
            silence.end();
            this.closing.signal.removeEventListener("abort", abort);
            abort();
        }
    }
    handler() {
        this.currency = new Currency(this.lastId !== "");
        this.held = [];
        return {
            event: (event) => this.receive(event),
            retry: (millis) => this.backoff.setBase(millis),
            comment: (text) => this.comment(text),
            arrived: () => this.release(),
            behind: () => this.behind(),
        };
    }
    /** A refused stream may only have to be opened again, at once if the one before was accepted. */
    refused(error) {
        const isRenewable = this.source.forget(error);
        const isFirst = this.hasConnected;
        this.hasConnected = false;
        const isRenewed = isRenewable && (isFirst || error.status !== UNAUTHORIZED);
        return isRenewed ? new Renewal(error, isFirst) : error;
    }
    waitAfter(failure) {
        if (failure instanceof Renewal) {
            this.disconnected(failure.refusal);
            return failure.isFirst ? 0 : this.backoff.next();
        }
        if (failure instanceof SharedFailure) {
            this.disconnected(failure.error);
            return failure.waitMillis;
        }
        const error = failure instanceof SkipError ? failure : SkipError.unreachable(failure);
        if (isFinal(error) || error.type === UNREADABLE) {
            this.lastId = "";
            this.become("failed", error);
            return error.type === FORBIDDEN ? Infinity : this.backoff.longest();
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
        if (event.name === "error")
            this.fail(new SkipError(SkipError.problem(event.data, 500)));
        if (event.name !== "init" && event.name !== "update")
            return;
        if (event.name === "update" && !this.currency.hasContents)
            throw differenceError();
        this.accepted();
        this.currency.received();
        this.held.push(event);
        if (!this.currency.isAwaited)
            this.release();
    }
    /** The resource has failed, or the stream is none that the service knows any more. */
    fail(error) {
        this.release();
        this.lastId = "";
        this.currency.failed();
        if (error.type === UNKNOWN_STREAM || isEndOfPermission(error))
            throw this.refused(error);
        this.accepted();
        this.become("failed", error);
    }
    comment(text) {
        if (this.isClosed)
            return;
        this.currency.comment(text);
        if (!this.currency.isCurrent)
            return;
        this.accepted();
        this.release();
        if (this.current.data !== undefined)
            this.become("live", undefined);
    }
    behind() {
        this.release();
        this.currency = new Currency(this.lastId !== "");
        this.currency.comment("signs current");
        if (this.current.status === "live")
            this.become("stale", catchingUpError());
    }
    /** The service has something to say about the resource: the next refusal is a first one. */
    accepted() {
        this.hasConnected = true;
        this.backoff.succeeded();
    }
    /** Applies the events that are held; the last of them may be what the service has now. */
    release() {
        for (let event = this.held.shift(); event !== undefined; event = this.held.shift()) {
            if (this.isClosed)
                return;
            this.apply(event, this.currency.isCurrent && this.held.length === 0);
        }
    }
    apply(event, isLast) {
        const data = this.current.data ?? Contents.of([]);
        let difference;
        try {
            const entries = parse(event.data);
            difference = event.name === "init" ? data.replacedBy(entries) : data.with(entries);
        }
        catch (cause) {
            throw unreadableError(cause);
        }
        this.lastId = event.id;
        this.replace(difference, isLast);
    }
    replace({ contents, changes }, isLast) {
        const { data, status, error } = this.current;
        const isFailed = status === "failed";
        const next = isLast
            ? { data: contents, status: "live", error: undefined }
            : isFailed
                ? { data: contents, status, error }
                : { data: contents, status: "stale", error: error ?? catchingUpError() };
        if (contents !== data || next.status !== status)
            this.tell(next, changes);
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
    /** Waits, but no longer than for `Retry-After` when another attempt may do better. */
    pause(millis) {
        return new Promise((resolve) => {
            const leastEnd = Date.now() + (this.current.error?.retryAfterMillis ?? 0);
            const end = () => {
                clearTimeout(timer);
                this.closing.signal.removeEventListener("abort", end);
                asleep();
                resolve();
            };
            let timer = setTimeout(end, bounded(millis));
            const asleep = onWake(() => {
                this.backoff.succeeded();
                clearTimeout(timer);
                timer = setTimeout(end, bounded(leastEnd - Date.now()));
            });
            this.closing.signal.addEventListener("abort", end);
        });
    }
}
/** What is promised, or a failure as soon as the signal is given: not every hook heeds one. */
function unlessAborted(promised, signal) {
    return new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason);
        signal.addEventListener("abort", abort);
        promised.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
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
const UNAUTHORIZED = 401;
const UNKNOWN_STREAM = "unknown-stream";
const FORBIDDEN = "forbidden";
const UNREADABLE = "unreadable";
const CATCHING_UP = "catching-up";
/** Whether the stream ends because its user may not follow it any more. */
function isEndOfPermission(error) {
    return error.type === FORBIDDEN || error.type === "unauthorized";
}
/** Whether the same request is going to be refused again, so far as the answer says. */
function isFinal(error) {
    return error.status >= 400 && error.status < 500 && ![408, 425, 429].includes(error.status);
}
function closedError() {
    return new SkipError({ status: 0, type: "closed", detail: "the collection was closed" });
}
function endedError() {
    const detail = "the connection to the service has ended";
    return new SkipError({ status: 0, type: "unreachable", detail });
}
function catchingUpError() {
    const detail = "the service has not said yet that the data are what it has";
    return new SkipError({ status: 0, type: CATCHING_UP, detail });
}
function differenceError() {
    const detail = "the stream begins with a difference, and not with all data";
    return new SkipError({ status: 0, type: "unexpected-answer", detail });
}
function unreadableError(cause) {
    const detail = `an event cannot be read: ${cause instanceof Error ? cause.message : cause}`;
    return new SkipError({ status: 0, type: UNREADABLE, detail }, { cause });
}
