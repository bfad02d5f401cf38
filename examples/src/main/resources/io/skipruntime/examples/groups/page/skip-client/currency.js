/**
 * What one connection has said about whether the client has what the service has now.
 *
 * A service says so by the comment `: current`, and that it is going to by the comment
 * `: signs current` at the start of every stream. Of one that does not say that, an older one, all
 * that can be known is that the client is current with the first event, or with the first heartbeat
 * of a stream that it resumes. Whatever is said before the connection has contents is about those
 * that come first, and not about what the client has of an earlier connection.
 */
export class Currency {
    contents;
    signs = false;
    signed = false;
    /** @param contents whether the connection goes on from an event that the client has seen */
    constructor(contents) {
        this.contents = contents;
    }
    /** Whether differences of the connection are of what the client has. */
    get hasContents() {
        return this.contents;
    }
    /** Whether the client has what the service has now. */
    get isCurrent() {
        return this.contents && this.signed;
    }
    /** Whether it is still to be said, or to come, what the client is current with. */
    get isAwaited() {
        return this.signs && !this.isCurrent;
    }
    /** Takes a comment of the stream, without its colon. */
    comment(text) {
        if (text === "signs current")
            this.signs = true;
        else if (text === "current")
            this.signed = true;
        else if (text === "" && !this.signs && this.contents)
            this.signed = true;
    }
    /** Notes that entries have come. */
    received() {
        this.contents = true;
        if (!this.signs)
            this.signed = true;
    }
    /** Notes that the resource has failed; all its entries follow when it has recovered. */
    failed() {
        this.contents = false;
        this.signed = false;
    }
}
