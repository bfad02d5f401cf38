import { Backoff } from "./backoff.js";
import { readEvents, requireEventStream } from "./direct.js";
import { SkipError } from "./error.js";
import { parse, text } from "./json.js";
import { Silence } from "./silence.js";
import { Refusal, SharedFailure } from "./source.js";
/** The number of streams that a service sends over one connection unless it is told otherwise. */
const MOST_STREAMS = 100;
/** The time to wait for others to come or go, so that one request is for all of them. */
const GATHER_MILLIS = 5;
/** That time after a connection has ended: its streams come back at once, and a busy page is slow. */
const GATHER_AGAIN_MILLIS = 50;
/** The time that a stream nobody follows any more may go on, if nothing else makes a request. */
const DROP_MILLIS = 5_000;
/** The time after which a service that could not do it is asked again. */
const ASK_AGAIN_MILLIS = 60_000;
/** The time within which a service says over a new connection that those are current that were. */
const SETTLE_MILLIS = 2_000;
const TOO_MANY = [413, 414, 422, 431];
const PASSING = [408, 425, 429];
const NO_SUCH_ROUTE = [404, 405, 501];
/** A stream that somebody follows over the connection. */
class Member {
    name;
    wanted;
    lastId;
    handler;
    waiting = [];
    accept = () => { };
    end = () => { };
    ended = new Promise((_, reject) => (this.end = reject));
    /** The connection that it is to be had from; fails if it is refused. */
    accepted;
    /** Whether the service has said over this connection that the client is current, or failed. */
    isSettled = false;
    constructor(name, wanted, lastId) {
        this.name = name;
        this.wanted = wanted;
        this.lastId = lastId;
        this.ended.catch(() => { }); // Nobody may be reading yet.
        const first = new Promise((resolve) => (this.accept = resolve));
        this.accepted = Promise.race([first, this.ended]);
    }
    /** The stream as a request names it. */
    asked() {
        const id = this.lastId === "" ? {} : { id: this.lastId };
        return { name: this.name, ...this.wanted, ...id };
    }
    read(handler) {
        this.handler = handler;
        for (const each of this.waiting.splice(0))
            this.tell(each);
        return this.ended;
    }
    /** The service has the stream: it may be read, and what comes until then waits. */
    isThere() {
        this.isSettled = false;
        this.accept(this);
        this.tell((handler) => handler.comment("signs current"));
    }
    tell(what) {
        if (this.handler === undefined) {
            this.waiting.push(what);
            return;
        }
        try {
            what(this.handler);
        }
        catch (failure) {
            this.fail(failure); // It is that of one stream: others go on.
        }
    }
    fail(failure) {
        this.end(failure);
    }
}
/** The service refuses a request for several streams as a whole. */
class WholeRefusal extends Refusal {
    size;
    constructor(error, size) {
        super(error);
        this.size = size;
    }
    /** Whether the same request is going to be refused again. */
    get isForGood() {
        const { status } = this.error;
        return status >= 400 && status < 500 && !PASSING.includes(status);
    }
    /** Whether fewer streams may be accepted. */
    get isTooMany() {
        return this.size > 1 && TOO_MANY.includes(this.error.status);
    }
}
/** One request for several streams, and what comes of it. */
class Link {
    members;
    aborting = new AbortController();
    held;
    constructor(members) {
        this.members = members;
    }
    get signal() {
        return this.aborting.signal;
    }
    /** Keeps what comes from now on, until it is known whether another link takes over. */
    hold() {
        this.held ??= [];
    }
    /** No other link takes over. */
    goOn() {
        const held = this.held ?? [];
        this.held = undefined;
        for (const each of held)
            each();
    }
    /** Does something of what has come, now or when it is held no more. */
    act(what) {
        if (this.signal.aborted)
            return;
        if (this.held === undefined)
            what();
        else
            this.held.push(what);
    }
    close() {
        this.held = undefined;
        this.aborting.abort();
    }
}
/**
 * Streams over one connection, each with its own id, refusals and end.
 *
 * When streams come or go, another connection is made with all of them, each from its last event
 * on. What the one before brings meanwhile is held: if the new one takes over, it brings the same
 * and what is newer; if it does not come about, the one before goes on.
 *
 * - `members` has the streams that are wanted, by the names they have in requests
 * - `link` is what events come from; `opening` is what shall take over
 * - a member that is in neither of the two is asked for by the next request
 */
