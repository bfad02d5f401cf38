package io.skipruntime.benchmarks.postgres;

import io.skipruntime.Resources;
import io.skipruntime.benchmarks.measure.Arrivals;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.postgres.PostgresService;

/** A service that follows the small tables, with a subscriber of each. */
final class SkipFollower implements Follower {

  private static final long LOAD_LIMIT_MILLIS = 600_000;

  private final Arrivals arrivals;
  private final ServiceInstance service;
  private final Subscriber events;
  private final Subscriber counters;

  /** Starts; returns when the tables are read. */
  SkipFollower(BenchmarkDatabase database, Arrivals arrivals) {
    this.arrivals = arrivals;
    service = start(database);
    Object none = new Resources.NoParameters();
    events =
        new Subscriber(
            service,
            "events",
            none,
            update -> update.values().forEach(entry -> arrivals.note(entry.key())));
    counters = new Subscriber(service, "counters", none, update -> {});
  }

  /** A running service of the database's tables. */
  static ServiceInstance start(BenchmarkDatabase database) {
    return ServiceInstance.start(
        new FollowingService(new PostgresService(database.options())),
        EngineOptions.defaults().withSourceTimeoutMillis(LOAD_LIMIT_MILLIS));
  }

  @Override
  public Arrivals arrivals() {
    return arrivals;
  }

  @Override
  public void close() {
    counters.close();
    events.close();
    service.close();
  }
}
