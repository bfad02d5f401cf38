import { optionMillis } from "./time.js";
export const USUAL_TIMING = {
    retryMillis: 1_000,
    maxRetryMillis: 30_000,
    silenceMillis: 75_000,
};
/**
 * The times of options, bounded, with the usual ones for those that are not given.
 *
 * @throws RangeError if one is less than a millisecond, or no number
 */
export function timingOf(given = {}) {
    const time = (name) => optionMillis(`timing.${name}`, given[name] ?? USUAL_TIMING[name], 1);
    return {
        retryMillis: time("retryMillis"),
        maxRetryMillis: time("maxRetryMillis"),
        silenceMillis: time("silenceMillis"),
    };
}
/** The least that a server can make clients wait, so that none asks without a pause. */
const LEAST_BASE_MILLIS = 100;
/**
 * How long to wait before the next attempt: twice as long after each one that failed, and somewhere
 * between the half and the whole of that, so that clients that lost their server at the same moment
 * do not come back at the same moment.
 */
export class Backoff {
    timing;
    random;
    failures = 0;
    base;
    constructor(timing, random = Math.random) {
        this.timing = timing;
        this.random = random;
        this.base = timing.retryMillis;
    }
    /** The server says how long a first attempt is to wait; that is never no time at all. */
    setBase(millis) {
        const least = Math.min(LEAST_BASE_MILLIS, this.timing.retryMillis);
        this.base = Math.min(Math.max(millis, least), this.timing.maxRetryMillis);
    }
    /** A connection was made. */
    succeeded() {
        this.failures = 0;
    }
    /** The time until the next attempt. */
    next() {
        return this.jittered(this.base * 2 ** Math.min(this.failures++, 30));
    }
    /** The time until the next attempt after a refusal that will hardly change soon. */
    longest() {
        this.failures++;
        return this.jittered(this.timing.maxRetryMillis);
    }
    jittered(millis) {
        return Math.min(millis, this.timing.maxRetryMillis) * (0.5 + this.random() / 2);
    }
}
