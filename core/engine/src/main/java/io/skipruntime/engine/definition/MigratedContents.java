package io.skipruntime.engine.definition;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Migration;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Codec;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.json.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data of an input that has a {@link Migration}: what fits the input's types is taken as it is,
 * all else as the migration gives it. So data that was migrated before is not migrated again. All
 * entries are decoded before the first is given, since keys may change their order.
 *
 * <p>Used by one thread.
 */
final class MigratedContents {

  private static final int MOST_PROBLEMS = 20;

  private final ServiceDefinition.Input input;
  private final Migration migration;
  private final Map<Object, List<?>> converted = new KeyMap<>();
  private final List<Problem> problems = new ArrayList<>(0);
  private int migrated;

  MigratedContents(ServiceDefinition.Input input, Migration migration) {
    this.input = input;
    this.migration = migration;
  }

  /** Adds a stored entry, as JSON or as values of any types. */
  void add(Object key, List<?> values) {
    if (problems.size() >= MOST_PROBLEMS || accept("key " + key, key, values, new ArrayList<>(0))) {
      return;
    }
    migrated++;
    String place = "key " + Json.from(key) + ", after its migration";
    try {
      List<Json> stored = new ArrayList<>(values.size());
      values.forEach(value -> stored.add(Json.from(value)));
      Optional<Entry<?, ?>> next = migration.migrate(new Entry<>(Json.from(key), stored));
      next.ifPresent(entry -> accept(place, entry.key(), entry.values(), problems));
    } catch (RuntimeException e) {
      problems.add(
          new Problem("", Problem.Kind.INVALID, "key " + key + ": its migration failed: " + e));
    }
  }

  /** Adds an entry if it fits, else says in what way it does not. */
  private boolean accept(String place, Object key, List<?> values, List<Problem> misfits) {
    int before = misfits.size();
    Object newKey = CanonicalKey.stored(accept(input.keys(), key, place, misfits));
    List<Object> newValues = new ArrayList<>(values.size());
    for (Object value : values) {
      newValues.add(CanonicalValue.of(accept(input.values(), value, place + ", a value", misfits)));
    }
    if (misfits.size() > before) {
      return false;
    }
    if (!newValues.isEmpty() && converted.put(newKey, newValues) != null) {
      problems.add(
          new Problem("", Problem.Kind.INVALID, place + ": another entry has the same key"));
    }
    return true;
  }

  private static Object accept(Codec<?> codec, Object json, String place, List<Problem> misfits) {
    try {
      return codec.accept(json instanceof Json given ? given : Json.from(json));
    } catch (DecodeException e) {
      for (Problem problem : e.problems()) {
        String field = problem.pointer().isEmpty() ? "" : ", " + problem.pointer();
        misfits.add(new Problem("", problem.kind(), place + field + ": " + problem.detail()));
      }
      return json;
    }
  }

  /**
   * All entries.
   *
   * @throws InvalidInputException that names each key and field that does not fit
   */
  WrittenEntries entries() {
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "the data of input "
              + input.name()
              + " does not fit its type, and its migration does not mend that; the stored data is"
              + " as it was",
          problems);
    }
    if (migrated > 0) {
      System.getLogger(MigratedContents.class.getName())
          .log(
              System.Logger.Level.INFO,
              "input {0}: {1} entries did not fit its type and were migrated; there are {2} now",
              input.name(),
              migrated,
              converted.size());
    }
    return WrittenEntries.of(converted).inOrder();
  }
}
