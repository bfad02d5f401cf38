package io.skipruntime.jdbc;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SkipService;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service with people, who go to a table.
 *
 * @param sink where they go
 */
record PeopleService(Sink sink) implements SkipService<PeopleService.Inputs, PeopleService.Inputs> {

  /** The table that the people go to. */
  static final SinkTable TABLE =
      SinkTable.of("people", "id").members("name", "amount", "tags", "seen");

  /** A person. */
  record Person(
      String name, Optional<BigDecimal> amount, List<String> tags, Optional<Instant> seen) {}

  /** The input. */
  record Inputs(EagerCollection<Long, Person> people) {}

  /** All people. */
  record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Person> instantiate(Inputs in, Context context) {
      return in.people();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("all", new All());
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return Map.of("people", ResourceSink.of("all", sink));
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }
}
