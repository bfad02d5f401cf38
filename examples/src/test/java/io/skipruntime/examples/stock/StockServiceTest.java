package io.skipruntime.examples.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.stock.StockService.Item;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch, appended lines, a database and writes of users in one collection. */
final class StockServiceTest {

  private static final String DATABASE = "jdbc:h2:mem:stock;DB_CLOSE_DELAY=-1";

  @TempDir Path directory;

  private static List<Entry<String, Item>> stock(ServiceInstance service) {
    return service.getAll("stock", Json.object(Map.of()));
  }

  private static Item item(String name, String price, long amount, boolean isLow) {
    return new Item(name, "Kilns & Sons", Optional.of(new BigDecimal(price)), amount, isLow);
  }

  private static void becomes(ServiceInstance service, Item bowl, Item vase) {
    List<Entry<String, Item>> expected = List.of(Entry.of("b1", bowl), Entry.of("v1", vase));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!stock(service).equals(expected) && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(stock(service)).isEqualTo(expected);
  }

  @Test
  void stock_followsTheBatch_theAppendedLines_theDatabase_andUsers() throws Exception {
    StockExample.fill(directory, DATABASE);
    try (ServiceInstance service =
        ServiceInstance.start(new StockService(directory, DATABASE, 20))) {
      Item bowl = item("bowl", "3.25", 4, false);
      becomes(service, bowl, item("vase", "12.50", 7, false));
      Files.writeString(
          directory.resolve("movements.ndjson"),
          "{\"product\":\"v1\",\"amount\":-2}\n",
          StandardOpenOption.APPEND);
      becomes(service, bowl, item("vase", "12.50", 5, false));
      try (Connection connection = DriverManager.getConnection(DATABASE);
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE prices SET price = 11.75 WHERE code = 'v1'");
      }
      becomes(service, bowl, item("vase", "11.75", 5, false));
      service.update("minimums", List.of(Entry.of("v1", 10L)));
      becomes(service, bowl, item("vase", "11.75", 5, true));
      Path catalogue = directory.resolve("catalogue.csv");
      Files.writeString(catalogue, Files.readString(catalogue).replace("bowl", "basin"));
      becomes(service, item("basin", "3.25", 4, false), item("vase", "11.75", 5, true));
    }
  }
}
