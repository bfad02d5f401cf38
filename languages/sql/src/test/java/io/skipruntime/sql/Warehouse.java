package io.skipruntime.sql;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** A service with tables of all types, and those of the sqllogictest files. */
record Warehouse() implements SkipService<Warehouse.Tables, Warehouse.Tables> {

  /** A row of the files select1 to select3. */
  record Five(
      Optional<Integer> a,
      Optional<Integer> b,
      Optional<Integer> c,
      Optional<Integer> d,
      Optional<Integer> e) {}

  /** The key of the files on indexes. */
  record Pk(int pk) {}

  /** A row of these. */
  record Seven(
      Optional<Integer> col0,
      Optional<Double> col1,
      Optional<String> col2,
      Optional<Integer> col3,
      Optional<Double> col4,
      Optional<String> col5) {}

  record Customer(String name, Optional<String> region, Optional<Boolean> active) {}

  record Order(
      Optional<Long> customer,
      Optional<BigDecimal> total,
      Optional<Integer> pieces,
      Optional<Double> weight,
      Optional<Instant> placed) {}

  /** What happened, with a document about it. */
  record Event(String kind, Json payload) {}

  record Tables(
      EagerCollection<Long, Five> t1,
      EagerCollection<Pk, Seven> tab0,
      EagerCollection<Long, Customer> customers,
      EagerCollection<Long, Order> orders,
      EagerCollection<Long, Event> events) {}

  @Override
  public Resources<Tables> resources() {
    return LiveQuery.offeredBy(Resources.<Tables>empty());
  }

  @Override
  public Tables createGraph(Tables in, Context context) {
    return in;
  }
}
