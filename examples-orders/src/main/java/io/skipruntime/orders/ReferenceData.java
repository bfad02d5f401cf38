package io.skipruntime.orders;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The tables of products and regions, with their first rows where there are none. */
final class ReferenceData {

  static final String PUBLICATION = "skip_orders";

  private static final List<String> STATEMENTS =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS products (
            id bigint PRIMARY KEY,
            name text NOT NULL,
            cents bigint NOT NULL CHECK (cents > 0))
          """,
          """
          CREATE TABLE IF NOT EXISTS regions (
            code text PRIMARY KEY,
            name text NOT NULL)
          """,
          """
          INSERT INTO products (id, name, cents)
            SELECT * FROM (VALUES
              (1, 'Fountain pen', 3900), (2, 'Ink, blue', 950), (3, 'Notebook', 1450),
              (4, 'Desk lamp', 6900), (5, 'Letter paper', 1200), (6, 'Pencil case', 2400)) first
            WHERE NOT EXISTS (SELECT FROM products)
          """,
          """
          INSERT INTO regions (code, name)
            SELECT * FROM (VALUES
              ('north', 'Northern coast'), ('south', 'Southern valleys'), ('east', 'Eastern hills'),
              ('west', 'Western islands')) first
            WHERE NOT EXISTS (SELECT FROM regions)
          """,
          """
          DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'skip_orders') THEN
              CREATE PUBLICATION skip_orders FOR TABLE products, regions
                WITH (publish_via_partition_root = true);
            END IF;
          END $$
          """);

  private ReferenceData() {}

  /** Makes tables, rows and publication, where they are not there yet. */
  static void prepare(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : STATEMENTS) {
        statement.execute(each);
      }
    }
  }
}
