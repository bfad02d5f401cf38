import { hasReached } from "./command.js";
/**
 * A live collection, and over it what commands on their way are expected to make of it.
 *
 * - `overlays` are applied in the order in which they were added, to the data as they are now: when
 *   the collection changes, they are applied again to what it has become
 * - one goes when its command is rolled back; or when it was confirmed and the collection has got to
 *   the command's watermark, together with the data of that version, so that nothing flickers
 * - a stream says nothing of a commit that changes nothing in it. So one that was confirmed goes, too,
 *   when the collection is live and `settleMillis` have passed since
 * - `shown` is the same object until something is different
 */
export class OverlaidCollection {
    collection;
    settleMillis;
    overlays = [];
    listeners = new Set();
    shown;
    constructor(collection, settleMillis) {
        this.collection = collection;
        this.settleMillis = settleMillis;
        this.shown = collection.state;
        collection.subscribe(() => this.changed());
    }
    /** What is to be shown now. */
    get state() {
        return this.shown;
    }
    /** Has `listener` called after every change, until the function that is returned is called. */
    subscribe(listener) {
        const own = () => listener();
        this.listeners.add(own);
        return () => void this.listeners.delete(own);
    }
    /** Shows what is expected of a command from now on. */
    expect(expected) {
        const overlay = {
            expected,
            watermark: undefined,
            settling: undefined,
            isSettled: false,
        };
        this.overlays.push(overlay);
        this.changed();
        return {
            confirm: (watermark) => {
                overlay.watermark = watermark;
                overlay.settling = setTimeout(() => {
                    overlay.isSettled = true;
                    this.changed();
                }, this.settleMillis);
                this.changed();
            },
            rollBack: () => {
                this.drop(overlay);
                this.changed();
            },
        };
    }
    /** Ends the connection, and shows what was last there. */
    close() {
        for (const overlay of [...this.overlays])
            this.drop(overlay);
        this.collection.close();
        this.listeners.clear();
    }
    drop(overlay) {
        clearTimeout(overlay.settling);
        this.overlays = this.overlays.filter((each) => each !== overlay);
    }
    changed() {
        for (const overlay of this.overlays)
            if (this.isOver(overlay))
                this.drop(overlay);
        this.shown = this.overlaid();
        for (const listener of [...this.listeners])
            listener();
    }
    isOver({ watermark, isSettled }) {
        if (watermark === undefined)
            return false;
        const { status } = this.collection.state;
        return hasReached(this.collection.watermark, watermark) || (isSettled && status === "live");
    }
    overlaid() {
        const { state } = this.collection;
        if (state.data === undefined || this.overlays.length === 0)
            return state;
        let data = state.data;
        for (const { expected } of this.overlays)
            data = data.with(expected(data)).contents;
        return Object.freeze({ ...state, data });
    }
}
