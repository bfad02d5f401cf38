package io.skipruntime.server.postgres;

import io.skipruntime.sql.system.CatalogSession;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parameters of a connection. Clients may set any, as they do when they begin; those that would
 * change how values are shown have one value that they accept. Used by one thread.
 */
final class Settings {

  private static final int MOST = 200;
  private static final int LONGEST = 1_000;

  private static final Map<String, String> INITIAL =
      Map.ofEntries(
          Map.entry("server_version", CatalogSession.VERSION),
          Map.entry("server_version_num", "150000"),
          Map.entry("server_encoding", "UTF8"),
          Map.entry("client_encoding", "UTF8"),
          Map.entry("datestyle", "ISO, MDY"),
          Map.entry("intervalstyle", "postgres"),
          Map.entry("timezone", "UTC"),
          Map.entry("integer_datetimes", "on"),
          Map.entry("standard_conforming_strings", "on"),
          Map.entry("is_superuser", "off"),
          Map.entry("default_transaction_read_only", "on"),
          Map.entry("transaction_read_only", "on"),
          Map.entry("transaction_isolation", "repeatable read"),
          Map.entry("default_transaction_isolation", "repeatable read"),
          Map.entry("in_hot_standby", "off"),
          Map.entry("search_path", "public"),
          Map.entry("application_name", ""),
          Map.entry("extra_float_digits", "1"),
          Map.entry("max_index_keys", "32"),
          Map.entry("max_identifier_length", "63"),
          Map.entry("bytea_output", "hex"),
          Map.entry("statement_timeout", "0"),
          Map.entry("lc_collate", "C"),
          Map.entry("lc_ctype", "C"));

  /** The parameters that clients are told of, with the names that they know. */
  static final Map<String, String> REPORTED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("server_version", "server_version"),
              Map.entry("server_encoding", "server_encoding"),
              Map.entry("client_encoding", "client_encoding"),
              Map.entry("application_name", "application_name"),
              Map.entry("datestyle", "DateStyle"),
              Map.entry("intervalstyle", "IntervalStyle"),
              Map.entry("timezone", "TimeZone"),
              Map.entry("integer_datetimes", "integer_datetimes"),
              Map.entry("standard_conforming_strings", "standard_conforming_strings"),
              Map.entry("is_superuser", "is_superuser"),
              Map.entry("default_transaction_read_only", "default_transaction_read_only"),
              Map.entry("in_hot_standby", "in_hot_standby")));

  private final Map<String, String> values = new HashMap<>(INITIAL);

  /** All parameters with their values. */
  Map<String, String> all() {
    return Map.copyOf(values);
  }

  /** The value of a parameter; empty if there is no such. */
  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(key(name)));
  }

  /** The name of a parameter in small letters, also if it has one of several words. */
  static String key(String name) {
    return switch (name) {
      case "transaction isolation level" -> "transaction_isolation";
      case "time zone" -> "timezone";
      case "session authorization" -> "session_authorization";
      default -> name.toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Sets a parameter.
   *
   * @return whether clients are told of it
   */
  boolean set(String name, String value) {
    String key = key(name);
    boolean isUsual = value.equalsIgnoreCase("default");
    String usual = INITIAL.getOrDefault(key, "");
    if (!isUsual) {
      require(key, value);
    }
    if (values.size() >= MOST && !values.containsKey(key)) {
      throw Failure.of("53000", "a connection may have " + MOST + " parameters");
    }
    String kept = isUsual || isFixed(key) ? usual : value;
    values.put(key, kept);
    return REPORTED.containsKey(key);
  }

  private static boolean isFixed(String key) {
    return switch (key) {
      case "client_encoding",
          "datestyle",
          "timezone",
          "standard_conforming_strings",
          "transaction_read_only",
          "default_transaction_read_only" ->
          true;
      default -> false;
    };
  }

  private static void require(String key, String value) {
    String lower = value.toLowerCase(Locale.ROOT).replace("\"", "").replace("'", "");
    boolean isGood =
        switch (key) {
          case "client_encoding" -> lower.matches("utf-?8|unicode|sql_ascii");
          case "standard_conforming_strings" -> isOn(lower);
          case "transaction_read_only", "default_transaction_read_only" -> isOn(lower);
          case "server_version", "server_encoding", "integer_datetimes", "is_superuser" -> false;
          default -> value.length() <= LONGEST;
        };
    if (!isGood) {
      throw Failure.of(
          "22023", "the parameter \"" + key + "\" cannot be set to \"" + shortened(value) + "\"");
    }
  }

  private static boolean isOn(String value) {
    return value.matches("on|true|yes|1");
  }

  private static String shortened(String value) {
    return value.length() > 100 ? value.substring(0, 100) + "…" : value;
  }

  /** Gives a parameter, or all of them, the value that they had at first. */
  void reset(String name) {
    if (name.equals("all")) {
      values.keySet().retainAll(INITIAL.keySet());
      values.putAll(INITIAL);
    } else {
      set(name, "default");
    }
  }
}
