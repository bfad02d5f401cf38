package io.skipruntime.engine.shard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A taker of what goes from one shard to others. */
public interface Outlet {

  /**
   * Takes an entry.
   *
   * @param feed what the entry is a part of
   * @param shard to whom it goes; 0 at the level of those who serve
   * @param source the key of the source entry that contributes, for {@link Role#CONTRIB}; else null
   * @param values the values that the key has now, or that the source contributes now; null for
   *     none. Immutable
   */
  void send(Feed feed, int shard, Object key, @Nullable Object source, @Nullable List<?> values);
}
