package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.StorageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The announcer of commits: it waits until a commit is shown, and wakes the subscribers that the
 * commit concerns then. For any thread, without the write lock.
 *
 * <ul>
 *   <li>No subscriber is woken for a version that is not shown yet.
 *   <li>No thread waits for longer than {@code waitMillis}; a commit that takes longer is announced
 *       by {@code publisher}.
 * </ul>
 */
final class Announcer {

  private final long waitMillis;
  private final Background publisher;

  /**
   * An announcer without commits.
   *
   * @param broken takes an error of the machine that ends an announcement in the middle
   */
  Announcer(long waitMillis, Consumer<Throwable> broken) {
    this.waitMillis = waitMillis;
    this.publisher = new Background("skip-publisher", broken);
  }

  /** Waits until commits are shown, and wakes the subscribers that they concern. */
  void announce(List<Commit> made) {
    for (int i = 0; i < made.size(); i++) {
      Commit commit = made.get(i);
      if (isShownInTime(commit)) {
        commit.wakeAffected();
      } else {
        announceWhenShown(List.of(commit));
      }
    }
  }

  private boolean isShownInTime(Commit commit) {
    try {
      await(commit);
      return true;
    } catch (SkipException unknown) {
      return false;
    }
  }

  /** Wakes the subscribers that commits concern, as soon as they are shown; does not wait. */
  void announceWhenShown(List<Commit> made) {
    for (int i = 0; i < made.size(); i++) {
      Commit commit = made.get(i);
      CompletionStage<Void> shown = commit.shown();
      if (shown == null) {
        commit.wakeAffected();
      } else if (commit.concernsSomebody()) {
        shown.thenRun(() -> publisher.run(commit::wakeAffected));
      }
    }
  }

  /**
   * Waits until a commit is shown.
   *
   * @throws StorageException if it will never be
   * @throws ServiceBusyException if that takes too long
   */
  void await(Commit commit) {
    CompletableFuture<Void> shown = commit.shown();
    if (shown != null) {
      await(shown);
    }
  }

  /** As {@link #await(Commit)}, for what completes when something is durable. */
  void await(Future<Void> durable) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          durable.get(waitMillis, TimeUnit.MILLISECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof SkipException known
              ? known
              : new SkipException("the write could not be made durable", e);
        } catch (TimeoutException e) {
          throw ServiceBusyException.notDurable(waitMillis);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Announces what it was given so far, and nothing after. */
  void close() {
    publisher.close();
  }
}
