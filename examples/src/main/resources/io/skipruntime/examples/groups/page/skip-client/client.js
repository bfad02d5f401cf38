import { timingOf, USUAL_TIMING } from "./backoff.js";
import { sendCommand } from "./command.js";
import { Contents } from "./contents.js";
import { SkipError } from "./error.js";
import { parse, text } from "./json.js";
import { LiveCollection } from "./live.js";
import { paramsJson } from "./service.js";
import { DirectTransport } from "./direct.js";
import { MultiplexedTransport } from "./multiplexer.js";
import { OpenedSource, ResourceSource } from "./source.js";
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
export class SkipClient {
    options;
    timing;
    transport;
    /**
     * A client.
     *
     * @throws RangeError if a time of `timing` is less than a millisecond
     */
    constructor(options) {
        this.options = options;
        this.timing = timingOf(options.timing);
        const direct = new DirectTransport(this.connect, this.timing.silenceMillis);
        this.transport =
            options.shareConnection === false
                ? direct
                : new MultiplexedTransport(this.connectAll, this.timing, direct, (message) => console.warn(message));
    }
    /** What a resource has now, or had after the commit of `options.at`. */
    async snapshot(resource, params, options = {}) {
        const path = `/v1/snapshot/${encodeURIComponent(resource)}${versionQuery(options)}`;
        const response = await this.control("POST", path, paramsJson(params), options);
        const entries = await jsonOf(response);
        return Contents.of(entries);
    }
    /** The values that a resource has for a key now, or had `at`; none if the key is not there. */
    async lookup(resource, key, params, options = {}) {
        const path = `/v1/snapshot/${encodeURIComponent(resource)}/lookup${versionQuery(options)}`;
        const body = { key: key, params: paramsJson(params) };
        const response = await this.control("POST", path, body, options);
        return (await jsonOf(response));
    }
    /**
     * Writes entries of an input. No values delete a key; of a key that is given twice, the last
     * counts.
     *
     * @returns the watermark, for reads that must see the write
     */
    async update(input, entries, options = {}) {
        const path = `/v1/inputs/${encodeURIComponent(input)}`;
        return this.write(path, entries, options);
    }
    /**
     * Writes entries of several inputs, wholly or not at all.
     *
     * @returns the watermark, for reads that must see the write
     */
    async updateAll(entries, options = {}) {
        return this.write("/v1/inputs", entries, options);
    }
    /** Opens a stream that any client can follow, and gives its identifier. */
    async openStream(resource, params, options = {}) {
        const path = `/v1/streams/${encodeURIComponent(resource)}`;
        const response = await this.control("POST", path, paramsJson(params), options);
        const identifier = await response.text();
        if (!/^[^\s<>]+$/.test(identifier))
            throw SkipError.unexpected(response, "an identifier");
        return identifier;
    }
    /** Ends a stream for all who follow it. */
    async deleteStream(identifier, options = {}) {
        await this.control("DELETE", `/v1/streams/${identifier}`, undefined, options);
    }
    /**
     * Runs a command once: it is sent under an idempotency key, and again under the same one if there
     * is no answer.
     *
     * @throws SkipError of type `command-refused`, with the reason as its `detail` and the status 403,
     *     409 or 422, if the command refuses; nothing has changed then
     */
    async command(name, ...[params, options]) {
        const how = (options ?? {});
        const isOfControl = how.through === "control";
        const { streaming, headers, controlHeaders } = this.options;
        const address = isOfControl ? this.controlAddress() : streaming;
        return sendCommand((request) => this.fetch(join(address, `/v1/commands/${encodeURIComponent(name)}`), request), () => headersOf(isOfControl ? controlHeaders : headers), paramsJson(params), how);
    }
    /** Follows a resource until the live collection is closed. */
    follow(resource, ...[params, options]) {
        const how = options;
        const source = this.source(resource, paramsJson(params), how?.through);
        return new LiveCollection(source, this.timing);
    }
    source(resource, params, through) {
        const { openStream, control } = this.options;
        const usual = openStream === undefined ? "resource" : "stream";
        if ((through ?? usual) === "resource") {
            return new ResourceSource({ resource, params }, this.transport);
        }
        if (openStream === undefined)
            this.controlAddress();
        const open = (signal) => openStream === undefined
            ? this.openStream(resource, params, { signal })
            : openStream(resource, params, signal);
        const remove = (identifier) => {
            // A stream that nobody follows ends by itself, so nothing is lost if it cannot be deleted.
            if (control !== undefined)
                void this.deleteStream(identifier).catch(() => { });
        };
        return new OpenedSource(open, remove, this.transport);
    }
    connect = async (path, lastId, signal) => {
        const headers = await this.streamHeaders();
        if (lastId !== "")
            headers.set("Last-Event-ID", lastId);
        const address = join(this.options.streaming, path);
        return this.fetch(address, { headers, signal, cache: "no-store" });
    };
    /** Asks for several streams: in the address, which needs no preflight, unless they are many. */
    connectAll = async (streams, signal) => {
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
    async streamHeaders() {
        const headers = new Headers(await headersOf(this.options.headers));
        headers.set("Accept", "text/event-stream");
        const { silenceMillis } = this.timing;
        if (silenceMillis < USUAL_TIMING.silenceMillis) {
            const seconds = Math.max(1, Math.floor(silenceMillis / 3_000));
            headers.set("Skip-Heartbeat-Seconds", `${seconds}`);
        }
        return headers;
    }
    async write(path, body, options) {
        const response = await this.control("PATCH", path, body, options);
        const text = await response.text();
        const watermark = response.headers.get("Skip-Watermark");
        if (watermark === null && text.trimStart().startsWith("<")) {
            throw SkipError.unexpected(response, "that of a write");
        }
        return watermark ?? "";
    }
    async control(method, path, body, { signal, minWatermark }) {
        const address = join(this.controlAddress(), path);
        const headers = new Headers(await headersOf(this.options.controlHeaders));
        if (body !== undefined)
            headers.set("Content-Type", "application/json");
        if (minWatermark !== undefined)
            headers.set("Skip-Min-Watermark", minWatermark);
        const request = { method, headers };
        if (body !== undefined)
            request.body = text(body);
        if (signal !== undefined)
            request.signal = signal;
        let response;
        try {
            response = await this.fetch(address, request);
        }
        catch (cause) {
            if (signal?.aborted)
                throw signal.reason;
            throw SkipError.unreachable(cause);
        }
        if (!response.ok)
            throw await SkipError.of(response);
        return response;
    }
    controlAddress() {
        const { control } = this.options;
        if (control === undefined) {
            throw new TypeError("the client has no address of control: new SkipClient({streaming, control})");
        }
        return control;
    }
    fetch(address, request) {
        return (this.options.fetch ?? globalThis.fetch)(address, request);
    }
}
/** The query of a read: which version it is of, if not the present one. */
function versionQuery({ at }) {
    return at === undefined ? "" : `?at=${encodeURIComponent(at)}`;
}
/** The JSON of an answer, of which a service's always is an array. */
async function jsonOf(response) {
    const text = await response.text();
    try {
        const json = parse(text);
        if (Array.isArray(json))
            return json;
    }
    catch (error) {
        if (error instanceof RangeError)
            throw error;
    }
    throw SkipError.unexpected(response, "JSON");
}
async function headersOf(source = {}) {
    return typeof source === "function" ? source() : source;
}
function join(address, path) {
    return address.replace(/\/+$/, "") + path;
}
