package io.skipruntime.engine.operator;

import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import java.util.List;
import java.util.Set;

/**
 * The law of {@code map}: each key has the values that the mapper emits to it, in the order of the
 * source keys and then of emission. The mapper runs once for each source entry that has changed, or
 * that has read what has changed.
 */
class MapTest extends OperatorContract {

  /** Keeps keys, so that nothing but the contents is remembered. */
  record Increase() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(key, Sound.sound(value) + 1));
    }
  }

  /** Emits to one key whatever the entry, or to none for small values. */
  record Gather() implements Mapper<Long, Long, String, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<String, Long> out) {
      for (Long value : values) {
        if (Sound.sound(value) > 2) {
          out.emit("all", value * 100 + key);
        }
      }
    }
  }

  /** Emits to its own key and to the next, so that some keys have several contributions. */
  record Overlap() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, Sound.sound(values.toList().getFirst()));
      if (values.size() > 1) {
        values.forEach(value -> out.emit(key + 1, Sound.sound(value)));
      }
    }
  }

  /** Looks up what its values refer to. */
  record LookUp(EagerCollection<Long, Long> second) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(
          value -> second.get(Sound.sound(value)).forEach(found -> out.emit(key, found)));
    }
  }

  /** Reads how many keys another collection has. */
  record Count(EagerCollection<Long, Long> second) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(Sound::sound);
      out.emit(key, (long) second.size());
    }
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "map that keeps keys",
                (first, second, context) -> first.map(new Increase()),
                (rows, result) ->
                    rows.first()
                        .forEach(
                            (key, values) -> values.forEach(value -> result.add(key, value + 1))))
            .running(TestedOperator::onePerChangedKey)
            .failing(),
        TestedOperator.of(
                "map to other keys",
                (first, second, context) -> first.map(new Sound.Spread()),
                Sound.Spread::evaluate)
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(5),
        TestedOperator.of(
                "map to one key",
                (first, second, context) -> first.map(new Gather()),
                MapTest::gathered)
            .running(TestedOperator::onePerChangedKey)
            .failing(),
        TestedOperator.of(
                "map to overlapping keys",
                (first, second, context) -> first.map(new Overlap()),
                MapTest::overlapping)
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(2),
        TestedOperator.of(
                "map that looks up",
                (first, second, context) -> first.map(new LookUp(second)),
                MapTest::lookedUp)
            .running(MapTest::changedOrReferring)
            .failing(),
        TestedOperator.of(
                "map that reads a size",
                (first, second, context) -> first.map(new Count(second)),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) -> result.add(key, (long) rows.second().size())))
            .running(MapTest::allIfTheSizeChanges)
            .failing());
  }

  private static void gathered(Rows rows, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) ->
            values.stream()
                .filter(value -> value > 2)
                .forEach(value -> result.add("all", value * 100 + key)));
  }

  private static void overlapping(Rows rows, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) -> {
          result.add(key, values.getFirst());
          if (values.size() > 1) {
            result.addAll(key + 1, values);
          }
        });
  }

  private static void lookedUp(Rows rows, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) ->
            values.forEach(
                value -> result.addAll(key, rows.second().getOrDefault(value, List.of()))));
  }

  private static long changedOrReferring(Rows before, Rows after) {
    Set<Long> changed = Rows.changed(before.first(), after.first());
    Set<Long> referred = Rows.changed(before.second(), after.second());
    return after.first().entrySet().stream()
        .filter(row ->
            changed.contains(row.getKey()) || row.getValue().stream().anyMatch(referred::contains))
        .count();
  }

  private static long allIfTheSizeChanges(Rows before, Rows after) {
    return before.second().size() == after.second().size()
        ? TestedOperator.onePerChangedKey(before, after)
        : after.first().size();
  }
}
