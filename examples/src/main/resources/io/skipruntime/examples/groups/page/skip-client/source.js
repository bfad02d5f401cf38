/** The service refuses a stream. */
export class Refusal extends Error {
    error;
    constructor(error) {
        super(error.message);
        this.error = error;
    }
}
/** A failure of a connection that streams share, with the time after which they may try again. */
export class SharedFailure extends Error {
    error;
    waitMillis;
    constructor(error, waitMillis) {
        super(error.message);
        this.error = error;
        this.waitMillis = waitMillis;
    }
}
/** A resource that is opened and followed in one request. */
export class ResourceSource {
    wanted;
    transport;
    constructor(wanted, transport) {
        this.wanted = wanted;
        this.transport = transport;
    }
    connect(lastId, signal) {
        return this.transport.connect(this.wanted, lastId, signal);
    }
    /** Another request may have a newer token. */
    forget(refusal) {
        return refusal.status === 401;
    }
    release() {
        // the stream has ended with its connection
    }
}
/**
 * A stream that is opened first, and again when the service does not know it any more: because it
 * was deleted, was not followed for too long, or its permission has expired.
 */
export class OpenedSource {
    open;
    remove;
    transport;
    identifier;
    /**
     * @param open opens a stream and gives its identifier
     * @param remove deletes one, as far as that can be done
     */
    constructor(open, remove, transport) {
        this.open = open;
        this.remove = remove;
        this.transport = transport;
    }
    async connect(lastId, signal) {
        const stream = this.identifier ?? (await this.open(signal));
        if (signal.aborted)
            this.remove(stream);
        else
            this.identifier = stream;
        return this.transport.connect({ stream }, lastId, signal);
    }
    forget(refusal) {
        const isGone = [401, 404, 410].includes(refusal.status);
        if (isGone)
            this.identifier = undefined;
        return isGone;
    }
    release() {
        if (this.identifier !== undefined)
            this.remove(this.identifier);
        this.identifier = undefined;
    }
}
