package io.skipruntime.server.options;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/** The names of options as people write them, which may be almost right. */
final class OptionSpelling {

  private static final int TYPED_PER_MISTAKE = 5;

  private OptionSpelling() {}

  /** What to say of a name that no option has. */
  static String unknown(String written, Function<ServerOption<?>, String> spelling) {
    return "there is no such option; "
        + nearest(written, spelling)
            .map(nearest -> "did you mean " + nearest + "?")
            .orElse("--help lists all");
  }

  /** The option that somebody meant who wrote almost its name. */
  static Optional<String> nearest(String written, Function<ServerOption<?>, String> spelling) {
    return ServerOptionTable.ALL.stream()
        .map(spelling)
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
