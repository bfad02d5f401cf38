package io.skipruntime.server.postgres;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** A service with a column of each type, and a server for it. */
final class Orders implements SkipService<Orders.In, Orders.Shared> {

  static final int COUNT = 5_000;
  static final UUID REFERENCE = new UUID(7, 9);

  record Order(
      String customer,
      int pieces,
      BigDecimal amount,
      double weight,
      boolean open,
      UUID reference,
      Instant at,
      Optional<String> note,
      Json details) {}

  record In(EagerCollection<Long, Order> orders) {}

  record Shared(EagerCollection<Long, Order> orders, EagerCollection<Long, Long> doubled) {}

  private static Order order(long id) {
    return new Order(
        id % 2 == 0 ? "Ann" : "日本",
        (int) id,
        new BigDecimal("12345.6789").add(BigDecimal.valueOf(id)),
        id + 0.5,
        id % 3 == 0,
        REFERENCE,
        Instant.parse("2026-01-02T03:04:05.678901Z").plusSeconds(id),
        id % 5 == 0 ? Optional.of("note " + id) : Optional.empty(),
        Json.object(Map.of("id", Json.of(id))));
  }

  @Override
  public InitialData initialData() {
    List<Entry<Long, Order>> orders = new ArrayList<>();
    for (long id = 1; id <= COUNT; id++) {
      orders.add(Entry.of(id, order(id)));
    }
    return InitialData.of("orders", orders.toArray(Entry<?, ?>[]::new));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("doubled", (shared, context) -> shared.doubled());
  }

  @Override
  public Shared createGraph(In in, Context context) {
    return new Shared(in.orders(), in.orders().mapValues(order -> 2L * order.pieces()));
  }

  static ServerOptions options() {
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0);
    return options.withQueries(options.queries().withPostgresPort(0));
  }

  static SkipServer started(ServerOptions options) {
    return SkipServer.start(new Orders(), options);
  }

  static String address(SkipServer server) {
    return "jdbc:postgresql://127.0.0.1:" + server.postgresPort().orElseThrow() + "/skip";
  }

  static Connection connect(SkipServer server) throws SQLException {
    return connect(server, Map.of());
  }

  static Connection connect(SkipServer server, Map<String, String> others) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", "reader");
    properties.put("sslmode", "disable");
    properties.put("loginTimeout", "60");
    properties.putAll(others);
    return DriverManager.getConnection(address(server), properties);
  }
}
