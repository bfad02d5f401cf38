package io.skipruntime.engine.commit;

import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.table.ArraySet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that cannot be taken back any more: whom it concerns, and when it is shown.
 *
 * <ul>
 *   <li>{@code shown} is null if its version was shown at once; else it completes when that is
 *       shown, exceptionally if it will never be.
 * </ul>
 *
 * <p>Made by the holder of the write lock, and then for any thread.
 */
final class Commit {

  private final ArraySet<ResourceInstance> affected = new ArraySet<>();
  private @Nullable CompletableFuture<Void> shown;

  /** The instances whose subscribers are to be woken. */
  ArraySet<ResourceInstance> affected() {
    return affected;
  }

  void isShownBy(@Nullable CompletableFuture<Void> future) {
    shown = future;
  }

  /** What completes when it is shown; null if it is shown. */
  @Nullable CompletableFuture<Void> shown() {
    return shown;
  }

  /** Whether there are subscribers that it may concern. */
  boolean concernsSomebody() {
    return affected.size() > 0;
  }

  /** Wakes the subscribers that it concerns; for one caller, when it is shown. */
  void wakeAffected() {
    for (int i = 0; i < affected.size(); i++) {
      affected.get(i).wakeAll();
    }
  }
}
