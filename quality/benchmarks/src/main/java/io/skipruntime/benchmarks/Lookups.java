package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;

/**
 * W4: each row looks up the entry that it refers to. Of the rows the first ten thousand refer to
 * the same entry, ten times a hundred to one each, and the rest to one of its own.
 */
final class Lookups {

  private static final int SEED = 7;
  static final int SIZE = 100_000;
  private static final int TOGETHER = 10_000;
  private static final int HUNDREDS = 1000;
  private static final int FIRST_OWN = TOGETHER + HUNDREDS;
  private static final long FIRST_VALUE = 1_000_000;

  record Row(long reference, long value) {}

  private Lookups() {}

  static List<WorkTask> tasks() {
    WorkTask largest = task("W4 fan-in 10000", "all", random -> target(0));
    return List.of(
        task("W4 fan-in 1", "one", random -> target(referenceOf(ownRow(random)))),
        task("W4 fan-in 100", "hundred", random -> target(1 + random.below(HUNDREDS / 100))),
        largest.checkedTimes(4),
        task("W4 row", "row", random -> row(ownRow(random))),
        task(
            "W4 row's reference",
            "reference",
            random -> {
              int row = ownRow(random);
              return new Change(row, referenceOf(ownRow(random)));
            }));
  }

  /** Updates of the entry that most rows refer to. */
  static Work largest() {
    return ours(random -> target(0));
  }

  /** An entry that is to be changed: one that is referred to, or a row and what it refers to. */
  private record Change(long row, long reference) {
    boolean isOfRow() {
      return row >= 0;
    }
  }

  private static Change target(long reference) {
    return new Change(-1, reference);
  }

  private static Change row(int row) {
    return new Change(row, referenceOf(row));
  }

  static int ownRow(Numbers random) {
    return FIRST_OWN + random.below(SIZE - FIRST_OWN);
  }

  static long referenceOf(int row) {
    if (row < TOGETHER) {
      return 0;
    }
    return row < FIRST_OWN ? 1 + (row - TOGETHER) / 100 : 1000 + row;
  }

  /** A choice of what is changed next. */
  @FunctionalInterface
  private interface Choice {
    Change next(Numbers random);
  }

  private static WorkTask task(String name, String reference, Choice choice) {
    return new WorkTask(name, "N=" + SIZE, () -> ours(choice), () -> byHand(choice))
        .withReference("lookups", reference);
  }

  record Inputs(EagerCollection<Long, Row> rows, EagerCollection<Long, Long> targets) {}

  record Shared(EagerCollection<Long, Long> joined) {}

  record Join(EagerCollection<Long, Long> targets) implements Mapper<Long, Row, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Row> values, Emitter<Long, Long> out) {
      Row row = values.getUnique();
      out.emit(key, row.value() + targets.getUnique(row.reference()));
    }
  }

  /** The service. */
  record Definition() implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      List<Entry<Long, Row>> rows = new ArrayList<>();
      Set<Long> references = new TreeSet<>();
      for (int key = 0; key < SIZE; key++) {
        rows.add(Entry.of((long) key, new Row(referenceOf(key), key)));
        references.add(referenceOf(key));
      }
      return InitialData.empty()
          .with("rows", rows)
          .with("targets", references.stream().map(key -> Entry.of(key, key)).toList());
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("joined", (shared, context) -> shared.joined());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.rows().map(new Join(in.targets())));
    }
  }

  private static Work ours(Choice choice) {
    Service service = new Service(new Definition());
    service.<Long, Long>subscribe(
        "all",
        "joined",
        new Resources.NoParameters(),
        entry -> entry.key() + entry.values().getFirst());
    service.takeSum();
    Numbers random = new Numbers(SEED);
    return new ServiceWork(
        service,
        i -> {
          Change change = choice.next(random);
          long value = FIRST_VALUE + i;
          return change.isOfRow()
              ? service.update(
                  "rows", List.of(Entry.of(change.row(), new Row(change.reference(), value))))
              : service.update("targets", List.of(Entry.of(change.reference(), value)));
        });
  }

  /** Rows, what they refer to, and an index from the one to the other. */
  private static final class Store {
    private final Map<Long, Row> rows = new HashMap<>();
    private final Map<Long, Long> targets = new HashMap<>();
    private final Map<Long, Set<Long>> rowsOf = new HashMap<>();
    private final TreeMap<Long, Long> joined = new TreeMap<>();

    Store() {
      for (int key = 0; key < SIZE; key++) {
        targets.put(referenceOf(key), referenceOf(key));
      }
      for (int key = 0; key < SIZE; key++) {
        update((long) key, new Row(referenceOf(key), key));
      }
    }

    private Map.Entry<Long, Long> join(long key, Row row) {
      long sum = row.value() + targets.getOrDefault(row.reference(), 0L);
      joined.put(key, sum);
      return Map.entry(key, sum);
    }

    List<Map.Entry<Long, Long>> update(long key, Row row) {
      Row before = rows.put(key, row);
      if (before == null || before.reference() != row.reference()) {
        if (before != null) {
          Set<Long> left = rowsOf.getOrDefault(before.reference(), Set.of());
          left.remove(key);
          if (left.isEmpty()) {
            rowsOf.remove(before.reference());
          }
        }
        rowsOf.computeIfAbsent(row.reference(), reference -> new LinkedHashSet<>()).add(key);
      }
      return List.of(join(key, row));
    }

    List<Map.Entry<Long, Long>> updateTarget(long reference, long value) {
      targets.put(reference, value);
      Set<Long> affected = rowsOf.getOrDefault(reference, Set.of());
      List<Map.Entry<Long, Long>> event = new ArrayList<>(affected.size());
      for (long key : affected) {
        Row row = rows.get(key);
        if (row != null) {
          event.add(join(key, row));
        }
      }
      return event;
    }
  }

  private static Work byHand(Choice choice) {
    Store store = new Store();
    Numbers random = new Numbers(SEED);
    IntToLongFunction step =
        i -> {
          Change change = choice.next(random);
          long value = FIRST_VALUE + i;
          List<Map.Entry<Long, Long>> event =
              change.isOfRow()
                  ? store.update(change.row(), new Row(change.reference(), value))
                  : store.updateTarget(change.reference(), value);
          long sum = 0;
          for (Map.Entry<Long, Long> entry : event) {
            sum += entry.getKey() + entry.getValue();
          }
          return sum;
        };
    return step::applyAsLong;
  }
}
