package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import io.skipruntime.json.Json;
import io.skipruntime.sql.SnapshotQuery;
import io.skipruntime.sql.SqlParameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * W10: queries in SQL that no collection keeps up to date, over what was committed last: the number
 * and sum of the values from some value on for each station, and the value of a key. SQLite is not
 * asked where it takes minutes to fill.
 */
final class AdHoc {

  private static final int SEED = 7;
  private static final int STATIONS = 1_000;
  private static final int STEP = 100_000;
  private static final int LARGE_HEAP_MEGABYTES = 5 << 10;
  private static final SnapshotQuery.Limits LIMITS =
      new SnapshotQuery.Limits(60_000, 2L << 30, 1_000_000);
  private static final String GROUPS =
      "SELECT station, count(*) AS readings, CAST(sum(value) AS bigint) AS total FROM readings"
          + " WHERE value >= :least GROUP BY station";
  private static final String LOOKUP = "SELECT value FROM readings WHERE key = :key";

  private final int size;
  private final int stations;

  private AdHoc(int size, int stations) {
    this.size = size;
    this.stations = stations;
  }

  static List<WorkTask> tasks() {
    AdHoc some = new AdHoc(100_000, STATIONS);
    AdHoc many = new AdHoc(1_000_000, STATIONS);
    return List.of(
        some.groups().withRequery(some::requery),
        many.groups().withRequery(many::requery),
        new AdHoc(10_000_000, STATIONS).groups().withHeap(LARGE_HEAP_MEGABYTES),
        new AdHoc(10_000_000, 1_000_000).groups().withHeap(LARGE_HEAP_MEGABYTES),
        some.lookup());
  }

  private WorkTask groups() {
    return new WorkTask("W10 groups", sizes(), this::ours, this::byHand).checkedTimes(2);
  }

  private WorkTask lookup() {
    return new WorkTask("W10 key", "N=" + size, this::ourLookup, this::lookupByHand)
        .withRequery(this::lookupRequery);
  }

  private String sizes() {
    return "N=" + size + " G=" + stations;
  }

  record Reading(long station, long value) {}

  record Inputs(EagerCollection<Long, Reading> readings) {}

  private Reading readingOf(long key) {
    return new Reading(key % stations, key);
  }

  /** The service. */
  record Definition() implements SkipService<Inputs, Inputs> {
    @Override
    public Resources<Inputs> resources() {
      return Resources.empty();
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  private Service service() {
    Service service = new Service(new Definition());
    for (long first = 0; first < size; first += STEP) {
      service.update(
          "readings",
          LongStream.range(first, first + STEP)
              .mapToObj(key -> Entry.of(key, readingOf(key)))
              .toList());
    }
    return service;
  }

  /** The least value that counts; about half of all do. */
  private long leastOf(int i) {
    return size / 2L + i % 100;
  }

  private static long sum(List<List<Json>> rows) {
    long sum = 0;
    for (List<Json> row : rows) {
      for (Json number : row) {
        sum += number.asLong();
      }
    }
    return sum;
  }

  private static List<List<Json>> answer(Service service, String query, String name, long value) {
    return SnapshotQuery.over(service.instance().snapshot())
        .query(query, SqlParameters.of(Map.of(name, Json.of(value))), LIMITS, () -> false)
        .rows();
  }

  private Work ours() {
    Service service = service();
    return new ServiceWork(service, i -> sum(answer(service, GROUPS, "least", leastOf(i))));
  }

  private Work ourLookup() {
    Service service = service();
    Numbers random = new Numbers(SEED);
    return new ServiceWork(service, i -> sum(answer(service, LOOKUP, "key", random.below(size))));
  }

  private Map<Long, Reading> readings() {
    Map<Long, Reading> readings = new HashMap<>();
    for (long key = 0; key < size; key++) {
      readings.put(key, readingOf(key));
    }
    return readings;
  }

  private Work byHand() {
    Map<Long, Reading> readings = readings();
    return i -> {
      long least = leastOf(i);
      Map<Long, long[]> totals = new TreeMap<>();
      for (Reading reading : readings.values()) {
        if (reading.value() >= least) {
          long[] total = totals.computeIfAbsent(reading.station(), station -> new long[2]);
          total[0]++;
          total[1] += reading.value();
        }
      }
      long sum = 0;
      for (Map.Entry<Long, long[]> total : totals.entrySet()) {
        sum += total.getKey() + total.getValue()[0] + total.getValue()[1];
      }
      return sum;
    };
  }

  private Work lookupByHand() {
    Map<Long, Reading> readings = readings();
    Numbers random = new Numbers(SEED);
    return i -> {
      Reading reading = readings.get((long) random.below(size));
      return reading == null ? 0 : reading.value();
    };
  }

  private Requery filled(String query) {
    Requery database =
        new Requery(
            query,
            "CREATE TABLE readings (id INTEGER PRIMARY KEY, station INTEGER, value INTEGER)");
    Requery.Statement put = database.statement("INSERT INTO readings VALUES (?, ?, ?)");
    for (long key = 0; key < size; key++) {
      put.run(key, readingOf(key).station(), readingOf(key).value());
    }
    database.commit();
    return database;
  }

  private Work requery() {
    Requery database =
        filled(
            "SELECT station, count(*), sum(value) FROM readings WHERE value >= ? GROUP BY station");
    return database.doing(i -> database.sum(leastOf(i)));
  }

  private Work lookupRequery() {
    Requery database = filled("SELECT value FROM readings WHERE id = ?");
    Numbers random = new Numbers(SEED);
    return database.doing(i -> database.sum(random.below(size)));
  }
}
