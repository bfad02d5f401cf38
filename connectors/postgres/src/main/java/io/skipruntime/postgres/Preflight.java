package io.skipruntime.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The check, before anything is made, that a database can be followed: it tries what is needed
 * instead of asking for the names of rights, and tells all that is missing at once, each with the
 * SQL that mends it.
 */
final class Preflight {

  private static final String PUBLICATION_OPTIONS =
      " WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);";

  private final Catalog catalog;
  private final PostgresOptions options;
  private final String role;

  Preflight(Catalog catalog, PostgresOptions options) throws SQLException {
    this.catalog = catalog;
    this.options = options;
    String user = catalog.ask("SELECT current_user");
    this.role = TableName.quoted(user == null ? options.user() : user);
  }

  /** What the server lacks for replication; empty if nothing. */
  List<String> server(Sessions sessions) throws SQLException {
    List<String> missing = new ArrayList<>();
    String level = catalog.ask("SHOW wal_level");
    if (!"logical".equals(level)) {
      missing.add(
          "wal_level is "
              + level
              + ": ALTER SYSTEM SET wal_level = 'logical'; and restart the server");
    }
    addSpareNumber(missing, "max_replication_slots", "SELECT count(*) FROM pg_replication_slots");
    addSpareNumber(missing, "max_wal_senders", "SELECT count(*) FROM pg_stat_replication");
    try (Connection replication = sessions.replication()) {
      replication.createStatement().executeQuery("IDENTIFY_SYSTEM").close();
    } catch (SQLException e) {
      if (!isOfRights(e)) {
        throw e;
      }
      missing.add(
          "a replication connection is refused ("
              + e.getMessage()
              + "): ALTER ROLE "
              + role
              + " REPLICATION; (RDS: GRANT rds_replication TO "
              + role
              + ";), and connect to the server itself, not to a pooler");
    }
    return missing;
  }

  /** Whether a connection is refused, and not only lost. */
  private static boolean isOfRights(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return state.startsWith("28") || state.startsWith("42") || state.startsWith("08P");
  }

  private void addSpareNumber(List<String> missing, String setting, String used)
      throws SQLException {
    long limit = number(catalog.ask("SHOW " + setting));
    long taken = number(catalog.ask(used));
    if (limit - taken < 2) {
      missing.add(
          "%d of %d %s are taken, and two are needed: ALTER SYSTEM SET %s = %d; and restart the server"
              .formatted(taken, limit, setting, setting, taken + 2));
    }
  }

  private static long number(@Nullable String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  /** What a table lacks for replication; empty if nothing. */
  List<String> table(TableName name, Optional<TableShape> found) throws SQLException {
    if (found.isEmpty()) {
      return List.of("there is no table " + name);
    }
    TableShape shape = found.get();
    List<String> missing = rights(shape);
    addIdentity(missing, shape);
    addPublication(missing, shape);
    return missing;
  }

  /** The rights that the role lacks to read a table or view. */
  List<String> rights(TableShape shape) {
    List<String> missing = new ArrayList<>();
    if (!shape.isUsable()) {
      missing.add(
          "GRANT USAGE ON SCHEMA " + TableName.quoted(shape.name().schema()) + " TO " + role + ";");
    }
    if (!shape.isSelectable()) {
      missing.add("GRANT SELECT ON " + shape.name() + " TO " + role + ";");
    }
    if (shape.isFiltered()) {
      missing.add(
          shape.name()
              + " has row-level security, which the stream does not have: ALTER ROLE "
              + role
              + " BYPASSRLS;");
    }
    return missing;
  }

  private void addIdentity(List<String> missing, TableShape shape) throws SQLException {
    if (shape.key().isEmpty()) {
      missing.add(
          shape.name()
              + " has no primary key: ALTER TABLE "
              + shape.name()
              + " ADD PRIMARY KEY (…);");
      return;
    }
    if (shape.identity() == 'd' && isDeferrable(shape)) {
      missing.add(
          "the primary key of "
              + shape.name()
              + " is deferrable, so that it is no replica identity: ALTER TABLE "
              + shape.name()
              + " REPLICA IDENTITY FULL;");
      return;
    }
    boolean isIdentified =
        switch (shape.identity()) {
          case 'f' -> true;
          case 'i' -> shape.identityIndex().containsAll(shape.key());
          case 'd' -> !shape.primaryKey().isEmpty();
          default -> false;
        };
    if (!isIdentified) {
      missing.add(
          "the replica identity of "
              + shape.name()
              + " does not have its key: ALTER TABLE "
              + shape.name()
              + " REPLICA IDENTITY DEFAULT;");
    }
  }

  private boolean isDeferrable(TableShape shape) throws SQLException {
    return catalog.ask(
            "SELECT 1 FROM pg_index WHERE indrelid = ? AND indisprimary AND NOT indimmediate",
            Integer.toUnsignedLong(shape.oid()))
        != null;
  }

  private void addPublication(List<String> missing, TableShape shape) throws SQLException {
    if (shape.name().schema().equals("pg_catalog")) {
      missing.add(shape.name() + " is a table of the system, which is not published: poll it");
      return;
    }
    String persistence =
        catalog.ask(
            "SELECT relpersistence::text FROM pg_class WHERE oid = ?",
            Integer.toUnsignedLong(shape.oid()));
    if (!"p".equals(persistence)) {
      missing.add(
          shape.name()
              + " is not logged, so that there are no changes to follow: poll it, or ALTER TABLE "
              + shape.name()
              + " SET LOGGED;");
      return;
    }
    String publication = TableName.quoted(options.publication());
    String publishes =
        catalog.ask(
            "SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate FROM pg_publication"
                + " WHERE pubname = ?",
            options.publication());
    if (publishes == null) {
      missing.add(
          "there is no publication: CREATE PUBLICATION "
              + publication
              + " FOR TABLE "
              + shape.name()
              + PUBLICATION_OPTIONS);
      return;
    }
    if (!publishes.equals("t")) {
      missing.add(
          "ALTER PUBLICATION "
              + publication
              + " SET (publish = 'insert, update, delete, truncate');");
    }
    if (shape.membership().isEmpty()) {
      boolean isRoot = shape.kind() == 'p' && isPublishedByParts(shape);
      missing.add(
          isRoot
              ? "ALTER PUBLICATION " + publication + " SET (publish_via_partition_root = true);"
              : "ALTER PUBLICATION " + publication + " ADD TABLE " + shape.name() + ";");
    }
  }

  private boolean isPublishedByParts(TableShape shape) throws SQLException {
    return catalog.ask(
            "SELECT 1 FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid"
                + " WHERE p.pubname = ? AND r.prrelid = ?",
            options.publication(),
            Integer.toUnsignedLong(shape.oid()))
        != null;
  }
}
