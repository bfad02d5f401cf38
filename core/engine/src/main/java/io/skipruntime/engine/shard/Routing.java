package io.skipruntime.engine.shard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of entries from a shard to those that they are for. Immutable. */
public final class Routing {

  private final Plan plan;
  private final int shards;

  /**
   * The way for a plan.
   *
   * @param shards how many there are
   * @throws IllegalArgumentException if there cannot be so many
   */
  public Routing(Plan plan, int shards) {
    KeyGroups.requireShards(shards);
    this.plan = plan;
    this.shards = shards;
  }

  /** Gives an entry to {@code out}, once for each shard that it is for. */
  public void send(
      Feed feed, Object key, @Nullable Object source, @Nullable List<?> values, Outlet out) {
    switch (feed.role()) {
      case PART, CONTRIB -> {
        boolean isServed = feed.to() == plan.levels();
        out.send(feed, isServed ? 0 : KeyGroups.shardOf(key, shards), key, source, values);
      }
      case WHOLE -> out.send(feed, home(feed.home()), key, source, values);
      case REPL, TAKE -> {
        for (int shard = 0; shard < shards; shard++) {
          out.send(feed, shard, key, source, values);
        }
      }
    }
  }

  /** The shard that computes a collection which one shard computes. */
  int home(int collection) {
    return KeyGroups.shardOf(plan.collections().get(collection).fingerprint(), shards);
  }
}
