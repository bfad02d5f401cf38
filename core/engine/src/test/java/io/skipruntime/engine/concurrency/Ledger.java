package io.skipruntime.engine.concurrency;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A service in which each writer counts under keys of its own, so that any contents show which
 * writes they reflect.
 *
 * <ul>
 *   <li>The n-th write of a writer puts n under all its keys of {@code left}, {@code right} and
 *       {@code recent} at once; {@code recent} has the last {@link #RECENT} of them.
 *   <li>A write of a negative number fails.
 *   <li>{@code notes} are counted separately, by writes to this one input.
 * </ul>
 *
 * @param offset what {@code shifted} adds; the service cannot be built if it is negative
 * @param source where {@code outside} comes from
 */
record Ledger(long offset, OutsideSource source)
    implements SkipService<Ledger.Inputs, Ledger.Shared> {

  static final int WRITERS = 4;
  static final long KEYS = 4;
  static final long RECENT = 16;
  static final long SLOTS = 64;
  static final long FAILS_AT = 7;

  record Inputs(
      EagerCollection<Long, Long> left,
      EagerCollection<Long, Long> right,
      EagerCollection<Long, Long> recent,
      EagerCollection<Long, Long> notes) {}

  record Shared(
      Inputs inputs,
      EagerCollection<Long, Long> differences,
      EagerCollection<Long, Long> sums,
      EagerCollection<Long, Long> balance,
      EagerCollection<Long, Long> shifted,
      EagerCollection<Long, Long> tripled,
      EagerCollection<Long, Long> outside) {}

  /** Always 0, as both sides are written together. */
  record Difference(EagerCollection<Long, Long> right) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> count, Emitter<Long, Long> out) {
      long left = count.getUnique();
      if (left < 0 && key % KEYS == KEYS - 1) {
        throw new IllegalStateException("a negative count");
      }
      out.emit(key, left - right.getUnique(key / KEYS));
    }
  }

  record ToKey(long divisor, long factor) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> counts, Emitter<Long, Long> out) {
      out.emit(key / divisor, factor * counts.getUnique());
    }
  }

  record Plus(long offset) implements Mapper<Long, Long, Long, Long> {
    Plus {
      if (offset < 0) {
        throw new IllegalArgumentException("a negative offset");
      }
    }

    @Override
    public void mapEntry(Long key, Values<Long> counts, Emitter<Long, Long> out) {
      out.emit(key, counts.getUnique() + offset);
    }
  }

  record Doubled(EagerCollection<Long, Long> left) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(2 * left.getUnique(key * KEYS));
    }
  }

  record Tripled(LazyCollection<Long, Long> doubled) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> counts, Emitter<Long, Long> out) {
      out.emit(key, counts.getUnique() + doubled.getUnique(key));
    }
  }

  /** The counts of one writer. */
  record OfWriter(long writer) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> counts, Emitter<Long, Long> out) {
      if (key / KEYS == writer) {
        out.emit(key, counts.getUnique());
      }
    }
  }

  record OneWriter(long writer) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.inputs().left().map(new OfWriter(writer));
    }
  }

  /** Is rebuilt with every count of its writer. */
  record Rebuilt(long writer) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      long count = shared.inputs().right().getUnique(writer);
      return shared.inputs().right().map(new Plus(count));
    }
  }

  record FailsAt(long writer) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> counts, Emitter<Long, Long> out) {
      if (key == writer && fails(counts.getUnique())) {
        throw new IllegalStateException("count of " + writer);
      }
      out.emit(key, counts.getUnique());
    }
  }

  /** Fails with some counts of its writer. */
  record Fragile(long writer) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.inputs().right().map(new FailsAt(writer));
    }
  }

  static boolean fails(long count) {
    return count % FAILS_AT == FAILS_AT - 1;
  }

  /** The n-th write of a writer. */
  static Map<String, List<Entry<Long, Long>>> count(int writer, long n) {
    return Map.of(
        "left", counts(writer, n),
        "right", List.of(Entry.of((long) writer, n)),
        "recent",
            List.of(Entry.of(slot(writer, n), n), Entry.deleted(slot(writer, n + SLOTS - RECENT))));
  }

  private static List<Entry<Long, Long>> counts(int writer, long n) {
    return LongStream.range(writer * KEYS, (writer + 1) * KEYS)
        .mapToObj(key -> Entry.of(key, n))
        .toList();
  }

  static long slot(int writer, long n) {
    return writer * SLOTS + Math.floorMod(n, SLOTS);
  }

  @Override
  public InitialData initialData() {
    List<Entry<Long, Long>> left = new ArrayList<>();
    List<Entry<Long, Long>> right = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      left.addAll(counts(writer, 0));
      right.add(Entry.of((long) writer, 0L));
    }
    return InitialData.empty().with("left", left).with("right", right).with("notes", right);
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("outside", source);
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("left", (shared, context) -> shared.inputs().left())
        .and("right", (shared, context) -> shared.inputs().right())
        .and("recent", (shared, context) -> shared.inputs().recent())
        .and("notes", (shared, context) -> shared.inputs().notes())
        .and("first", (shared, context) -> shared.inputs().left().take(3))
        .and("differences", (shared, context) -> shared.differences())
        .and("sums", (shared, context) -> shared.sums())
        .and("balance", (shared, context) -> shared.balance())
        .and("shifted", (shared, context) -> shared.shifted())
        .and("tripled", (shared, context) -> shared.tripled())
        .and("outside", (shared, context) -> shared.outside())
        .and("oneWriter", OneWriter.class)
        .and("rebuilt", Rebuilt.class)
        .and("fragile", Fragile.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Long> sums =
        in.left().mapReduce(new ToKey(KEYS, 1), Reducers.<Long>sum());
    EagerCollection<Long, Long> negative = in.right().map(new ToKey(1, -KEYS));
    LazyCollection<Long, Long> doubled = context.createLazyCollection(new Doubled(in.left()));
    return new Shared(
        in,
        in.left().map(new Difference(in.right())),
        sums,
        sums.map(new ToKey(Long.MAX_VALUE, 1))
            .merge(negative.map(new ToKey(Long.MAX_VALUE, 1)))
            .reduce(Reducers.<Long>sum()),
        in.right().map(new Plus(offset)),
        in.right().map(new Tripled(doubled)),
        context.useExternalResource(
            ExternalResource.of("outside", "counts", Long.class, Long.class)));
  }
}
