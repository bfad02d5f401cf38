package io.skipruntime.postgres;

import io.skipruntime.SkipException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The slots of a database for logical replication, those of services among them. A slot whose
 * service is gone keeps the server's log for ever. Each call has a connection of its own;
 * thread-safe.
 */
public final class ReplicationSlots {

  private final PostgresOptions options;

  private ReplicationSlots(PostgresOptions options) {
    this.options = options;
  }

  /** The slots of the database that options name. */
  public static ReplicationSlots of(PostgresOptions options) {
    return new ReplicationSlots(options);
  }

  /**
   * A slot.
   *
   * @param name its name
   * @param isActive whether a connection uses it
   * @param isTemporary whether it ends with its connection
   * @param keptBytes how much of its log the server has to keep for it
   * @param state what the server says of the log that it keeps: {@code reserved}, {@code extended},
   *     {@code unreserved} or {@code lost}; empty if it says nothing
   */
  public record Slot(
      String name, boolean isActive, boolean isTemporary, long keptBytes, String state) {}

  /**
   * All slots, in the order of their names.
   *
   * @throws SkipException if the database cannot be asked
   */
  public List<Slot> list() {
    String query =
        "SELECT slot_name, active, temporary, coalesce(pg_wal_lsn_diff("
            + "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
            + " ELSE pg_current_wal_lsn() END, restart_lsn), 0)::bigint, coalesce(wal_status, '')"
            + " FROM pg_replication_slots WHERE database = current_database()"
            + " ORDER BY slot_name COLLATE \"C\"";
    try (Connection connection = new Sessions(options).ordinary();
        PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      List<Slot> slots = new ArrayList<>();
      while (row.next()) {
        slots.add(
            new Slot(
                row.getString(1),
                row.getBoolean(2),
                row.getBoolean(3),
                Math.max(0, row.getLong(4)),
                row.getString(5)));
      }
      return slots;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * Drops a slot; a service that had it reads all its tables again when it comes back.
   *
   * @throws SkipException if there is no such slot, a connection uses it, or the database does not
   *     permit it; nothing is changed then
   */
  public void drop(String name) {
    Optional<Slot> found = list().stream().filter(slot -> slot.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      throw new SkipException("there is no slot " + name + " of this database");
    }
    if (found.get().isActive()) {
      throw new SkipException(
          "the slot " + name + " is in use; stop the service that follows the database with it");
    }
    try (Connection connection = new Sessions(options).ordinary();
        PreparedStatement statement =
            connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      statement.setString(1, name);
      statement.execute();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static SkipException failure(SQLException failure) {
    return new SkipException("the database: " + Failures.of(failure).getMessage());
  }
}
