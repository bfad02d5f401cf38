import { parse, text } from "./json.js";
import { connecting } from "./live.js";
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
    /**
     * The collections of a client.
     *
     * @throws RangeError if `lingerMillis` is negative or no number
     */
    constructor(client, lingerMillis = 1_000) {
        this.client = client;
        this.lingerMillis = optionMillis("lingerMillis", lingerMillis, 0);
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
    /** How many are open. */
    get size() {
        return this.shares.size;
    }
    open(key) {
        const [resource, params] = parse(key);
        const collection = this.client.follow(resource, params);
        const share = {
            collection: collection,
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
