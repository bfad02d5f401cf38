import { optionMillis } from "./time.js";

/**
 * How a live collection waits. All times are in milliseconds and at least 1; those of more than 24
 * days, such as `Infinity`, count as 24 days.
 */
export interface Timing {
  /** Before the first attempt to connect again, until the server says otherwise. */
  readonly retryMillis: number;
  /** The longest time between attempts. */
  readonly maxRetryMillis: number;
  /**
   * How long a connection may be silent before it counts as broken. A server sends something every
   * 30 seconds unless it is told otherwise; where this time is shorter than the usual 75 seconds,
   * it is asked for three heartbeats within it, and for one a second at most.
   */
  readonly silenceMillis: number;
}

export const USUAL_TIMING: Timing = {
  retryMillis: 1_000,
  maxRetryMillis: 30_000,
  silenceMillis: 75_000,
};

/**
 * The times of options, bounded, with the usual ones for those that are not given.
 *
 * @throws RangeError if one is less than a millisecond, or no number
 */
export function timingOf(given: Partial<Timing> = {}): Timing {
  const time = (name: keyof Timing): number =>
    optionMillis(`timing.${name}`, given[name] ?? USUAL_TIMING[name], 1);
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
  private failures = 0;
  private base: number;

  constructor(
    private readonly timing: Timing,
    private readonly random: () => number = Math.random,
  ) {
    this.base = timing.retryMillis;
  }

  /** The server says how long a first attempt is to wait; that is never no time at all. */
  setBase(millis: number): void {
    const least = Math.min(LEAST_BASE_MILLIS, this.timing.retryMillis);
    this.base = Math.min(Math.max(millis, least), this.timing.maxRetryMillis);
  }

  /** A connection was made. */
  succeeded(): void {
    this.failures = 0;
  }

  /** The time until the next attempt. */
  next(): number {
    return this.jittered(this.base * 2 ** Math.min(this.failures++, 30));
  }

  /** The time until the next attempt after a refusal that will hardly change soon. */
  longest(): number {
    this.failures++;
    return this.jittered(this.timing.maxRetryMillis);
  }

  private jittered(millis: number): number {
    return Math.min(millis, this.timing.maxRetryMillis) * (0.5 + this.random() / 2);
  }
}
