package io.skipruntime.server.postgres;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of parameters, which are numbers in this protocol. */
final class ParameterNames {

  private static final int MOST = 10_000;
  private static final Pattern PLACES =
      Pattern.compile(
          "'[^']*+(?:''[^']*+)*+'|\"[^\"]*+\"|--[^\\n]*|::|\\$(?<number>[0-9]{1,5})"
              + "|:(?<name>[A-Za-z_][A-Za-z0-9_.]*)");

  private ParameterNames() {}

  /**
   * The index of a parameter.
   *
   * @param query the query that has it, for the place of one that is not a number
   */
  static int index(String name, String query) {
    if (!name.matches("[0-9]{1,5}")) {
      throw Failure.at(
          "42601", "a parameter is written as $1, not :" + name, position(name, query));
    }
    return index(name);
  }

  /** The number of the character where a parameter with a name begins, from 1; 0 if none does. */
  private static int position(String name, String query) {
    Matcher place = PLACES.matcher(query);
    while (place.find()) {
      if (name.equals(place.group("name"))) {
        return query.codePointCount(0, place.start()) + 1;
      }
    }
    return 0;
  }

  private static int index(String name) {
    int number = Integer.parseInt(name);
    if (number < 1 || number > MOST) {
      throw Failure.of("42P02", "there is no parameter $" + name);
    }
    return number - 1;
  }

  /**
   * A query whose parameters say their types: those that the client has for them, else text.
   *
   * @param oids the types that the client has
   */
  static String typed(String query, List<Integer> oids) {
    return PLACES.matcher(query).replaceAll(place -> Matcher.quoteReplacement(typed(place, oids)));
  }

  private static String typed(MatchResult place, List<Integer> oids) {
    String number = place.group("number");
    if (number == null) {
      return place.group();
    }
    int index = index(number);
    int oid = index < oids.size() ? oids.get(index) : 0;
    String type =
        switch (oid) {
          case 16 -> "boolean";
          case 20 -> "bigint";
          case 21, 23 -> "integer";
          case 700, 701 -> "float8";
          case 1082 -> "date";
          case 1114 -> "timestamp";
          case 1184 -> "timestamptz";
          case 1700 -> "numeric";
          case 2950 -> "uuid";
          case 114, 3802 -> "jsonb";
          default -> "text";
        };
    return "CAST(" + place.group() + " AS " + type + ")";
  }
}