export class Multiplexer {
    request;
    timing;
    members = new Map();
    backoff;
    link;
    opening;
    timer;
    dueMillis = Infinity;
    gatherMillis = GATHER_MILLIS;
    names = 0;
    constructor(request, timing) {
        this.request = request;
        this.timing = timing;
        this.backoff = new Backoff(timing);
    }
    /** The number of streams. */
    get size() {
        return this.members.size;
    }
    /**
     * Follows one more stream, until the signal is given.
     *
     * @throws Refusal if the service refuses it, or all
     * @throws SharedFailure if the connection cannot be made
     */
    join(wanted, lastId, signal) {
        const member = new Member((this.names++).toString(36), wanted, lastId);
        this.members.set(member.name, member);
        const leave = () => this.leave(member, signal.reason);
        signal.addEventListener("abort", leave, { once: true });
        this.renewWithin(this.gatherMillis);
        return member.accepted;
    }
    leave(member, reason) {
        if (this.members.delete(member.name))
            this.renewWithin(DROP_MILLIS);
        member.fail(reason);
        if (this.members.size > 0)
            return;
        clearTimeout(this.timer);
        this.dueMillis = Infinity;
        this.close();
    }
    close() {
        this.opening?.close();
        this.link?.close();
        this.opening = this.link = undefined;
    }
    /** Makes another connection, soon. */
    renewWithin(millis) {
        const due = Date.now() + millis;
        if (due >= this.dueMillis)
            return;
        clearTimeout(this.timer);
        this.dueMillis = due;
        this.timer = setTimeout(() => {
            this.dueMillis = Infinity;
            void this.renew();
        }, millis);
    }
    async renew() {
        if (this.members.size === 0)
            return;
        this.opening?.close();
        this.link?.hold();
        const link = new Link(new Map(this.members));
        this.opening = link;
        try {
            const response = await this.open(link);
            if (link.signal.aborted)
                return;
            this.takeOver(link);
            await this.read(link, response);
            throw endedError();
        }
        catch (failure) {
            if (!link.signal.aborted)
                this.broken(link, failure);
        }
    }
    /**
     * Asks for the streams; waits for the head of the answer.
     *
     * @throws WholeRefusal if the service refuses all of them
     */
    async open(link) {
        const silence = new Silence(this.timing.silenceMillis, () => link.close());
        const asked = text([...link.members.values()].map((member) => member.asked()));
        try {
            const response = await this.request(asked, link.signal);
            await requireEventStream(response);
            return response;
        }
        catch (failure) {
            const reason = silence.reason(failure instanceof Refusal ? new WholeRefusal(failure.error, link.members.size) : failure);
            if (link.signal.aborted && this.opening === link)
                this.broken(link, reason);
            throw reason;
        }
        finally {
            silence.end();
        }
    }
    takeOver(link) {
        this.link?.close();
        this.link = link;
        this.opening = undefined;
        this.gatherMillis = GATHER_MILLIS;
        for (const member of this.membersOf(link))
            member.isThere();
        setTimeout(() => this.lookForSigns(link), SETTLE_MILLIS);
    }
    /** What a service has said over one connection does not hold for ever over the next one. */
    lookForSigns(link) {
        if (this.link !== link)
            return;
        for (const member of this.membersOf(link)) {
            if (!member.isSettled)
                member.tell((handler) => handler.behind());
        }
    }
    async read(link, response) {
        const handler = {
            event: (event) => link.act(() => this.receive(event)),
            retry: (millis) => this.backoff.setBase(millis),
            comment: () => { },
        };
        const arrived = () => link.act(() => {
            for (const member of this.membersOf(link))
                member.tell((each) => each.arrived());
        });
        const cancelled = () => void response.body?.cancel().catch(() => { });
        link.signal.addEventListener("abort", cancelled);
        await readEvents(response, handler, this.timing.silenceMillis, arrived);
    }
    /** Tells an event to the stream that it is of: its first line is the name of that. */
    receive({ name, id, data }) {
        const end = data.indexOf("\n");
        const first = end < 0 ? data : data.slice(0, end);
        const rest = end < 0 ? "" : data.slice(end + 1);
        const member = this.members.get(parse(first));
        if (member === undefined)
            return; // nobody follows it any more
        this.backoff.succeeded();
        if (name === "end") {
            this.drop(member, new Refusal(new SkipError(SkipError.problem(rest, 500))));
        }
        else if (name === "current") {
            member.isSettled = true;
            member.tell((handler) => handler.comment("current"));
        }
        else {
            if (name === "init" || name === "update")
                member.lastId = id;
            if (name === "error") {
                member.lastId = "";
                member.isSettled = true;
            }
            member.tell((handler) => handler.event({ name, id, data: rest }));
        }
    }
    drop(member, failure) {
        this.members.delete(member.name);
        member.fail(failure);
    }
    /** A connection has ended, or did not come about. */
    broken(link, failure) {
        link.close();
        if (this.opening === link)
            this.opening = undefined;
        else
            this.link = undefined;
        const other = (this.opening ?? this.link)?.members;
        const reason = this.reason(failure);
        this.gatherMillis = GATHER_AGAIN_MILLIS;
        for (const member of this.membersOf(link)) {
            if (!other?.has(member.name))
                this.drop(member, reason);
        }
        if (this.opening === undefined)
            this.link?.goOn();
    }
    /** What streams are told when their connection has ended; they try again at the same time. */
    reason(failure) {
        if (failure instanceof WholeRefusal && failure.isForGood)
            return failure;
        const known = failure instanceof Refusal ? failure.error : failure;
        const error = known instanceof SkipError ? known : SkipError.unreachable(known);
        return new SharedFailure(error, Math.max(this.backoff.next(), error.retryAfterMillis ?? 0));
    }
    membersOf(link) {
        return [...link.members.values()].filter((each) => this.members.has(each.name));
    }
}
function endedError() {
    const detail = "the connection to the service has ended";
    return new SkipError({ status: 0, type: "unreachable", detail });
}
/**
 * All streams of a client over few connections, or over connections of their own if the service
 * cannot send several over one.
 */
