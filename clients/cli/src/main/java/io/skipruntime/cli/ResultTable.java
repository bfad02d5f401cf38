package io.skipruntime.cli;

import io.skipruntime.client.QueryResult;
import io.skipruntime.client.QueryResult.Column;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The result of a query as people read it: columns of equal width, numbers at the right, NULL as
 * {@code NULL}. Characters that would move the cursor are shown as JSON escapes them.
 *
 * <pre>
 * item  | amount
 * ------+-------
 * clock |     30
 * vase  |   NULL
 * </pre>
 */
final class ResultTable {

  private static final Set<String> NUMBERS =
      Set.of("integer", "bigint", "numeric", "double precision");
  private static final int FIRST_WIDE = 0x1100;

  private final List<Column> columns;
  private final List<List<String>> rows;
  private final int[] widths;

  private ResultTable(QueryResult result) {
    columns = result.columns();
    rows = new ArrayList<>();
    rows.add(columns.stream().map(column -> visible(column.name())).toList());
    for (List<Json> row : result.rows()) {
      rows.add(IntStream.range(0, row.size()).mapToObj(i -> cell(row.get(i), i)).toList());
    }
    widths =
        IntStream.range(0, columns.size())
            .map(i -> rows.stream().mapToInt(row -> width(row.get(i))).max().orElse(0))
            .toArray();
  }

  /** The lines of a result: the names of the columns, a rule, and the rows. */
  static List<String> lines(QueryResult result) {
    ResultTable table = new ResultTable(result);
    List<String> lines = new ArrayList<>();
    table.rows.forEach(row -> lines.add(table.line(row)));
    lines.add(1, table.rule());
    return lines;
  }

  /** The line that says how many rows a result has, and of which version it is. */
  static String size(QueryResult result) {
    int count = result.rows().size();
    return count + (count == 1 ? " row" : " rows") + " at " + result.watermark();
  }

  private String cell(Json cell, int column) {
    return switch (cell) {
      case JsonNull none -> "NULL";
      case JsonString text when !columns.get(column).type().equals("jsonb") ->
          visible(text.value());
      default -> visible(cell.toString());
    };
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String blanks = " ".repeat(widths[i] - width(cells.get(i)));
      boolean isRight = NUMBERS.contains(columns.get(i).type());
      line.append(i == 0 ? "" : " | ");
      line.append(isRight ? blanks + cells.get(i) : cells.get(i) + blanks);
    }
    return line.toString().stripTrailing();
  }

  private String rule() {
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      rule.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
    }
    return rule.toString();
  }

  private static String visible(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.chars()
        .forEach(each -> {
          switch (each) {
            case '\n' -> visible.append("\\n");
            case '\r' -> visible.append("\\r");
            case '\t' -> visible.append("\\t");
            default -> {
              if (Character.isISOControl(each)) {
                visible.append("\\u%04x".formatted(each));
              } else {
                visible.append((char) each);
              }
            }
          }
        });
    return visible.toString();
  }

  /** The number of cells of a terminal that a text takes. */
  static int width(String text) {
    return text.codePoints().map(ResultTable::width).sum();
  }

  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> character >= FIRST_WIDE && isWide(character) ? 2 : 1;
    };
  }

  /** Whether a character is one of those that Unicode (UAX 11) has take two cells. */
  private static boolean isWide(int character) {
    if (Character.isIdeographic(character) || Character.isEmojiPresentation(character)) {
      return true;
    }
    return switch (Character.UnicodeScript.of(character)) {
      case HANGUL, HIRAGANA, KATAKANA, BOPOMOFO, YI -> !isHalfWidth(character);
      default -> character > 0xff00 && character <= 0xff60; // full-width forms
    };
  }

  private static boolean isHalfWidth(int character) {
    return character > 0xff60 && character <= 0xffdc;
  }
}
