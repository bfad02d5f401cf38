import type { SkipClient } from "./client.js";
import type { CommandAnswer, CommandOptions } from "./command.js";
import { parse, text } from "./json.js";
import type { Json } from "./json.js";
import type { LiveCollection, LiveState } from "./live.js";
import { connecting } from "./live.js";
import { OverlaidCollection } from "./overlay.js";
import type { Expected } from "./overlay.js";
import { paramsJson } from "./service.js";
import type { ServiceType } from "./service.js";
import { optionMillis } from "./time.js";

/** What a command is expected to change in a resource with parameters. */
export interface ExpectedChange {
  readonly resource: string;
  readonly params?: unknown;
  /** The entries that are different then, from those that there are; no values hide a key. */
  readonly entries: Expected<unknown, unknown>;
}

/** A live collection that several share. */
interface Share {
  readonly collection: OverlaidCollection<unknown, unknown>;
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
  private readonly settleMillis: number;

  /**
   * The collections of a client.
   *
   * @param settleMillis how long what is expected of a command is shown after its answer, if the
   *     collection does not say before that it has got as far
   * @throws RangeError if a time is negative or no number
   */
  constructor(
    private readonly client: SkipClient<ServiceType>,
    lingerMillis: number = 1_000,
    settleMillis: number = 2_000,
  ) {
    this.lingerMillis = optionMillis("lingerMillis", lingerMillis, 0);
    this.settleMillis = optionMillis("settleMillis", settleMillis, 0);
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

  /**
   * Runs a command, and shows at once what is expected of it, in those collections that are open:
   * until it is refused or fails, or until they have got as far as its answer.
   *
   * @throws SkipError as {@link SkipClient.command} does
   */
  async command(
    name: string,
    params: Json | undefined,
    expected: readonly ExpectedChange[],
    options?: CommandOptions,
  ): Promise<CommandAnswer<unknown>> {
    const expectations = expected.flatMap(({ resource, params: of, entries }) => {
      const share = this.shares.get(SharedCollections.key(resource, paramsJson(of)));
      return share === undefined ? [] : [share.collection.expect(entries)];
    });
    try {
      const answer = await this.client.command(name as never, params as never, options as never);
      for (const each of expectations) each.confirm((answer as CommandAnswer<unknown>).watermark);
      return answer as CommandAnswer<unknown>;
    } catch (error) {
      for (const each of expectations) each.rollBack();
      throw error;
    }
  }

  /** How many are open. */
  get size(): number {
    return this.shares.size;
  }

  private open(key: string): Share {
    const [resource, params] = parse(key) as [string, Json];
    const collection = this.client.follow(resource as never, params as never);
    const live = collection as unknown as LiveCollection<unknown, unknown>;
    const share: Share = {
      collection: new OverlaidCollection(live, this.settleMillis),
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
