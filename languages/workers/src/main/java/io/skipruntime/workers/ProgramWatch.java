package io.skipruntime.workers;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A watch on the files of a program, for development: when some have changed, and have then stayed
 * the same from one look to the next, the program is started again. A file that the program tells
 * of later is watched from then on.
 */
final class ProgramWatch implements AutoCloseable {

  private static final long LOOK_MILLIS = 100;

  private final ProgramFiles files;
  private final Runnable changed;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("skip-watch").unstarted(task));
  private Map<Path, ProgramFiles.Stamp> seen = Map.of();
  private Map<Path, ProgramFiles.Stamp> tried = Map.of();

  ProgramWatch(ProgramFiles files, Runnable changed) {
    this.files = files;
    this.changed = changed;
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    Map<Path, ProgramFiles.Stamp> now = files.stamps();
    boolean quiet = now.equals(seen);
    seen = now;
    if (quiet && !now.equals(tried) && files.differFrom(now)) {
      tried = now;
      changed.run();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
