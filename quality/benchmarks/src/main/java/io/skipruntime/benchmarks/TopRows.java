package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Order;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;

/**
 * W8: the ten highest scores of all. One score after the other rises above all others, and falls
 * back at the next write, so that each write changes who is among the ten.
 */
final class TopRows {

  private static final int SEED = 7;
  private static final int COUNT = 10;
  private static final long FIRST_SCORE = 10_000_000;

  private final int size;

  private TopRows(int size) {
    this.size = size;
  }

  static List<WorkTask> tasks() {
    return List.of(new TopRows(100_000).task(), new TopRows(1_000_000).task().checkedTimes(8));
  }

  private WorkTask task() {
    return new WorkTask("W8 top 10", "N=" + size, this::ours, this::byHand)
        .withRequery(this::requery);
  }

  record Inputs(EagerCollection<Long, Long> scores) {}

  record Shared(EagerCollection<Long, Long> best) {}

  /** The service. */
  record Definition(int size) implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      return InitialData.empty()
          .with("scores", LongStream.range(0, size).mapToObj(key -> Entry.of(key, key)).toList());
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("best", (shared, context) -> shared.best());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.scores().topBy(score -> 0L, COUNT, Order.<Long>natural().descending()));
    }
  }

  /** A score that is changed. */
  private record Change(long key, long score) {}

  /** Changes that are written one after the other. */
  private final class Changes {
    private final Numbers random = new Numbers(SEED);
    private long risen;

    Change next(int i) {
      if (i % 2 == 0) {
        risen = random.below(size);
        return new Change(risen, FIRST_SCORE + i);
      }
      return new Change(risen, risen);
    }
  }

  private Work ours() {
    Service service = new Service(new Definition(size));
    service.<Long, Long>subscribe(
        "all",
        "best",
        new Resources.NoParameters(),
        entry -> entry.key() + (entry.values().isEmpty() ? 0 : entry.values().getFirst()));
    service.takeSum();
    Changes changes = new Changes();
    return new ServiceWork(
        service,
        i -> {
          Change change = changes.next(i);
          return service.update("scores", List.of(Entry.of(change.key(), change.score())));
        });
  }

  private Work byHand() {
    Map<Long, Long> scores = new HashMap<>();
    TreeSet<Change> order =
        new TreeSet<>(
            Comparator.comparingLong(Change::score).reversed().thenComparingLong(Change::key));
    for (long key = 0; key < size; key++) {
      scores.put(key, key);
      order.add(new Change(key, key));
    }
    Changes changes = new Changes();
    IntToLongFunction step =
        i -> {
          Change change = changes.next(i);
          Map<Long, Long> before = best(order);
          Long replaced = scores.put(change.key(), change.score());
          if (replaced != null) {
            order.remove(new Change(change.key(), replaced));
          }
          order.add(change);
          return difference(before, best(order));
        };
    return step::applyAsLong;
  }

  private static Map<Long, Long> best(NavigableSet<Change> order) {
    Map<Long, Long> best = HashMap.newHashMap(COUNT);
    for (Change row : order) {
      best.put(row.key(), row.score());
      if (best.size() == COUNT) {
        break;
      }
    }
    return best;
  }

  private static long difference(Map<Long, Long> before, Map<Long, Long> after) {
    long sum = 0;
    for (Map.Entry<Long, Long> row : after.entrySet()) {
      sum += row.getValue().equals(before.get(row.getKey())) ? 0 : row.getKey() + row.getValue();
    }
    for (long key : before.keySet()) {
      sum += after.containsKey(key) ? 0 : key;
    }
    return sum;
  }

  private Work requery() {
    Requery database =
        new Requery(
            "SELECT id, score FROM scores ORDER BY score DESC, id LIMIT " + COUNT,
            "CREATE TABLE scores (id INTEGER PRIMARY KEY, score INTEGER)",
            "CREATE INDEX scores_by_score ON scores (score DESC, id)");
    Requery.Statement put = database.statement("INSERT OR REPLACE INTO scores VALUES (?, ?)");
    for (long key = 0; key < size; key++) {
      put.run(key, key);
    }
    Changes changes = new Changes();
    return database.doing(i -> {
      Change change = changes.next(i);
      put.run(change.key(), change.score());
      database.commit();
      return database.changes();
    });
  }
}
