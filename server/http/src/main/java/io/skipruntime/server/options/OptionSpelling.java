package io.skipruntime.server.options;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of options as people write them, which may be almost right. */
final class OptionSpelling {

  private static final int TYPED_PER_MISTAKE = 5;

  private OptionSpelling() {}

  /** The name that somebody meant who wrote almost that; empty if none is near. */
  static Optional<String> nearest(String written, Stream<String> names) {
    return names
        .filter(each -> distance(each, written) <= written.length() / TYPED_PER_MISTAKE)
        .min(Comparator.comparingInt(each -> distance(each, written)));
  }

  /** How many characters are added, taken away or replaced on the way from one to the other. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
