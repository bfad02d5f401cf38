package io.skipruntime.examples.stock;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A program that runs {@link StockService} on files and a database that it makes. */
public final class StockExample {

  private static final long INTERVAL_MILLIS = 500;

  private StockExample() {}

  /** Runs the service until the process is told to stop. */
  public static int run(ServerOptions options) {
    try {
      Path directory = Files.createTempDirectory("skip-stock");
      String database = "jdbc:h2:" + directory.resolve("prices") + ";AUTO_SERVER=TRUE";
      fill(directory, database);
      System.out.print(text(directory, database));
      SkipServer.run(new StockService(directory, database, INTERVAL_MILLIS), options);
      return 0;
    } catch (IOException | SQLException e) {
      System.err.println("cannot make files and database: " + e.getMessage());
      return 1;
    }
  }

  /** Makes a catalogue, movements and prices. */
  static void fill(Path directory, String database) throws IOException, SQLException {
    Files.writeString(
        directory.resolve("catalogue.csv"),
        """
        code,name,supplier
        v1,vase,Kilns & Sons
        b1,bowl,Kilns & Sons
        """);
    Files.writeString(
        directory.resolve("movements.ndjson"),
        """
        {"product":"v1","amount":10}
        {"product":"b1","amount":4}
        {"product":"v1","amount":-3}
        """);
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE prices (code VARCHAR(9) PRIMARY KEY, price DECIMAL(9, 2),"
              + " changed TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)");
      statement.execute("INSERT INTO prices (code, price) VALUES ('v1', 12.50), ('b1', 3.25)");
    }
  }

  private static String text(Path directory, String database) {
    return """
    Follow the stock:
      curl -sN 'http://127.0.0.1:8080/v1/resources/stock'
    Sell two vases, rename the bowl, and say that there should be ten vases:
      echo '{"product":"v1","amount":-2}' >> %s/movements.ndjson
      sed -i s/bowl/basin/ %1$s/catalogue.csv
      curl -s -X PATCH http://127.0.0.1:8081/v1/inputs/minimums -H 'Content-Type: application/json' -d '[["v1",[10]]]'
    The prices are in the table prices of %s
    """
        .formatted(directory, database);
  }
}
