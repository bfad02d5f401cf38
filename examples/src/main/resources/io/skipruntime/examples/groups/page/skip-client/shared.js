import { parse, text } from "./json.js";
import { connecting } from "./live.js";
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
    lingerMillis;
    shares = new Map();
    constructor(client, lingerMillis = 1_000) {
        this.client = client;
        this.lingerMillis = lingerMillis;
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
    close(key, share) {
        this.shares.delete(key);
        share.collection.close();
    }
}
