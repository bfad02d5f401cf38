package io.skipruntime.examples.recipes;

import static io.skipruntime.engine.sink.MemoryTarget.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.Entry;
import io.skipruntime.Pair;
import io.skipruntime.ResourceSink;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.sink.MemoryTarget;
import io.skipruntime.examples.recipes.OrdersService.ChangeOrder;
import io.skipruntime.examples.recipes.OrdersService.CustomerScreen;
import io.skipruntime.examples.recipes.OrdersService.Line;
import io.skipruntime.examples.recipes.OrdersService.PlaceOrder;
import io.skipruntime.jdbc.JdbcSink;
import io.skipruntime.jdbc.SinkTable;
import io.skipruntime.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The recipes of docs/sinks.md do what the page says. */
class OrdersServiceTest {

  private static void place(ServiceInstance service, String order, String customer, long cents) {
    service.commands().run("place_order", new PlaceOrder(order, customer, cents));
  }

  private static void change(ServiceInstance service, String order, String what) {
    service.commands().run("change_order", new ChangeOrder(order, what));
  }

  @Test
  void readModels_followTheLog_andARuleIsKept() {
    try (ServiceInstance service = ServiceInstance.start(new OrdersService(Map.of()))) {
      place(service, "o1", "ann", 500);
      place(service, "o2", "ann", 700);
      place(service, "o3", "bob", 100);
      change(service, "o2", "cancelled");
      change(service, "o1", "shipped");
      assertThat(service.<String, Long>getAll("revenue"))
          .containsExactly(Entry.of("ann", 500L), Entry.of("bob", 100L));
      assertThat(service.getInput("log")).hasSize(5);
      assertThatThrownBy(() -> place(service, "o1", "ann", 1))
          .isInstanceOf(CommandRefusedException.class);
      assertThatThrownBy(() -> change(service, "o2", "shipped"))
          .isInstanceOf(CommandRefusedException.class);
    }
  }

  @Test
  void screen_isOneResource() {
    try (ServiceInstance service = ServiceInstance.start(new OrdersService(Map.of()))) {
      place(service, "o1", "ann", 500);
      place(service, "o2", "ann", 700);
      place(service, "o3", "bob", 100);
      change(service, "o2", "shipped");
      assertThat(
              service.<Pair<String, String>, Line>getAll(
                  "customer_screen", new CustomerScreen("ann")))
          .containsExactly(
              Entry.of(new Pair<>("ann", ""), new Line("total", "", 1200)),
              Entry.of(new Pair<>("ann", "o1"), new Line("o1", "placed", 500)),
              Entry.of(new Pair<>("ann", "o2"), new Line("o2", "shipped", 700)));
    }
  }

  @Test
  void readModels_areCarriedToATableAndAnotherSystem() throws SQLException {
    JdbcDataSource reports = new JdbcDataSource();
    reports.setURL("jdbc:h2:mem:reports;DB_CLOSE_DELAY=-1");
    try (Connection connection = reports.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE revenue (customer VARCHAR(40) PRIMARY KEY, cents BIGINT)");
    }
    MemoryTarget partner = new MemoryTarget(false);
    SinkTable table = SinkTable.of("revenue", "customer").value("cents");
    Map<String, ResourceSink> sinks =
        Map.of(
            "revenue-table", ResourceSink.of("revenue", JdbcSink.of(reports, table)),
            "order-hook", ResourceSink.of("orders", partner));
    try (ServiceInstance service = ServiceInstance.start(new OrdersService(sinks))) {
      place(service, "o1", "ann", 500);
      place(service, "o2", "bob", 100);
      change(service, "o2", "cancelled");
      await(() -> rows(reports).equals(Map.of("ann", 500L)));
      await(() -> partner.contents().containsKey(Json.of("o2")));
    }
    assertThat(
            OrderSinks.of(
                reports, URI.create("http://127.0.0.1:1/orders"), Path.of("partner-secret")))
        .containsOnlyKeys("revenue-table", "order-hook");
  }

  private static Map<String, Long> rows(JdbcDataSource reports) {
    Map<String, Long> rows = new TreeMap<>();
    try (Connection connection = reports.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT customer, cents FROM revenue")) {
      while (found.next()) {
        rows.put(found.getString(1), found.getLong(2));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
