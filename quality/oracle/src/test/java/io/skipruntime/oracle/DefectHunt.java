package io.skipruntime.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Looks for the first few differences there are, and gives the shortest of their shrunk cases;
 * empty text if there is none. Commands read nodes by their numbers, so a difference that only a
 * command shows may not shrink.
 */
public final class DefectHunt implements Callable<String> {

  private static final int COMMITS = 50;
  private static final int MOST_PROGRAMS = 2000;
  private static final int DIFFERENCES = 2;

  @Override
  public String call() {
    List<String> reports = new ArrayList<>();
    for (long seed = 1; seed <= MOST_PROGRAMS && reports.size() < DIFFERENCES; seed++) {
      Finding.of(seed, COMMITS).report().ifPresent(reports::add);
    }
    return reports.stream().min(Comparator.comparingLong(DefectHunt::lines)).orElse("");
  }

  private static long lines(String report) {
    return report.lines().count();
  }
}
