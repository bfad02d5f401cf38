import type { SkipClient } from "./client.js";
import { parse, text } from "./json.js";
import type { Json } from "./json.js";
import type { LiveCollection, LiveState } from "./live.js";
import { connecting } from "./live.js";
import type { ServiceType } from "./service.js";
import { optionMillis } from "./time.js";

/** A live collection that several share. */
interface Share {
  readonly collection: LiveCollection<unknown, unknown>;
  holders: number;
  closing: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The live collections of one client, each shared by all who ask for the same resource with equal
 * parameters.
 *
 * - one is open while somebody holds it, and `lingerMillis` longer, so that who comes back at once
 *   finds it as it was
 * - `shares` has exactly those that are open
 */
export class SharedCollections {
  private readonly shares = new Map<string, Share>();

  private readonly lingerMillis: number;

  /**
   * The collections of a client.
   *
   * @throws RangeError if `lingerMillis` is negative or no number
   */
  constructor(
    private readonly client: SkipClient<ServiceType>,
    lingerMillis: number = 1_000,
  ) {
    this.lingerMillis = optionMillis("lingerMillis", lingerMillis, 0);
  }

  /** What is the same for two uses that share a collection. */
  static key(resource: string, params: Json): string {
    return text([resource, params]);
  }

  /** What is known of a collection now, whether it is open or not. */
  state(key: string): LiveState<unknown, unknown> {
    return this.shares.get(key)?.collection.state ?? connecting();
  }

  /**
   * Holds a collection, and has `listener` called when its state changes, until the function that
   * is returned is called.
   */
  hold(key: string, listener: () => void): () => void {
    const share = this.shares.get(key) ?? this.open(key);
    clearTimeout(share.closing);
    share.holders++;
    const unsubscribe = share.collection.subscribe(listener);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      unsubscribe();
      if (--share.holders === 0) {
        share.closing = setTimeout(() => this.close(key, share), this.lingerMillis);
      }
    };
  }

  /** How many are open. */
  get size(): number {
    return this.shares.size;
  }

  private open(key: string): Share {
    const [resource, params] = parse(key) as [string, Json];
    const collection = this.client.follow(resource as never, params as never);
    const share: Share = {
      collection: collection as unknown as LiveCollection<unknown, unknown>,
      holders: 0,
      closing: undefined,
    };
    this.shares.set(key, share);
    return share;
  }

  /** Closes all, for whoever holds them, too. */
  closeAll(): void {
    for (const [key, share] of this.shares) this.close(key, share);
  }

  private close(key: string, share: Share): void {
    clearTimeout(share.closing);
    this.shares.delete(key);
    share.collection.close();
  }
}
