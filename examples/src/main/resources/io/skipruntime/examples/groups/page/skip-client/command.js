import { SkipError } from "./error.js";
import { parse, text } from "./json.js";
import { bounded } from "./time.js";
const MOST_REQUESTS = 4;
const FIRST_PAUSE_MILLIS = 100;
const UNAVAILABLE = 503;
/**
 * Sends a command, and again under its key as long as it is not known whether it was carried out: if
 * there was no answer, and after a 503. Any other answer is final.
 *
 * @param send makes the request
 * @throws SkipError if the command refuses (`command-refused`, with the reason as `detail`), or the
 *     last request had no answer
 */
export async function sendCommand(send, headers, params, { idempotencyKey = randomKey(), signal }) {
    const body = text(params);
    for (let count = 1;; count++) {
        try {
            return await sendOnce(send, await headers(), body, idempotencyKey, signal);
        }
        catch (failure) {
            if (signal?.aborted)
                throw signal.reason;
            if (!(failure instanceof SkipError) || !isOpen(failure) || count === MOST_REQUESTS) {
                throw failure;
            }
            await pause(Math.max(failure.retryAfterMillis ?? 0, FIRST_PAUSE_MILLIS * 2 ** count), signal);
        }
    }
}
async function sendOnce(send, given, body, key, signal) {
    const headers = new Headers(given);
    headers.set("Content-Type", "application/json");
    headers.set("Idempotency-Key", key);
    const request = { method: "POST", headers, body };
    if (signal !== undefined)
        request.signal = signal;
    let response;
    let answer;
    try {
        response = await send(request);
        if (!response.ok)
            throw await SkipError.of(response);
        answer = await response.text();
    }
    catch (cause) {
        throw cause instanceof SkipError ? cause : SkipError.unreachable(cause);
    }
    const watermark = response.headers.get("Skip-Watermark");
    if (watermark === null)
        throw SkipError.unexpected(response, "that of a command");
    try {
        return { result: parse(answer), watermark };
    }
    catch (error) {
        if (error instanceof RangeError)
            throw error;
        throw SkipError.unexpected(response, "JSON");
    }
}
/** Whether the command may have been carried out, or may be if it is sent again. */
function isOpen(error) {
    return error.type === "unreachable" || error.status === UNAVAILABLE;
}
function pause(millis, signal) {
    return new Promise((resolve, reject) => {
        const abort = () => {
            clearTimeout(timer);
            reject(signal?.reason);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener("abort", abort);
            resolve();
        }, bounded(millis));
        signal?.addEventListener("abort", abort, { once: true });
    });
}
/** A key that no other request has; `crypto.randomUUID` is for pages by HTTPS only. */
function randomKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
/** Whether a version is at least as late as another one of the same epoch. */
export function hasReached(version, watermark) {
    if (version === undefined)
        return false;
    const [epoch, tick] = divided(version);
    const [wantedEpoch, wantedTick] = divided(watermark);
    return epoch === wantedEpoch && tick >= wantedTick;
}
function divided(version) {
    const slash = version.lastIndexOf("/");
    return [version.slice(0, slash), Number(version.slice(slash + 1))];
}
