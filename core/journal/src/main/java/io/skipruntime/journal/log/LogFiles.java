package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names of the log's files. */
public final class LogFiles {

  /** What the name of every file begins with that does not count until it is renamed. */
  public static final String UNFINISHED = "new-";

  private static final String SEGMENT = "log-";

  private LogFiles() {}

  /** The name of a segment. */
  public static String name(long number) {
    return String.format(Locale.ROOT, "%s%012d", SEGMENT, number);
  }

  /** The number of the segment of a name; empty if it is none. */
  public static Optional<Long> number(String name) {
    return name.matches(SEGMENT + "[0-9]{12}")
        ? Optional.of(Long.parseLong(name.substring(SEGMENT.length())))
        : Optional.empty();
  }

  /** The numbers of the segments, ascending. */
  public static List<Long> numbers(Files files) throws IOException {
    return files.list().stream().flatMap(name -> number(name).stream()).sorted().toList();
  }

  /** Deletes what a crash left unfinished. */
  public static void deleteUnfinished(Files files) throws IOException {
    for (String name : files.list()) {
      if (name.startsWith(UNFINISHED)) {
        files.delete(name);
      }
    }
  }
}
