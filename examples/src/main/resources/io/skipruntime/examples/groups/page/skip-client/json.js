/**
 * JSON values, read and written exactly, and their order.
 *
 * A whole number that a `number` cannot hold is a `bigint`, so that two keys of a service never
 * become one. Two values that are equal as JSON have the same {@link text}, and {@link compare}
 * is 0 for them: `1` and `1n` are equal, and so are objects whose members are in another order.
 */
/**
 * Numbers that may be whole and too large for a `number`: many digits, or an exponent. Only texts
 * with such take the slower way.
 */
const MAY_BE_LARGE = /\d{16}|\d[eE]\+?\d/;
/** The number of digits of the largest whole number that is read. */
const MAX_DIGITS = 10_000;
/** The number of digits that a service takes; zeros at the end of a whole number do not count. */
const MAX_WRITTEN_DIGITS = 1_000;
/**
 * Reads JSON.
 *
 * @throws SyntaxError if the text is not JSON
 * @throws RangeError if a number has more than 10,000 digits before its decimal point, or is too
 *     large for a `number` and not whole
 */
export function parse(text) {
    const value = JSON.parse(text);
    return MAY_BE_LARGE.test(text) ? new ExactReader(text).value() : value;
}
/** Reads text that is known to be JSON, with large whole numbers as they are. */
class ExactReader {
    static TOKEN = /[[\]{}:,]|"(?:[^"\\]|\\.)*"|[^\s[\]{}:,"]+/g;
    tokens;
    next = 0;
    constructor(text) {
        this.tokens = text.match(ExactReader.TOKEN) ?? [];
    }
    value() {
        const token = this.take();
        if (token === "[")
            return this.all("]", () => this.value());
        if (token === "{")
            return Object.fromEntries(this.all("}", () => this.member()));
        const value = JSON.parse(token);
        return typeof value === "number" && !Number.isSafeInteger(value)
            ? exactNumber(token, value)
            : value;
    }
    take() {
        return this.tokens[this.next++];
    }
    member() {
        const name = JSON.parse(this.take());
        this.take(); // the colon
        return [name, this.value()];
    }
    all(end, one) {
        const found = [];
        while (this.tokens[this.next] !== end) {
            found.push(one());
            if (this.tokens[this.next] === ",")
                this.next++;
        }
        this.next++;
        return found;
    }
}
/** What a text denotes: a `bigint` if it is whole, else the nearest `number`. */
function exactNumber(token, nearest) {
    const [, sign, whole, fraction, exponent] = NUMBER_PARTS.exec(token);
    const given = whole + (fraction ?? "");
    const digits = given.replace(/0+$/, "");
    const zeros = Number(exponent ?? 0) - (fraction ?? "").length + given.length - digits.length;
    const isWhole = zeros >= 0;
    if (isWhole ? digits.length + zeros > MAX_DIGITS : !Number.isFinite(nearest)) {
        throw new RangeError("a number is too large to be read");
    }
    return isWhole ? BigInt(sign + digits + "0".repeat(zeros)) : nearest;
}
const NUMBER_PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/**
 * The one text that all values have which are equal as JSON; it is JSON itself.
 *
 * @throws TypeError if the value is not JSON, such as `NaN`, a function or a `Date`
 */
export function text(value) {
    switch (typeof value) {
        case "string":
            return JSON.stringify(value);
        case "boolean":
            return String(value);
        case "bigint":
            return wholeText(value);
        case "number":
            return numberText(value);
        case "object":
            if (value === null)
                return "null";
            if (isArray(value))
                return `[${value.map(text).join(",")}]`;
            return `{${memberNames(value)
                .map((name) => `${JSON.stringify(name)}:${text(value[name])}`)
                .join(",")}}`;
        default:
            throw new TypeError(`${typeof value} is not JSON`);
    }
}
function numberText(value) {
    if (!Number.isFinite(value))
        throw new TypeError(`${value} is not JSON`);
    return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}
/** The digits of a whole number, with an exponent where a service would find them too many. */
function wholeText(value) {
    const digits = String(value);
    const zeros = digits.length > MAX_WRITTEN_DIGITS ? /0*$/.exec(digits)?.[0].length : 0;
    return zeros ? `${digits.slice(0, -zeros)}e${zeros}` : digits;
}
function isArray(value) {
    return Array.isArray(value);
}
/** The names of the members that are there, in their order. */
function memberNames(value) {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
        throw new TypeError(`${value.constructor.name} is not JSON; only plain objects are`);
    }
    return Object.keys(value)
        .filter((name) => value[name] !== undefined)
        .sort(compareStrings);
}
/**
 * The order that a service keeps keys in: null < false < true < numbers < strings < arrays <
 * objects. Strings are in the order of their code points; objects member by member, by name.
 *
 * @returns a negative number, zero or a positive number
 */
export function compare(a, b) {
    const kind = kindOf(a);
    const difference = kind - kindOf(b);
    if (difference !== 0)
        return difference;
    if (kind === NUMBER)
        return a === b || a == b ? 0 : a < b ? -1 : 1;
    if (kind === STRING)
        return compareStrings(a, b);
    if (kind === ARRAY)
        return compareArrays(a, b, compare);
    return kind === OBJECT ? compareObjects(a, b) : 0;
}
const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const ARRAY = 5;
const OBJECT = 6;
function kindOf(value) {
    switch (typeof value) {
        case "boolean":
            return value ? TRUE : FALSE;
        case "number":
        case "bigint":
            return NUMBER;
        case "string":
            return STRING;
        default:
            return value === null ? NULL : Array.isArray(value) ? ARRAY : OBJECT;
    }
}
/** UTF-16 has surrogates below U+E000 to U+FFFF although they stand for code points above. */
function compareStrings(a, b) {
    const length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i++) {
        const x = a.charCodeAt(i);
        const y = b.charCodeAt(i);
        if (x !== y)
            return rank(x) - rank(y);
    }
    return a.length - b.length;
}
function rank(unit) {
    return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
function compareArrays(a, b, compareElements) {
    const length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i++) {
        const difference = compareElements(a[i], b[i]);
        if (difference !== 0)
            return difference;
    }
    return a.length - b.length;
}
function compareObjects(a, b) {
    return compareArrays(memberNames(a), memberNames(b), (x, y) => compareStrings(x, y) || compare(a[x], b[y]));
}
