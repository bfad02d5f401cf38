package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a {@link TickMap} beside a {@link Model}. */
class TickMapModelTest {

  private static final int SEEDS = 40;

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 7, 32})
  void everyVersion_agreesWithTheModel_afterAnyLaterEdits(int width) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed, width, 300, 25);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 32})
  void everyVersion_agreesWithTheModel_whenThereAreThousandsOfKeys(int width) {
    for (long seed = 1001; seed <= 1003; seed++) {
      run(seed, width, 6000, 12);
    }
  }

  private static void run(long seed, int width, int keys, int steps) {
    try {
      new History(new Random(seed), width, keys).run(steps);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed " + seed + ", width " + width + ", " + keys + " keys", failure);
    }
  }

  /** A version and what it has to hold for ever. */
  private record Kept(TickMap<Object, String> map, Model model) {}

  private static final class History {
    private final Random random;
    private final int keys;
    private final int kindsOfKeys;
    private final List<Kept> versions = new ArrayList<>();
    private TickMap<Object, String> map;
    private Model model = new Model();
    private long tick;

    History(Random random, int width, int keys) {
      this.random = random;
      this.keys = 1 + random.nextInt(keys);
      this.kindsOfKeys = random.nextInt(3);
      map = TickMap.empty(CanonicalOrder.INSTANCE, width);
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
        Kept now = new Kept(map, model.copy());
        check(now);
        versions.add(now);
      }
      versions.forEach(this::check);
    }

    private void check(Kept kept) {
      kept.model().check(kept.map(), random, List.of(key(), key(), key()));
    }

    private void step() {
      tick += random.nextInt(3);
      switch (random.nextInt(9)) {
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
        case 2 -> edit(new Model(), map.edit(tick), scattered(keys));
        case 3 -> branch();
        case 4 -> edit(run(true));
        case 5 -> edit(run(false));
        default -> edit(scattered(random.nextBoolean() ? 4 : keys));
      }
    }

    /** Goes on from an older version; ticks go on nevertheless. */
    private void branch() {
      if (!versions.isEmpty()) {
        Kept older = versions.get(random.nextInt(versions.size()));
        map = older.map();
        model = older.model().copy();
      }
    }

    private void edit(List<Object> touched) {
      TickMap.Editor<Object, String> editor = map.edit(tick);
      edit(model, editor, touched);
      map = editor.build();
    }

    /**
     * Edits both; with a model that is not the map's, this is a transaction that is rolled back.
     */
    private void edit(Model beside, TickMap.Editor<Object, String> editor, List<Object> touched) {
      boolean same = beside == model;
      int removals = random.nextInt(11);
      for (Object key : touched) {
        @Nullable String before = same ? beside.get(key) : editor.get(key);
        if (random.nextInt(4) == 0) {
          assertThat(editor.get(key)).isEqualTo(before);
        }
        if (random.nextInt(10) < removals) {
          assertThat(editor.remove(key)).isEqualTo(before);
          beside.remove(key, tick);
        } else {
          String value = "v" + random.nextInt(1000);
          assertThat(editor.put(key, value)).isEqualTo(before);
          beside.put(key, value, tick);
        }
      }
      if (same) {
        assertThat(editor.size()).isEqualTo(beside.live().size());
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
