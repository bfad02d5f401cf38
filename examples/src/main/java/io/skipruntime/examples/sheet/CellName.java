package io.skipruntime.examples.sheet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a cell, such as {@code B12}.
 *
 * @param column counted from 1: A is 1, Z 26, AA 27, ZZZ 18278
 * @param row counted from 1, at most 9,999,999
 */
record CellName(int column, int row) {

  private static final Pattern NAME = Pattern.compile("([A-Za-z]{1,3})([1-9][0-9]{0,6})");
  private static final int MAX_CELLS = 10_000;
  private static final int LETTERS = 26;

  /** The cell of a name, in letters of either case. */
  static Optional<CellName> parse(String text) {
    Matcher matcher = NAME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int column = 0;
    for (char letter : matcher.group(1).toUpperCase(Locale.ROOT).toCharArray()) {
      column = column * LETTERS + (letter - 'A' + 1);
    }
    return Optional.of(new CellName(column, Integer.parseInt(matcher.group(2))));
  }

  /**
   * The cells of the rectangle with two opposite corners, row by row.
   *
   * @throws FormulaException if there are too many
   */
  static List<CellName> rectangle(CellName corner, CellName opposite) {
    int firstColumn = Math.min(corner.column, opposite.column);
    int lastColumn = Math.max(corner.column, opposite.column);
    int firstRow = Math.min(corner.row, opposite.row);
    int lastRow = Math.max(corner.row, opposite.row);
    if ((lastColumn - firstColumn + 1L) * (lastRow - firstRow + 1L) > MAX_CELLS) {
      throw new FormulaException("a range of more than " + MAX_CELLS + " cells");
    }
    List<CellName> cells = new ArrayList<>();
    for (int row = firstRow; row <= lastRow; row++) {
      for (int column = firstColumn; column <= lastColumn; column++) {
        cells.add(new CellName(column, row));
      }
    }
    return cells;
  }

  @Override
  public String toString() {
    StringBuilder letters = new StringBuilder();
    for (int rest = column; rest > 0; rest = (rest - 1) / LETTERS) {
      letters.insert(0, (char) ('A' + (rest - 1) % LETTERS));
    }
    return letters.toString() + row;
  }
}
