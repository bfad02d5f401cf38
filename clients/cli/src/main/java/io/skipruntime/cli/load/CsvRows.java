package io.skipruntime.cli.load;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Comma-separated values in UTF-8, whose first line has the names of the columns. A cell without
 * quotes is a number, {@code true} or {@code false} if it is one in JSON, and null if it is empty;
 * all others are strings.
 */
public final class CsvRows implements Rows {

  private static final int MAX_RECORD_CHARACTERS = 1 << 20;

  private final Lines lines;
  private final char separator;
  private final Set<String> strings;
  private final Shape shape;
  private final List<String> columns;
  private final String key;
  private int recordBytes;

  /**
   * Rows of lines; reads the first.
   *
   * @param key the column that is the key; the first if empty
   * @param strings the columns whose cells are strings, whatever is in them
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the first line is not the names of columns, or lacks one
   */
  public CsvRows(
      Lines lines, char separator, Optional<String> key, Set<String> strings, Shape shape)
      throws IOException {
    this.lines = lines;
    this.separator = separator;
    this.strings = strings;
    this.shape = shape;
    this.columns = header();
    this.key = key.orElse(columns.getFirst());
    requireColumn(this.key);
    shape.value().ifPresent(this::requireColumn);
    strings.forEach(this::requireColumn);
  }

  private List<String> header() throws IOException {
    try {
      Optional<String> record = record();
      List<String> names =
          record.isEmpty()
              ? List.of()
              : CsvRecord.cells(record.get(), separator).stream()
                  .map(CsvRecord.Cell::text)
                  .toList();
      if (names.isEmpty() || names.contains("") || Set.copyOf(names).size() < names.size()) {
        throw new IllegalArgumentException(
            "the first line has to have a different name for each column");
      }
      return names;
    } catch (CsvRecord.MalformedException e) {
      throw new IllegalArgumentException(
          "the first line has to have the columns' names: " + e.getMessage(), e);
    }
  }

  private void requireColumn(String name) {
    if (!columns.contains(name)) {
      throw new IllegalArgumentException(
          "there is no column " + name + "; there are " + String.join(", ", columns));
    }
  }

  @Override
  public Optional<Row> next() throws IOException {
    while (true) {
      long first = lines.number() + 1;
      try {
        Optional<String> record = record();
        if (record.isEmpty()) {
          return Optional.empty();
        }
        if (!isBlank(record.get())) {
          return Optional.of(row(first, CsvRecord.cells(record.get(), separator)));
        }
      } catch (CsvRecord.MalformedException e) {
        return Optional.of(Row.wrong(first, String.valueOf(e.getMessage())));
      }
    }
  }

  /** Whether a record has nothing at all: separators that are white space are something. */
  private boolean isBlank(String record) {
    return record.isBlank() && record.indexOf(separator) < 0;
  }

  /** The lines of the next record, joined. */
  private Optional<String> record() throws IOException, CsvRecord.MalformedException {
    Optional<byte[]> line = lines.next();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    recordBytes = 0;
    StringBuilder record = new StringBuilder();
    boolean isOpen = append(line.get(), false, record);
    while (isOpen) {
      line = lines.next();
      if (line.isEmpty() || record.length() > MAX_RECORD_CHARACTERS) {
        throw new CsvRecord.MalformedException(
            "a quote is not closed; nothing is written up to line " + lines.number());
      }
      record.append('\n');
      isOpen = append(line.get(), true, record);
    }
    boolean hasReturn = !record.isEmpty() && record.charAt(record.length() - 1) == '\r';
    return Optional.of(hasReturn ? record.substring(0, record.length() - 1) : record.toString());
  }

  /** Adds a line to a record; whether a quote is open at its end. */
  private boolean append(byte[] line, boolean isOpen, StringBuilder record)
      throws CsvRecord.MalformedException {
    recordBytes += line.length;
    String text = decoded(line);
    record.append(text);
    return CsvRecord.isOpenAfter(text, isOpen, separator);
  }

  private static String decoded(byte[] line) throws CsvRecord.MalformedException {
    try {
      return JsonString.ofUtf8(line).value();
    } catch (JsonSyntaxException e) {
      throw new CsvRecord.MalformedException(e.reason());
    }
  }

  private Row row(long line, List<CsvRecord.Cell> cells) {
    if (cells.size() != columns.size()) {
      return Row.wrong(
          line, "%d cells, where there are %d columns".formatted(cells.size(), columns.size()));
    }
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      members.put(columns.get(i), json(columns.get(i), cells.get(i)));
    }
    return shape.row(line, members, key, recordBytes);
  }

  private Json json(String column, CsvRecord.Cell cell) {
    if (cell.isQuoted() || strings.contains(column)) {
      return Json.of(cell.text());
    }
    return switch (cell.text()) {
      case "" -> Json.NULL;
      case "true" -> Json.of(true);
      case "false" -> Json.of(false);
      default -> numberOrString(cell.text());
    };
  }

  private static Json numberOrString(String text) {
    char first = text.charAt(0);
    if (first != '-' && (first < '0' || first > '9')) {
      return Json.of(text);
    }
    try {
      return Json.parse(text) instanceof JsonNumber number ? number : Json.of(text);
    } catch (JsonSyntaxException e) {
      return Json.of(text);
    }
  }
}
