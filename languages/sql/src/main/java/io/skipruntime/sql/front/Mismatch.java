package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parser's refusal of arguments whose types a function or an operator does not take. */
final class Mismatch {

  private static final Pattern REFUSAL =
      Pattern.compile(
          "Cannot apply '([^']+)' to arguments of type '(.*?)'(?:\\.\\s.*)?", Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("<([^<>]+)>");
  private static final Pattern CAST =
      Pattern.compile("Cast function cannot convert value of type (.+) to type (.+)");
  private static final Set<String> OF_TRUTHS =
      Set.of(
          "AND", "OR", "NOT", "IS TRUE", "IS FALSE", "IS NOT TRUE", "IS NOT FALSE", "IS UNKNOWN");

  private Mismatch() {}

  /** The refusal as one of the dialect; empty if the parser's message is about something else. */
  static Optional<SqlException> of(String message) {
    Matcher cast = CAST.matcher(message);
    if (cast.matches()) {
      return type(cast.group(1))
          .flatMap(from -> type(cast.group(2)).map(to -> Operands.noCast(from, to)));
    }
    Matcher refusal = REFUSAL.matcher(message);
    return refusal.matches() ? of(refusal.group(1), refusal.group(2)) : Optional.empty();
  }

  private static Optional<SqlException> of(String operator, String call) {
    List<SqlType> types = new ArrayList<>();
    Matcher argument = TYPE.matcher(call);
    while (argument.find()) {
      if (argument.group(1).equals("SYMBOL")) {
        continue;
      }
      Optional<SqlType> type = type(argument.group(1));
      if (type.isEmpty()) {
        return Optional.empty();
      }
      types.add(type.get());
    }
    if (types.isEmpty()) {
      return Optional.empty();
    }
    if (OF_TRUTHS.contains(operator)) {
      return types.stream()
          .filter(type -> type != SqlType.BOOLEAN && type != SqlType.UNKNOWN)
          .findFirst()
          .map(type -> Operands.noTruth(operator, type));
    }
    return Optional.of(
        operator.equals("ITEM")
            ? SqlException.of(
                SqlException.INVALID,
                types.getFirst().postgres() + " has no elements; [] is of arrays")
            : Operands.refusal(operator, types));
  }

  /** The type that the parser writes so. */
  private static Optional<SqlType> type(String name) {
    String known =
        name.replace(" NOT NULL", "")
            .replaceAll("\\([^()]*\\)", "")
            .strip()
            .toUpperCase(Locale.ROOT);
    if (known.endsWith(" ARRAY")) {
      return type(known.substring(0, known.length() - " ARRAY".length()))
          .filter(element -> !element.isArray())
          .map(SqlType::array);
    }
    if (known.startsWith("INTERVAL")) {
      return Optional.of(SqlType.INTERVAL);
    }
    return Optional.ofNullable(
        switch (known) {
          case "TINYINT", "SMALLINT", "INTEGER" -> SqlType.INTEGER;
          case "BIGINT" -> SqlType.BIGINT;
          case "DECIMAL", "NUMERIC" -> SqlType.NUMERIC;
          case "FLOAT", "REAL", "DOUBLE" -> SqlType.DOUBLE;
          case "BOOLEAN" -> SqlType.BOOLEAN;
          case "CHAR", "VARCHAR", "CHARACTER" -> SqlType.TEXT;
          case "UUID" -> SqlType.UUID;
          case "TIMESTAMP_WITH_LOCAL_TIME_ZONE", "TIMESTAMP_TZ" -> SqlType.TIMESTAMPTZ;
          case "TIMESTAMP" -> SqlType.TIMESTAMP;
          case "DATE" -> SqlType.DATE;
          case "ANY", "VARIANT" -> SqlType.JSON;
          case "NULL", "UNKNOWN" -> SqlType.UNKNOWN;
          default -> null;
        });
  }
}
