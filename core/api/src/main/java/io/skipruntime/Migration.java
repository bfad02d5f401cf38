package io.skipruntime;

import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A conversion of the data that is stored of an input, for when the input has other types than the
 * program had that stored it: see {@link SkipService#migrations}. It must be pure, and depend on
 * nothing but the entry.
 */
@FunctionalInterface
public interface Migration {

  /**
   * The entry that takes the place of a stored one.
   *
   * @param stored an entry that does not fit the types which the input has now
   * @return an entry that does, as JSON or as objects of these types; empty to leave it out
   */
  Optional<Entry<?, ?>> migrate(Entry<Json, Json> stored);

  /**
   * A migration that changes each value and keeps the keys.
   *
   * @param change gives the JSON of the new value for that of the stored one
   */
  static Migration ofValues(UnaryOperator<Json> change) {
    return stored -> {
      List<Json> values = new ArrayList<>(stored.values().size());
      stored.values().forEach(value -> values.add(change.apply(value)));
      return Optional.of(new Entry<>(stored.key(), values));
    };
  }
}
