import { hasReached } from "./command.js";
import type { Contents, Entry } from "./contents.js";
import type { LiveCollection, LiveState } from "./live.js";

/** What is to be shown of a collection, from what it has: entries, where no values hide a key. */
export type Expected<K, V> = (data: Contents<K, V>) => readonly Entry<K, V>[];

/** Expected entries, and how far the command is that they are expected of. */
interface Overlay<K, V> {
  readonly expected: Expected<K, V>;
  watermark: string | undefined;
  settling: ReturnType<typeof setTimeout> | undefined;
  isSettled: boolean;
}

/** A handle of what is expected of a command. */
export interface Expectation {
  /** The command was carried out: it is shown until the collection has got as far. */
  confirm(watermark: string): void;
  /** The command was not carried out: it is shown no more. */
  rollBack(): void;
}

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
export class OverlaidCollection<K, V> {
  private overlays: Overlay<K, V>[] = [];
  private readonly listeners = new Set<() => void>();
  private shown: LiveState<K, V>;

  constructor(
    private readonly collection: LiveCollection<K, V>,
    private readonly settleMillis: number,
  ) {
    this.shown = collection.state;
    collection.subscribe(() => this.changed());
  }

  /** What is to be shown now. */
  get state(): LiveState<K, V> {
    return this.shown;
  }

  /** Has `listener` called after every change, until the function that is returned is called. */
  subscribe(listener: () => void): () => void {
    const own = (): void => listener();
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  /** Shows what is expected of a command from now on. */
  expect(expected: Expected<K, V>): Expectation {
    const overlay: Overlay<K, V> = {
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
  close(): void {
    for (const overlay of [...this.overlays]) this.drop(overlay);
    this.collection.close();
    this.listeners.clear();
  }

  private drop(overlay: Overlay<K, V>): void {
    clearTimeout(overlay.settling);
    this.overlays = this.overlays.filter((each) => each !== overlay);
  }

  private changed(): void {
    for (const overlay of this.overlays) if (this.isOver(overlay)) this.drop(overlay);
    this.shown = this.overlaid();
    for (const listener of [...this.listeners]) listener();
  }

  private isOver({ watermark, isSettled }: Overlay<K, V>): boolean {
    if (watermark === undefined) return false;
    const { status } = this.collection.state;
    return hasReached(this.collection.watermark, watermark) || (isSettled && status === "live");
  }

  private overlaid(): LiveState<K, V> {
    const { state } = this.collection;
    if (state.data === undefined || this.overlays.length === 0) return state;
    let data = state.data;
    for (const { expected } of this.overlays) data = data.with(expected(data)).contents;
    return Object.freeze({ ...state, data });
  }
}
