import type { Json } from "./json.js";
import { parse } from "./json.js";
import { retryAfterMillis } from "./time.js";

/** A mistake in what was sent: where it is, as a JSON pointer, and what it is. */
export interface Mistake {
  readonly pointer: string;
  readonly detail: string;
}

/** What a service has to say about a request that it refused, or a resource that failed. */
export interface Problem {
  /** The status of the answer; 0 if there was none, because the service cannot be reached. */
  readonly status: number;
  /**
   * What it is, for programs, such as `unknown-resource`. Not from the service: `unreachable` if
   * there was no answer, `unexpected-answer` if it is none of a Skip service, `unreadable` if its
   * data cannot be read, `catching-up` while it has not said that the data are what it has.
   */
  readonly type: string;
  readonly title?: string;
  /** What it is, for people. */
  readonly detail: string;
  /** What to look for in the service's log. */
  readonly errorId?: string;
  readonly errors?: readonly Mistake[];
  /** How long to wait before the next attempt, if the service says so; at most an hour. */
  readonly retryAfterMillis?: number;
}

/** A request that a service refused or did not answer, or a resource that has failed. */
export class SkipError extends Error implements Problem {
  override readonly name = "SkipError";
  readonly status: number;
  readonly type: string;
  readonly title?: string;
  readonly detail: string;
  readonly errorId?: string;
  readonly errors: readonly Mistake[];
  readonly retryAfterMillis?: number;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.status = problem.status;
    this.type = problem.type;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    if (problem.title !== undefined) this.title = problem.title;
    if (problem.errorId !== undefined) this.errorId = problem.errorId;
    if (problem.retryAfterMillis !== undefined) this.retryAfterMillis = problem.retryAfterMillis;
  }

  /** A service that did not answer. */
  static unreachable(cause: unknown): SkipError {
    const reason = cause instanceof Error ? rootMessage(cause) : String(cause);
    const detail = `the service cannot be reached: ${reason}`;
    return new SkipError({ status: 0, type: "unreachable", detail }, { cause });
  }

  /** A success that is not what was asked for, such as the log-in page of a proxy. */
  static unexpected({ status, headers }: Response, expected: string): SkipError {
    const type = headers.get("Content-Type") ?? "without a type";
    const detail = `the answer is not ${expected} but ${type}, of status ${status}; is it that of a proxy?`;
    return new SkipError({ status, type: "unexpected-answer", detail });
  }

  /** An answer that is not a success. */
  static async of(response: Response): Promise<SkipError> {
    const body = await response.text().catch(() => "");
    const problem = SkipError.problem(body, response.status);
    const millis = retryAfterMillis(response.headers.get("Retry-After"));
    return new SkipError(
      millis === undefined ? problem : { ...problem, retryAfterMillis: millis },
    );
  }

  /** The problem that a document is about; where it is none, such as a proxy's page, its status. */
  static problem(document: string, status: number): Problem {
    let json: Json;
    try {
      json = parse(document);
    } catch {
      json = null;
    }
    const fields = (typeof json === "object" && json !== null ? json : {}) as Partial<Problem>;
    const problem: Problem = {
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
function rootMessage(error: Error): string {
  let root = error;
  while (root.cause instanceof Error) root = root.cause;
  return root.message || root.name;
}
