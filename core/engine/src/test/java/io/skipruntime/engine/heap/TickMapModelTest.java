package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a {@link TickMap} beside a {@link Model}. */
class TickMapModelTest {

  private static final int SEEDS = 40;

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 7, 32})
  void everyVersion_agreesWithTheModel_afterAnyLaterEdits(int width) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed, mapOfWidth(width), TickMapModelTest::text, 300, 25);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 32})
  void everyVersion_agreesWithTheModel_whenThereAreThousandsOfKeys(int width) {
    for (long seed = 1001; seed <= 1003; seed++) {
      run(seed, mapOfWidth(width), TickMapModelTest::text, 6000, 12);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 32})
  void everyVersion_agreesWithTheModel_whenValuesAreNumbers(int width) {
    for (long seed = 2001; seed <= 2015; seed++) {
      run(seed, mapOfWidth(width), TickMapModelTest::number, 300, 25);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 32})
  void everyVersion_agreesWithTheModel_whenTheClassesOfValuesChange(int width) {
    for (long seed = 3001; seed <= 3015; seed++) {
      run(seed, mapOfWidth(width), new Changing<>(TickMapModelTest::value), 300, 25);
    }
  }

  @Test
  void everyVersion_agreesWithTheModel_whenValuesAreLists() {
    for (long seed = 4001; seed <= 4030; seed++) {
      Values<ValueList> lists = new Changing<>(TickMapModelTest::list);
      run(seed, TickMap.emptyCollection(), lists, 300, 25);
    }
    run(5001, TickMap.emptyCollection(), new Changing<>(TickMapModelTest::list), 6000, 12);
  }

  private static <V> TickMap<Object, V> mapOfWidth(int width) {
    return TickMap.empty(CanonicalOrder.INSTANCE, width);
  }

  private static String text(Random random) {
    return "v" + random.nextInt(1000);
  }

  private static Object number(Random random) {
    return random.nextInt(10) == 0 ? random.nextLong() : (long) random.nextInt(1000);
  }

  /** A value of one of several classes, mostly of the given one. */
  private static Object value(Random random, int kind) {
    return switch (random.nextInt(20) == 0 ? random.nextInt(3) : kind) {
      case 0 -> text(random);
      case 1 -> random.nextInt(1000) + 0.5;
      default -> (long) random.nextInt(5);
    };
  }

  /** A list, mostly of one value of the given class. */
  private static ValueList list(Random random, int kind) {
    return switch (random.nextInt(40)) {
      case 0 -> ValueList.of(ValueList.of(value(random, kind)));
      case 1 -> ValueList.copyOf(List.of(value(random, kind), value(random, kind)));
      default -> ValueList.of(value(random, kind));
    };
  }

  private static <V> void run(
      long seed, TickMap<Object, V> empty, Values<V> values, int keys, int steps) {
    try {
      new History<>(new Random(seed), empty, values, keys).run(steps);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("seed " + seed + ", " + keys + " keys", failure);
    }
  }

  /** Where values come from. */
  private interface Values<V> {
    V next(Random random);
  }

  /** Values of one class for a time, and then mostly of another. */
  private static final class Changing<V> implements Values<V> {
    private final BiFunction<Random, Integer, V> values;
    private int kind = 2;

    Changing(BiFunction<Random, Integer, V> values) {
      this.values = values;
    }

    @Override
    public V next(Random random) {
      if (random.nextInt(200) == 0) {
        kind = random.nextInt(3);
      }
      return values.apply(random, kind);
    }
  }

  /** A version and what it has to hold for ever. */
  private record Kept<V>(TickMap<Object, V> map, Model<V> model) {}

  private static final class History<V> {
    private final Random random;
    private final Values<V> values;
    private final int keys;
    private final int kindsOfKeys;
    private final List<Kept<V>> versions = new ArrayList<>();
    private TickMap<Object, V> map;
    private Model<V> model = new Model<>();
    private long tick;
    private @Nullable Object mark;
    private int versionsBeforeMark;

    History(Random random, TickMap<Object, V> empty, Values<V> values, int keys) {
      this.random = random;
      this.values = values;
      this.keys = 1 + random.nextInt(keys);
      this.kindsOfKeys = random.nextInt(3);
      map = empty;
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
        Kept<V> now = new Kept<>(map, model.copy());
        check(now);
        versions.add(now);
      }
      versions.forEach(this::check);
    }

    private void check(Kept<V> kept) {
      kept.model().check(kept.map(), random, List.of(key(), key(), key()));
    }

    private void step() {
      tick += random.nextInt(3);
      switch (random.nextInt(12)) {
        case 0 -> {
          long upTo = random.nextLong(tick + 1);
          map = map.withoutTombstones(upTo);
          model.dropTombstones(upTo);
        }
        case 1 -> {
          long horizon = random.nextLong(tick + 1);
          map = map.withHorizon(horizon);
          model.raiseHorizon(horizon);
        }
        case 2 -> edit(new Model<>(), map.edit(tick), scattered(keys));
        case 3 -> branch();
        case 4 -> edit(run(true));
        case 5 -> edit(run(false));
        case 6, 7 -> editInPlace(scattered(random.nextBoolean() ? 4 : keys));
        case 8 -> editInPlaceAndTakeBack(scattered(random.nextBoolean() ? 4 : keys));
        default -> edit(scattered(random.nextBoolean() ? 4 : keys));
      }
    }

    /** Goes on from an older version; ticks go on nevertheless. */
    private void branch() {
      if (!versions.isEmpty()) {
        Kept<V> older = versions.get(random.nextInt(versions.size()));
        map = older.map();
        model = older.model().copy();
      }
    }

    private void edit(List<Object> touched) {
      TickMap.Editor<Object, V> editor = map.edit(tick);
      edit(model, editor, touched);
      map = editor.build();
    }

    /**
     * An editor of the map itself, with the mark of the one before or another one. Versions that
     * have nodes with the mark are not asked any more.
     */
    private TickMap.Editor<Object, V> editorInPlace() {
      Object known = random.nextInt(4) == 0 ? null : mark;
      if (known == null) {
        known = new Object();
        mark = known;
        versionsBeforeMark = versions.size();
      }
      versions.subList(versionsBeforeMark, versions.size()).clear();
      return map.editInPlace(tick, known);
    }

    private void editInPlace(List<Object> touched) {
      TickMap.Editor<Object, V> editor = editorInPlace();
      edit(model, editor, touched);
      map = editor.build();
    }

    /** A change of a key that can be taken back. */
    private record Change<V>(Object key, @Nullable V before, long tickBefore) {}

    private void editInPlaceAndTakeBack(List<Object> touched) {
      long lastTick = map.lastTick();
      List<Change<V>> changes = new ArrayList<>();
      TickMap.Editor<Object, V> editor = editorInPlace();
      for (Object key : touched) {
        boolean isThere = editor.look(key);
        V before = editor.replaced();
        if (editor.tickBefore() == TickMap.Editor.ABSENT) {
          continue;
        }
        if (isThere && random.nextInt(3) == 0) {
          editor.remove(key);
        } else {
          editor.put(key, values.next(random));
        }
        changes.add(new Change<>(key, before, editor.tickBefore()));
      }
      TickMap.Editor<Object, V> restoring = editor.build().edit(tick);
      for (Change<V> each : changes.reversed()) {
        restoring.takeBack(each.key(), each.before(), each.tickBefore());
      }
      map = restoring.buildAt(lastTick);
      mark = null;
    }

    /**
     * Edits both; with a model that is not the map's, this is a transaction that is rolled back.
     */
    private void edit(Model<V> beside, TickMap.Editor<Object, V> editor, List<Object> touched) {
      boolean same = beside == model;
      int removals = random.nextInt(11);
      for (Object key : touched) {
        @Nullable V before = same ? beside.get(key) : editor.get(key);
        if (random.nextInt(4) == 0) {
          assertThat((Object) editor.get(key)).isEqualTo(before);
        }
        if (random.nextInt(10) < removals) {
          assertThat((Object) editor.remove(key)).isEqualTo(before);
          beside.remove(key, tick);
        } else {
          put(beside, editor, key, before);
        }
      }
      if (same) {
        assertThat(editor.size()).isEqualTo(beside.live().size());
      }
    }

    private void put(
        Model<V> beside, TickMap.Editor<Object, V> editor, Object key, @Nullable V before) {
      V value = values.next(random);
      boolean isReplaced = random.nextInt(3) == 0;
      if (isReplaced) {
        assertThat(editor.replace(key, value)).isEqualTo(!value.equals(before));
        assertThat((Object) editor.replaced()).isEqualTo(before);
      } else {
        assertThat((Object) editor.put(key, value)).isEqualTo(before);
      }
      if (!isReplaced || !value.equals(before)) {
        beside.put(key, value, tick);
      }
    }

    private List<Object> scattered(int most) {
      List<Object> scattered = new ArrayList<>();
      for (int i = random.nextInt(most + 1); i > 0; i--) {
        scattered.add(key());
      }
      return scattered;
    }

    private List<Object> run(boolean ascending) {
      List<Object> run = new ArrayList<>();
      int first = random.nextInt(keys);
      for (int i = random.nextInt(keys); i >= 0; i--) {
        run.add(key(first + i));
      }
      Comparator<Object> order = CanonicalOrder.INSTANCE;
      run.sort(ascending ? order : order.reversed());
      return run;
    }

    private Object key() {
      return key(random.nextInt(keys));
    }

    /** A long, a string, or by number a long, a fraction, a string or a truth. */
    private Object key(int number) {
      int kind = kindsOfKeys < 2 ? kindsOfKeys : number * 31 % 40;
      return switch (kind) {
        case 1 -> "k" + number;
        case 2 -> number + 0.5;
        case 3 -> number % 2 == 0;
        default -> (long) number;
      };
    }
  }
}
