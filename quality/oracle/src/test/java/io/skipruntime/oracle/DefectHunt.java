package io.skipruntime.oracle;

import java.util.Optional;
import java.util.concurrent.Callable;

/** Looks for the first difference there is, and gives its shrunk case; empty text if none. */
public final class DefectHunt implements Callable<String> {

  private static final int COMMITS = 50;
  private static final int MOST_PROGRAMS = 2000;

  @Override
  public String call() {
    for (long seed = 1; seed <= MOST_PROGRAMS; seed++) {
      Optional<String> report = Finding.of(seed, COMMITS).report();
      if (report.isPresent()) {
        return report.get();
      }
    }
    return "";
  }
}
