import { parse } from "./json.js";
import { retryAfterMillis } from "./time.js";
/** A request that a service refused or did not answer, or a resource that has failed. */
export class SkipError extends Error {
    name = "SkipError";
    status;
    type;
    title;
    detail;
    errorId;
    errors;
    retryAfterMillis;
    constructor(problem, options) {
        super(problem.detail, options);
        this.status = problem.status;
        this.type = problem.type;
        this.detail = problem.detail;
        this.errors = problem.errors ?? [];
        if (problem.title !== undefined)
            this.title = problem.title;
        if (problem.errorId !== undefined)
            this.errorId = problem.errorId;
        if (problem.retryAfterMillis !== undefined)
            this.retryAfterMillis = problem.retryAfterMillis;
    }
    /** A service that did not answer. */
    static unreachable(cause) {
        const reason = cause instanceof Error ? rootMessage(cause) : String(cause);
        const detail = `the service cannot be reached: ${reason}`;
        return new SkipError({ status: 0, type: "unreachable", detail }, { cause });
    }
    /** A success that is not what was asked for, such as the log-in page of a proxy. */
    static unexpected({ status, headers }, expected) {
        const type = headers.get("Content-Type") ?? "without a type";
        const detail = `the answer is not ${expected} but ${type}, of status ${status}; is it that of a proxy?`;
        return new SkipError({ status, type: "unexpected-answer", detail });
    }
    /** An answer that is not a success. */
    static async of(response) {
        const body = await response.text().catch(() => "");
        const problem = SkipError.problem(body, response.status);
        const millis = retryAfterMillis(response.headers.get("Retry-After"));
        return new SkipError(millis === undefined ? problem : { ...problem, retryAfterMillis: millis });
    }
    /** The problem that a document is about; where it is none, such as a proxy's page, its status. */
    static problem(document, status) {
        let json;
        try {
            json = parse(document);
        }
        catch {
            json = null;
        }
        const fields = (typeof json === "object" && json !== null ? json : {});
        const problem = {
            status: typeof fields.status === "number" ? fields.status : status,
            type: typeof fields.type === "string" ? fields.type : "about:blank",
            detail: fields.detail ?? fields.title ?? `the answer has status ${status}`,
        };
        return {
            ...problem,
            ...(fields.title === undefined ? {} : { title: fields.title }),
            ...(fields.errorId === undefined ? {} : { errorId: fields.errorId }),
            ...(Array.isArray(fields.errors) ? { errors: fields.errors } : {}),
        };
    }
}
/** Node says what went wrong only in the cause of its `fetch failed`. */
function rootMessage(error) {
    let root = error;
    while (root.cause instanceof Error)
        root = root.cause;
    return root.message || root.name;
}
