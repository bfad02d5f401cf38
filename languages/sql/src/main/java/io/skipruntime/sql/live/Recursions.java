package io.skipruntime.sql.live;

import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Expansion;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.RecursiveStep;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Recursions as collections: the closure of the rows of the start.
 *
 * <ul>
 *   <li>A row of UNION ALL is there as often as there are ways to it: its last cell tells its way
 *       apart from all others. It is made of the keys of the rows on the way by SHA-256.
 * </ul>
 */
final class Recursions {

  /** What follows from rows is bounded: a recursion need not end. */
  private static final int MOST_ROWS = 100_000;

  private Recursions() {}

  /** The rows of a recursion: while it is opened in steps, the start comes in last. */
  static EagerCollection<Object, List<Object>> of(
      Plan.Recursion recursion,
      Function<Plan, EagerCollection<Object, List<Object>>> plans,
      Entrances entrances) {
    RecursiveStep.Taken taken = RecursiveStep.of(recursion);
    List<EagerCollection<?, ?>> sides = new ArrayList<>();
    for (RecursiveStep.Side side : taken.sides()) {
      sides.add(plans.apply(side.plan()).map(new Arranged(side.cells(), side.matchesNull())));
    }
    EagerCollection<Object, List<Object>> start = plans.apply(recursion.start());
    if (!recursion.isAll()) {
      return byRow(
          entrances
              .after(sides, start)
              .closure(new Followed(taken.step(), false), sides, MOST_ROWS));
    }
    return byRow(
            entrances
                .after(sides, start.map(new Begun()))
                .closure(new Followed(taken.step(), true), sides, MOST_ROWS))
        .map(new Ended());
  }

  @SuppressWarnings("unchecked") // a row is a key
  private static EagerCollection<Object, List<Object>> byRow(
      EagerCollection<List<Object>, List<Object>> rows) {
    return (EagerCollection<Object, List<Object>>) (EagerCollection<?, ?>) rows;
  }

  /** The rows of a side under what they are found by, with their keys before them. */
  record Arranged(List<Integer> cells, List<Boolean> matchesNull)
      implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      List<Object> row = rows.getUnique();
      List<Object> by = RecursiveStep.keyOf(Cells.array(row), cells, matchesNull);
      if (by != null) {
        out.emit(by, List.of(key, row));
      }
    }
  }

  /** The rows that follow from a row, whose last cell is its way if each way counts. */
  record Followed(RecursiveStep step, boolean hasWay) implements Expansion<List<Object>> {
    @Override
    public void expand(List<Object> row, Found found, Consumer<? super List<Object>> out) {
      List<Object> cells = hasWay ? row.subList(0, row.size() - 1) : row;
      step.apply(
          Cells.array(cells),
          (side, key) -> met(found.<List<Object>>get(side, key)),
          (next, trail) ->
              out.accept(hasWay ? longer(next, row.getLast(), trail) : Cells.list(next)));
    }

    private static List<Object> longer(@Nullable Object[] row, Object way, List<Object> trail) {
      List<Object> longer = new ArrayList<>(Cells.list(row));
      longer.add(way(List.of(way, trail)));
      return List.copyOf(longer);
    }

    private static Iterable<RecursiveStep.Met> met(List<List<Object>> rows) {
      return () -> {
        Iterator<List<Object>> all = rows.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return all.hasNext();
          }

          @Override
          public RecursiveStep.Met next() {
            List<Object> row = all.next();
            return new RecursiveStep.Met(Cells.array((List<?>) row.get(1)), row.get(0));
          }
        };
      };
    }
  }

  /** The rows of the start with the beginnings of their ways. */
  record Begun() implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      List<Object> longer = new ArrayList<>(rows.getUnique());
      longer.add(way(key));
      out.emit(key, List.copyOf(longer));
    }
  }

  /** The rows without their ways, which are their keys. */
  record Ended() implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      List<Object> row = rows.getUnique();
      out.emit(row.getLast(), List.copyOf(row.subList(0, row.size() - 1)));
    }
  }

  /** What tells a way apart from all others. */
  private static UUID way(Object of) {
    try {
      byte[] text = Json.from(CanonicalKey.of(of)).toString().getBytes(StandardCharsets.UTF_8);
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
