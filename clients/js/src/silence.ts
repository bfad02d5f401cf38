import { SkipError } from "./error.js";
import { bounded } from "./time.js";

/** Notices that nothing has been heard for too long. */
export class Silence {
  private hasPassed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Begins to wait.
   *
   * @param passed is called once if nothing is heard for `millis`
   */
  constructor(
    private readonly millis: number,
    private readonly passed: () => void,
  ) {
    this.broken();
  }

  /** Something was heard. */
  broken(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.hasPassed = true;
      this.passed();
    }, bounded(this.millis));
  }

  end(): void {
    clearTimeout(this.timer);
  }

  /** Why something has failed: that it was silent, if it was, or what it met otherwise. */
  reason(failure: unknown): unknown {
    if (!this.hasPassed) return failure;
    const detail = `the service has sent nothing for ${this.millis} ms`;
    return new SkipError({ status: 0, type: "unreachable", detail });
  }
}
