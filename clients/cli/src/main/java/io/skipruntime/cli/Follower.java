package io.skipruntime.cli;

import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.LiveChange;
import io.skipruntime.client.live.LiveCollection;
import io.skipruntime.client.live.LiveListener;
import io.skipruntime.client.live.LiveStatus;
import io.skipruntime.json.Json;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The following of a resource until the user wants no more, so many changes have been printed, or
 * the resource has failed. What the resource has at first is the first change.
 */
final class Follower implements LiveListener<Json, Json> {

  private final Terminal terminal;
  private final String name;
  private final long mostChanges;
  private final BiConsumer<LiveCollection<Json, Json>, LiveChange<Json, Json>> printer;
  private @Nullable LiveCollection<Json, Json> followed;
  private long changes;

  /**
   * A follower that has not begun.
   *
   * @param name what messages call that which is followed
   * @param printer prints a change, without waiting until it is written
   */
  Follower(
      Terminal terminal,
      String name,
      long mostChanges,
      BiConsumer<LiveCollection<Json, Json>, LiveChange<Json, Json>> printer) {
    this.terminal = terminal;
    this.name = name;
    this.mostChanges = mostChanges;
    this.printer = printer;
  }

  /** Follows a resource; the exit code. */
  int follow(SkipServiceBroker broker, RemoteResource<Json, Json> resource) {
    try (LiveCollection<Json, Json> live = LiveCollection.open(broker, resource)) {
      followed = live;
      live.addListener(this);
      terminal.stopped().await();
      if (live.status().state() == LiveStatus.State.FAILED) {
        terminal.note("skip: " + live.status().reason().orElse("the resource has failed"));
        return ExitCode.REFUSED;
      }
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.DONE;
    }
  }

  @Override
  public void changed(LiveChange<Json, Json> change) {
    if (followed == null || changes == mostChanges) {
      return;
    }
    printer.accept(followed, change);
    changes++;
    // checkError writes what there is; execute says why it cannot be written.
    if (terminal.out().checkError() || changes == mostChanges) {
      terminal.stopped().countDown();
    }
  }

  @Override
  public void statusChanged(LiveStatus status) {
    switch (status.state()) {
      case LIVE -> terminal.note("# live: " + name);
      case STALE, CONNECTING ->
          status
              .reason()
              .ifPresent(reason ->
                  terminal.note(
                      "# " + status.state().name().toLowerCase(Locale.ROOT) + ": " + reason));
      case FAILED -> terminal.stopped().countDown();
      case CLOSED -> {
        // it was interrupted
      }
    }
  }
}
