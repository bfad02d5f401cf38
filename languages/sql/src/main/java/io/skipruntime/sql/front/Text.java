package io.skipruntime.sql.front;

import java.util.List;

/**
 * The text of a query for the parser, which knows neither {@code :name} nor {@code $1} nor {@code
 * interval '1 day'}, takes {@code ::} for weaker than it is and {@code date_trunc} for a function
 * of another dialect, and gives {@code current_timestamp} no zone. Nor does it know the escapes of
 * {@code E'…'}, {@code OPERATOR(…)}, functions with a schema and casts to {@code regclass}. What
 * stands there in place of them has the place of what it replaces.
 *
 * @param original the text as it was given
 * @param query the text that the parser takes
 * @param parameters the name of each parameter, in the order in which they stand
 * @param pieces what the text is made of, without gaps
 */
record Text(String original, String query, List<String> parameters, List<Piece> pieces) {

  /**
   * A part of the text for the parser.
   *
   * @param start where it begins
   * @param origin where what it stands for begins in the original text
   * @param isCopied whether it is a copy of that
   */
  record Piece(int start, int origin, boolean isCopied) {}

  /**
   * A place in the text.
   *
   * @param line from 1
   * @param column from 1
   */
  record Place(int line, int column) {}

  /** The place in the original text of a place in the one for the parser. */
  Place original(int line, int column) {
    int at = 0;
    for (int i = 1; i < line && query.indexOf('\n', at) >= 0; i++) {
      at = query.indexOf('\n', at) + 1;
    }
    int position = Math.min(at + column - 1, query.length());
    Piece found = pieces.getFirst();
    for (Piece piece : pieces) {
      if (piece.start() <= position) {
        found = piece;
      }
    }
    int origin = found.origin() + (found.isCopied() ? position - found.start() : 0);
    return place(original, Math.min(origin, original.length()));
  }

  /** The place of an offset in a text. */
  static Place place(String text, int offset) {
    String before = text.substring(0, offset);
    return new Place(
        1 + (int) before.chars().filter(each -> each == '\n').count(),
        before.length() - before.lastIndexOf('\n'));
  }
}
