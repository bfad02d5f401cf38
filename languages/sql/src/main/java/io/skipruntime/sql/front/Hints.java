package io.skipruntime.sql.front;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The hints that say what to write instead of what PostgreSQL has and Skip has not. */
final class Hints {

  private static final String NO_CHANCE =
      "a query has the same result each time; give the value as a parameter";
  private static final String NO_PATH =
      "take the part by ->, #> or jsonb_array_elements, and compare by @>";
  private static final String NO_SEARCH = "search by ILIKE or by a regular expression with ~*";
  private static final String NO_RECORDS =
      "take the rows by jsonb_array_elements and the columns by ->>";
  private static final String NO_ROW =
      "a whole row is no value; name its columns, as in jsonb_build_object('name', name)";

  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          Map.entry("random", NO_CHANCE),
          Map.entry("gen_random_uuid", NO_CHANCE),
          Map.entry("uuid_generate_v4", NO_CHANCE),
          Map.entry("clock_timestamp", "use now(), or a parameter in a live query"),
          Map.entry("jsonb_path_query", NO_PATH),
          Map.entry("jsonb_path_query_array", NO_PATH),
          Map.entry("jsonb_path_query_first", NO_PATH),
          Map.entry("jsonb_path_exists", NO_PATH),
          Map.entry("@?", NO_PATH),
          Map.entry("@@", NO_SEARCH),
          Map.entry("to_tsvector", NO_SEARCH),
          Map.entry("to_tsquery", NO_SEARCH),
          Map.entry("plainto_tsquery", NO_SEARCH),
          Map.entry("ts_rank", NO_SEARCH),
          Map.entry("similarity", NO_SEARCH),
          Map.entry("jsonb_each", "take the names by jsonb_object_keys and the values by ->"),
          Map.entry("json_each", "take the names by jsonb_object_keys and the values by ->"),
          Map.entry("jsonb_each_text", "take the names by jsonb_object_keys and the values by ->>"),
          Map.entry("jsonb_to_recordset", NO_RECORDS),
          Map.entry("jsonb_to_record", NO_RECORDS),
          Map.entry("jsonb_populate_record", NO_RECORDS),
          Map.entry("row_to_json", NO_ROW),
          Map.entry("regexp_matches", "use regexp_match for the first match"),
          Map.entry("$percentile_cont", "several fractions are several calls"),
          Map.entry("$percentile_disc", "several fractions are several calls"),
          Map.entry("sha256", "md5 is there"),
          Map.entry("encode", "bytes (bytea) are not there"),
          Map.entry("decode", "bytes (bytea) are not there"),
          Map.entry("xmlagg", "XML is not there; use jsonb_agg"));

  private static final Map<String, String> WORDS =
      Map.of(
          "groups", "a frame of GROUPS is not supported; use ROWS or RANGE",
          "update", "FOR UPDATE is not supported: a query reads one version and locks nothing",
          "share", "FOR SHARE is not supported: a query reads one version and locks nothing",
          "using", "write ORDER BY … DESC or ASC",
          ":", "a part of an array is not supported; use single elements, or unnest");

  /** The types of PostgreSQL that are not there. */
  private static final Set<String> TYPES =
      Set.of(
          "bytea",
          "inet",
          "cidr",
          "macaddr",
          "money",
          "xml",
          "point",
          "line",
          "polygon",
          "circle",
          "box",
          "path",
          "tsvector",
          "tsquery",
          "timetz",
          "bit",
          "varbit",
          "hstore",
          "citext",
          "int4range",
          "int8range",
          "numrange",
          "tsrange",
          "tstzrange",
          "daterange",
          "regconfig");

  private Hints() {}

  /** What to write instead of a function. */
  static Optional<String> forFunction(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name.toLowerCase(Locale.ROOT)));
  }

  /** What to write instead of what begins with a word. */
  static Optional<String> forWord(String word) {
    return Optional.ofNullable(WORDS.get(word.toLowerCase(Locale.ROOT)));
  }

  static boolean isType(String name) {
    return TYPES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** What to write instead of the alias of a table as a value. */
  static String forRow() {
    return NO_ROW;
  }

  /** What to write instead of an operation of the algebra. */
  static String forOperation(String operation) {
    return switch (operation) {
      case "Collect" -> "MULTISET is not supported; use ARRAY(SELECT …)";
      case "Sample" -> "TABLESAMPLE is not supported; select by a condition";
      case "TableFunctionScan" -> "this function does not stand in FROM";
      default -> operation + " is not supported";
    };
  }
}
