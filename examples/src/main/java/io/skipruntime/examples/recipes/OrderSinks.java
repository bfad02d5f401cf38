package io.skipruntime.examples.recipes;

import io.skipruntime.ResourceSink;
import io.skipruntime.connect.WebhookSink;
import io.skipruntime.jdbc.JdbcSink;
import io.skipruntime.jdbc.SinkTable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;

/** The sinks of {@link OrdersService}: a table for reports, and a partner who is told of orders. */
final class OrderSinks {

  private OrderSinks() {}

  // region sinks
  /** The sinks, for {@code SkipService.sinks}. */
  public static Map<String, ResourceSink> of(DataSource reports, URI partner, Path secret) {
    SinkTable revenue = SinkTable.of("revenue", "customer").value("cents");
    return Map.of(
        "revenue-table", ResourceSink.of("revenue", JdbcSink.of(reports, revenue)),
        "order-hook", ResourceSink.of("orders", WebhookSink.to(partner).withSecretFile(secret)));
  }

  // endregion
}
