package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The position up to which a service has a database's commits, as it is kept with the data.
 *
 * @param system the number of the database system
 * @param timeline the timeline of its log
 * @param lsn the end of the last commit that the service has
 * @param slot the slot that leads there; empty if it ended with its connection
 * @param tables the tables whose data is of this position, with their fingerprints
 */
record Place(String system, int timeline, long lsn, String slot, Map<String, String> tables) {

  /** The name of the position among those of the external service. */
  static final String STREAM = "wal";

  Json json() {
    Map<String, Json> prints = new HashMap<>();
    tables.forEach((table, print) -> prints.put(table, Json.of(print)));
    return json(Json.object(prints));
  }

  /** The position as JSON, with the tables as they were made JSON before. */
  Json json(Json prints) {
    return Json.object(
        Map.of(
            "system", Json.of(system),
            "timeline", Json.of(timeline),
            "lsn", Json.of(Lsn.text(lsn)),
            "slot", Json.of(slot),
            "tables", prints));
  }

  /** A position that was kept; empty if it is none. */
  static Optional<Place> of(Json json) {
    try {
      JsonObject object = json.asObject();
      Map<String, String> tables = new HashMap<>();
      object
          .get("tables")
          .asObject()
          .members()
          .forEach((table, print) -> tables.put(table, print.asString()));
      return Optional.of(
          new Place(
              object.get("system").asString(),
              (int) object.get("timeline").asLong(),
              Lsn.parse(object.get("lsn").asString()),
              object.get("slot").asString(),
              tables));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Where a server is: its system, its timeline, and the end of its log. */
  static Place current(Connection replication, String slot) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new Place(
          Objects.requireNonNull(row.getString("systemid")),
          row.getInt("timeline"),
          Lsn.parse(Objects.requireNonNull(row.getString("xlogpos"))),
          slot,
          Map.of());
    }
  }

  /**
   * Why a stream cannot go on from this position at a server; empty if it can. The server itself
   * does not check it: it moves a position forward that is before that of the slot.
   *
   * @param server where the server is
   * @param replication connection to it, of the replication protocol
   */
  Optional<String> obstacle(Place server, Connection replication, Catalog catalog)
      throws SQLException {
    if (!server.system.equals(system)) {
      return Optional.of("it is another database system");
    }
    if (server.lsn < lsn) {
      return Optional.of("the server is at " + Lsn.text(server.lsn) + ", before " + Lsn.text(lsn));
    }
    if (server.timeline != timeline && !branchedAfter(server.timeline, replication)) {
      return Optional.of("the server has another history since its timeline " + server.timeline);
    }
    String found =
        catalog.ask(
            "SELECT CASE WHEN plugin <> 'pgoutput' OR database <> current_database() THEN 'is of"
                + " another use' WHEN wal_status = 'lost' THEN 'was lost, since the server had to"
                + " keep too much for it' WHEN confirmed_flush_lsn > ?::pg_lsn THEN 'is at ' ||"
                + " confirmed_flush_lsn ELSE '' END FROM pg_replication_slots WHERE slot_name = ?",
            Lsn.text(lsn),
            slot);
    if (found == null) {
      return Optional.of("there is no slot " + slot);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of("the slot " + slot + " " + found);
  }

  /** Whether the server's timeline left this one at this position or after it. */
  private boolean branchedAfter(int serverTimeline, Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + serverTimeline)) {
      row.next();
      String history = new String(row.getBytes("content"), StandardCharsets.UTF_8);
      for (String line : history.split("\n", -1)) {
        List<String> parts = List.of(line.strip().split("\\s+", -1));
        if (parts.size() > 1 && parts.getFirst().equals(Integer.toString(timeline))) {
          return Lsn.parse(parts.get(1)) >= lsn;
        }
      }
      return false;
    }
  }
}
