import { parse, text } from "./json.js";
import { connecting } from "./live.js";
import { OverlaidCollection } from "./overlay.js";
import { paramsJson } from "./service.js";
import { optionMillis } from "./time.js";
/**
 * The live collections of one client, each shared by all who ask for the same resource with equal
 * parameters.
 *
 * - one is open while somebody holds it, and `lingerMillis` longer, so that who comes back at once
 *   finds it as it was
 * - `shares` has exactly those that are open
 */
export class SharedCollections {
    client;
    shares = new Map();
    lingerMillis;
    settleMillis;
    /**
     * The collections of a client.
     *
     * @param settleMillis how long what is expected of a command is shown after its answer, if the
     *     collection does not say before that it has got as far
     * @throws RangeError if a time is negative or no number
     */
    constructor(client, lingerMillis = 1_000, settleMillis = 2_000) {
        this.client = client;
        this.lingerMillis = optionMillis("lingerMillis", lingerMillis, 0);
        this.settleMillis = optionMillis("settleMillis", settleMillis, 0);
    }
    /** What is the same for two uses that share a collection. */
    static key(resource, params) {
        return text([resource, params]);
    }
    /** What is known of a collection now, whether it is open or not. */
    state(key) {
        return this.shares.get(key)?.collection.state ?? connecting();
    }
    /**
     * Holds a collection, and has `listener` called when its state changes, until the function that
     * is returned is called.
     */
    hold(key, listener) {
        const share = this.shares.get(key) ?? this.open(key);
        clearTimeout(share.closing);
        share.holders++;
        const unsubscribe = share.collection.subscribe(listener);
        let isHeld = true;
        return () => {
            if (!isHeld)
                return;
            isHeld = false;
            unsubscribe();
            if (--share.holders === 0) {
                share.closing = setTimeout(() => this.close(key, share), this.lingerMillis);
            }
        };
    }
    /**
     * Runs a command, and shows at once what is expected of it, in those collections that are open:
     * until it is refused or fails, or until they have got as far as its answer.
     *
     * @throws SkipError as {@link SkipClient.command} does
     */
    async command(name, params, expected, options) {
        const expectations = expected.flatMap(({ resource, params: of, entries }) => {
            const share = this.shares.get(SharedCollections.key(resource, paramsJson(of)));
            return share === undefined ? [] : [share.collection.expect(entries)];
        });
        try {
            const answer = await this.client.command(name, params, options);
            for (const each of expectations)
                each.confirm(answer.watermark);
            return answer;
        }
        catch (error) {
            for (const each of expectations)
                each.rollBack();
            throw error;
        }
    }
    /** How many are open. */
    get size() {
        return this.shares.size;
    }
    open(key) {
        const [resource, params] = parse(key);
        const collection = this.client.follow(resource, params);
        const live = collection;
        const share = {
            collection: new OverlaidCollection(live, this.settleMillis),
            holders: 0,
            closing: undefined,
        };
        this.shares.set(key, share);
        return share;
    }
    /** Closes all, for whoever holds them, too. */
    closeAll() {
        for (const [key, share] of this.shares)
            this.close(key, share);
    }
    close(key, share) {
        clearTimeout(share.closing);
        this.shares.delete(key);
        share.collection.close();
    }
}
