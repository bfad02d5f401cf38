package io.skipruntime.sql.system;

import java.util.Map;

/**
 * The connection that asks, as functions such as {@code current_user} show it. Immutable.
 *
 * @param database name of the database, which is any
 * @param user name of the user, which is any
 * @param number the number of the connection
 * @param settings the parameters of {@code SHOW} with their values, their names in small letters
 */
public record CatalogSession(
    String database, String user, long number, Map<String, String> settings) {

  /** The version of PostgreSQL whose catalogs these are. */
  public static final String VERSION = "15.0";

  /** Copies the map. */
  public CatalogSession {
    settings = Map.copyOf(settings);
  }

  /** A question that comes without a connection. */
  public static CatalogSession none() {
    return new CatalogSession("skip", "skip", 0, Map.of("server_version", VERSION));
  }
}
