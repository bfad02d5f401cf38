package io.skipruntime.engine;

import io.skipruntime.Entry;
import java.util.List;

/** Takes the writes of a {@link ServiceInstance#transaction transaction}. */
@FunctionalInterface
public interface Writes {

  /** Adds a write, as {@link ServiceInstance#update} takes it. */
  void update(String collection, List<? extends Entry<?, ?>> entries);
}
