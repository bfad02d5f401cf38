package io.skipruntime.engine;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test whose services leave something behind when they are closed, and each class after
 * which a service is open or one of its threads runs. JUnit finds it by itself, in every module
 * whose tests have those of the engine on their class path.
 */
public final class LeakCheck implements AfterEachCallback, AfterAllCallback {

  private static final List<String> OWN_THREADS = List.of("skip-", "vert.x-", "vertx-");

  /** That of the process, which no service that is left behind is kept alive by. */
  private static final String WATCH = "skip-function-watch";

  private static final long PATIENCE_MILLIS = 60_000;

  @Override
  public void afterEach(ExtensionContext context) {
    requireNone("leaks", LeakWatch.takeLeaks());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    requireNone("leaks", LeakWatch.takeLeaks());
    boolean isOutermost = context.getParent().flatMap(ExtensionContext::getTestClass).isEmpty();
    if (isOutermost) {
      requireNone("services that the test did not close", LeakWatch.takeOpen());
      requireNone("threads of services that were closed", threadsLeft());
    }
  }

  private static void requireNone(String what, List<String> found) {
    if (!found.isEmpty()) {
      throw new AssertionError(what + ": " + String.join("\n", found));
    }
  }

  private static List<String> threadsLeft() {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    List<String> left = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (OWN_THREADS.stream().anyMatch(name::startsWith) && !name.equals(WATCH)) {
        join(thread, deadline);
        if (thread.isAlive()) {
          left.add(name);
        }
      }
    }
    return left;
  }

  private static void join(Thread thread, long deadlineNanos) {
    try {
      thread.join(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