export class MultiplexedTransport {
    request;
    timing;
    direct;
    warn;
    multiplexers = [];
    unableUntil = 0;
    most = MOST_STREAMS;
    hasWarned = false;
    own = 0;
    /**
     * @param direct the way to streams of a service that cannot do better
     * @param warn tells the developer of what users may notice
     */
    constructor(request, timing, direct, warn) {
        this.request = request;
        this.timing = timing;
        this.direct = direct;
        this.warn = warn;
    }
    async connect(wanted, lastId, signal) {
        if (Date.now() >= this.unableUntil) {
            try {
                return await this.multiplexer().join(wanted, lastId, signal);
            }
            catch (failure) {
                if (!(failure instanceof WholeRefusal))
                    throw failure;
                if (failure.isTooMany) {
                    this.most = Math.min(this.most, Math.ceil(failure.size / 2));
                    return this.connect(wanted, lastId, signal);
                }
                if (!NO_SUCH_ROUTE.includes(failure.error.status))
                    throw failure;
                this.unableUntil = Date.now() + ASK_AGAIN_MILLIS;
            }
        }
        return this.alone(wanted, lastId, signal);
    }
    multiplexer() {
        let free = this.multiplexers.find((each) => each.size < this.most);
        if (free === undefined) {
            free = new Multiplexer(this.request, this.timing);
            this.multiplexers.push(free);
        }
        return free;
    }
    async alone(wanted, lastId, signal) {
        this.own++;
        signal.addEventListener("abort", () => this.own--, { once: true });
        if (this.own > 1 && !this.hasWarned) {
            this.hasWarned = true;
            this.warn("skip: the service cannot send several streams over one connection, so each live" +
                " collection takes one of its own. A browser has six to a host with HTTP/1.1, over all" +
                " its tabs, and what needs more waits; use HTTP/2, or a newer service.");
        }
        return this.direct.connect(wanted, lastId, signal);
    }
}
