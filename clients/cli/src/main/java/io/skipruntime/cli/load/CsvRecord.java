package io.skipruntime.cli.load;

import java.util.ArrayList;
import java.util.List;

/**
 * A record of comma-separated values as RFC 4180 has them: cells may be quoted, and have
 * separators, line feeds and doubled quotes then.
 */
final class CsvRecord {

  private static final char QUOTE = '"';
  private static final char RETURN = '\r';

  private final String text;
  private final char separator;
  private final List<Cell> cells = new ArrayList<>();
  private int at;

  /**
   * One value.
   *
   * @param isQuoted whether it stood in quotes
   */
  record Cell(String text, boolean isQuoted) {}

  /** A record is not as it should be. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  private CsvRecord(String text, char separator) {
    this.text = text;
    this.separator = separator;
  }

  /**
   * Whether a quote is open at the end of a line, so that its record goes on in the next one.
   *
   * @param isOpenBefore whether one is open where the line begins
   */
  static boolean isOpenAfter(String line, boolean isOpenBefore, char separator) {
    boolean isOpen = isOpenBefore;
    int at = 0;
    while (true) {
      if (isOpen) {
        int quote = line.indexOf(QUOTE, at);
        if (quote < 0) {
          return true;
        }
        isOpen = line.startsWith("\"\"", quote);
        at = quote + (isOpen ? 2 : 1);
      } else if (line.startsWith("\"", at) && (at == 0 || line.charAt(at - 1) == separator)) {
        isOpen = true;
        at++;
      } else {
        at = line.indexOf(separator, at) + 1;
        if (at == 0) {
          return false;
        }
      }
    }
  }

  /**
   * The cells of a complete record.
   *
   * @throws MalformedException if quotes are not where they may be
   */
  static List<Cell> cells(String text, char separator) throws MalformedException {
    CsvRecord record = new CsvRecord(text, separator);
    do {
      record.cells.add(record.cell());
    } while (record.at++ < text.length());
    return record.cells;
  }

  private Cell cell() throws MalformedException {
    if (at < text.length() && text.charAt(at) == QUOTE) {
      return new Cell(quoted(), true);
    }
    int end = text.indexOf(separator, at);
    String cell = text.substring(at, end < 0 ? text.length() : end);
    if (cell.indexOf(QUOTE) >= 0) {
      throw new MalformedException(
          "column %d: a quote in a cell that does not begin with one".formatted(cells.size() + 1));
    }
    if (cell.indexOf(RETURN) >= 0) {
      throw new MalformedException(
          "column %d: a carriage return in a cell without quotes; lines end with a line feed"
              .formatted(cells.size() + 1));
    }
    at += cell.length();
    return new Cell(cell, false);
  }

  private String quoted() throws MalformedException {
    StringBuilder cell = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next != QUOTE) {
        cell.append(next);
      } else if (text.startsWith("\"\"", at)) {
        cell.append(QUOTE);
        at++;
      } else {
        at++;
        if (at < text.length() && text.charAt(at) != separator) {
          throw new MalformedException(
              "column %d: text after the closing quote".formatted(cells.size() + 1));
        }
        return cell.toString();
      }
    }
    throw new MalformedException("column %d: the quote is not closed".formatted(cells.size() + 1));
  }
}
