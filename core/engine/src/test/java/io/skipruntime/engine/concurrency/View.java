package io.skipruntime.engine.concurrency;

import io.skipruntime.Resources.NoParameters;
import io.skipruntime.engine.concurrency.History.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * A resource of a {@link Ledger} with its parameters.
 *
 * @param resource name of the resource
 * @param params its parameters
 * @param contents gives what it may contain, by what the writers have counted; nothing if it fails
 */
record View(
    String resource, Object params, Function<Counts, List<Optional<Map<Long, Long>>>> contents) {

  /** The offsets between which the service is reloaded. */
  static final List<Long> OFFSETS = List.of(0L, 1000L);

  private static final List<View> SHARED =
      List.of(
          of("left", counts -> left(counts, count -> count)),
          of("right", counts -> right(counts, count -> count)),
          of("recent", View::recent),
          of("notes", counts -> byWriter(counts.notes(), note -> note)),
          of("first", counts -> first(left(counts, count -> count))),
          of("differences", counts -> left(counts, count -> 0L)),
          of("sums", counts -> right(counts, count -> Ledger.KEYS * count)),
          of("balance", counts -> new TreeMap<>(Map.of(0L, 0L))),
          of("tripled", counts -> right(counts, count -> 3 * count)),
          new View("shifted", new NoParameters(), View::shifted));

  private static View of(String resource, Function<Counts, Map<Long, Long>> contents) {
    return new View(
        resource, new NoParameters(), counts -> List.of(Optional.of(contents.apply(counts))));
  }

  static View any(RandomGenerator random) {
    int writer = random.nextInt(Ledger.WRITERS);
    int choice = random.nextInt(SHARED.size() + 3);
    return switch (choice - SHARED.size()) {
      case 0 -> oneWriter(writer);
      case 1 -> rebuilt(writer);
      case 2 -> fragile(writer);
      default -> SHARED.get(choice);
    };
  }

  /** One of each that never fails. */
  static List<View> lasting() {
    List<View> lasting = new ArrayList<>(SHARED);
    lasting.add(oneWriter(0));
    lasting.add(rebuilt(1));
    return lasting;
  }

  static View oneWriter(int writer) {
    return new View(
        "oneWriter",
        new Ledger.OneWriter(writer),
        counts -> {
          Map<Long, Long> all = left(counts, count -> count);
          all.keySet().removeIf(key -> key / Ledger.KEYS != writer);
          return List.of(Optional.of(all));
        });
  }

  private static View rebuilt(int writer) {
    return new View(
        "rebuilt",
        new Ledger.Rebuilt(writer),
        counts -> {
          long own = counts.counts().get(writer);
          return List.of(Optional.of(right(counts, count -> count + own)));
        });
  }

  private static View fragile(int writer) {
    return new View(
        "fragile",
        new Ledger.Fragile(writer),
        counts ->
            List.of(
                Ledger.fails(counts.counts().get(writer))
                    ? Optional.empty()
                    : Optional.of(right(counts, count -> count))));
  }

  private static List<Optional<Map<Long, Long>>> shifted(Counts counts) {
    return OFFSETS.stream()
        .map(offset -> Optional.of(right(counts, count -> count + offset)))
        .toList();
  }

  private static Map<Long, Long> left(Counts counts, LongFunction<Long> value) {
    Map<Long, Long> left = new TreeMap<>();
    for (long key = 0; key < Ledger.WRITERS * Ledger.KEYS; key++) {
      left.put(key, value.apply(counts.counts().get((int) (key / Ledger.KEYS))));
    }
    return left;
  }

  private static Map<Long, Long> right(Counts counts, LongFunction<Long> value) {
    return byWriter(counts.counts(), value);
  }

  private static Map<Long, Long> byWriter(List<Long> counts, LongFunction<Long> value) {
    Map<Long, Long> right = new TreeMap<>();
    for (int writer = 0; writer < counts.size(); writer++) {
      right.put((long) writer, value.apply(counts.get(writer)));
    }
    return right;
  }

  private static Map<Long, Long> recent(Counts counts) {
    Map<Long, Long> recent = new TreeMap<>();
    for (int writer = 0; writer < Ledger.WRITERS; writer++) {
      long last = counts.counts().get(writer);
      for (long n = Math.max(1, last - Ledger.RECENT + 1); n <= last; n++) {
        recent.put(Ledger.slot(writer, n), n);
      }
    }
    return recent;
  }

  private static Map<Long, Long> first(Map<Long, Long> entries) {
    Map<Long, Long> first = new TreeMap<>(entries);
    first.keySet().removeIf(key -> key >= 3);
    return first;
  }

  /** Whether the view may show {@code seen} when the writers have counted so far. */
  boolean allows(Optional<Map<Long, Long>> seen, Counts counts) {
    return contents.apply(counts).contains(seen);
  }

  @Override
  public String toString() {
    return resource + params;
  }
}
