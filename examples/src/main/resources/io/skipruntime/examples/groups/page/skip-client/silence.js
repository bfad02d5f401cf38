import { SkipError } from "./error.js";
import { bounded } from "./time.js";
/** Notices that nothing has been heard for too long. */
export class Silence {
    millis;
    passed;
    hasPassed = false;
    timer;
    /**
     * Begins to wait.
     *
     * @param passed is called once if nothing is heard for `millis`
     */
    constructor(millis, passed) {
        this.millis = millis;
        this.passed = passed;
        this.broken();
    }
    /** Something was heard. */
    broken() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            this.hasPassed = true;
            this.passed();
        }, bounded(this.millis));
    }
    end() {
        clearTimeout(this.timer);
    }
    /** Why something has failed: that it was silent, if it was, or what it met otherwise. */
    reason(failure) {
        if (!this.hasPassed)
            return failure;
        const detail = `the service has sent nothing for ${this.millis} ms`;
        return new SkipError({ status: 0, type: "unreachable", detail });
    }
}
