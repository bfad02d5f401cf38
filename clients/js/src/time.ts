/**
 * Times that come from outside: options, headers and fields of a stream.
 *
 * A timer of JavaScript holds 31 bits of milliseconds and fires at once when it is given more, so
 * that every time is bounded before a timer gets it.
 */

/** The longest time that a timer takes: 24 days and some. */
const MAX_MILLIS = 2 ** 31 - 1;

/** The longest time that a service can keep a client waiting by `Retry-After`. */
const MAX_RETRY_AFTER_MILLIS = 3_600_000;

/** A time that a timer takes: none below 0, and none longer than 24 days. */
export function bounded(millis: number): number {
  return Math.min(Math.max(millis, 0), MAX_MILLIS);
}

/**
 * A time that an option gives, bounded.
 *
 * @param name of the option
 * @param least the shortest time that makes sense
 * @throws RangeError if the time is shorter, or is none
 */
export function optionMillis(name: string, millis: number, least: number): number {
  if (!(millis >= least)) throw new RangeError(`${name} must be at least ${least}: ${millis}`);
  return bounded(millis);
}

/** The time that a `Retry-After` header asks for, at most an hour; `undefined` if it has none. */
export function retryAfterMillis(header: string | null, now = Date.now()): number | undefined {
  const text = header?.trim() ?? "";
  const millis = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(millis) ? undefined : Math.min(Math.max(millis, 0), MAX_RETRY_AFTER_MILLIS);
}
