/** A resource that is opened and followed in one request. */
export class ResourceSource {
    path;
    get;
    constructor(path, get) {
        this.path = path;
        this.get = get;
    }
    connect(lastId, signal) {
        return this.get(this.path, lastId, signal);
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
    get;
    identifier;
    /**
     * @param open opens a stream and gives its identifier
     * @param remove deletes one, as far as that can be done
     * @param get connects to one
     */
    constructor(open, remove, get) {
        this.open = open;
        this.remove = remove;
        this.get = get;
    }
    async connect(lastId, signal) {
        const identifier = this.identifier ?? (await this.open(signal));
        if (signal.aborted)
            this.remove(identifier);
        else
            this.identifier = identifier;
        return this.get(`/v1/streams/${identifier}`, lastId, signal);
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
