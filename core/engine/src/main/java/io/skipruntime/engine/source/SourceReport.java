package io.skipruntime.engine.source;

import io.skipruntime.ExternalResource;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.json.FailureText;
import io.skipruntime.json.Json;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The report on a source: its status, and what that consists of. What is new in it is logged.
 *
 * <ul>
 *   <li>A status is shown no earlier than the data that it speaks of: each one waits for what
 *       {@link #waitsFor} was told before, and for the statuses before it.
 *   <li>{@code newest} is the status that was noted last, {@code shown} the one that all see;
 *       {@code allShown} completes when they are the same.
 *   <li>All fields are for the holder of the service's write lock, but {@code shown}.
 * </ul>
 */
final class SourceReport {

  private static final Logger LOGGER = System.getLogger(SourceReport.class.getName());

  private final ExternalResource<?, ?> resource;
  private final RejectedKeys rejectedKeys;
  private final Runnable stalenessChanged;
  private Optional<Json> position = Optional.empty();
  private Optional<SourceStatus.Lag> lag = Optional.empty();
  private Optional<SourceStatus.Progress> progress = Optional.empty();
  private List<String> warnings = List.of();
  private SourceStatus newest;
  private volatile SourceStatus shown;
  private CompletableFuture<Void> allShown = CompletableFuture.completedFuture(null);

  /** The report on a source that is loading. */
  SourceReport(ExternalResource<?, ?> resource, Instant now, Runnable stalenessChanged) {
    this(resource, new RejectedKeys(), now, Optional.empty(), stalenessChanged);
  }

  private SourceReport(
      ExternalResource<?, ?> resource,
      RejectedKeys rejectedKeys,
      Instant now,
      Optional<Instant> lastDelivery,
      Runnable stalenessChanged) {
    this.resource = resource;
    this.rejectedKeys = rejectedKeys;
    this.stalenessChanged = stalenessChanged;
    this.newest = status(State.LOADING, null, now, lastDelivery);
    this.shown = newest;
  }

  /** The report on the source that goes on with the data of this one, as it is loading. */
  SourceReport next(Instant now) {
    SourceReport next =
        new SourceReport(resource, rejectedKeys, now, newest.lastDelivery(), stalenessChanged);
    next.position = position;
    next.refresh();
    return next;
  }

  /** How the source is doing. May be called by any thread. */
  SourceStatus status() {
    return shown;
  }

  /** Lets what is noted from now on be shown no earlier than a commit is. */
  void waitsFor(CompletionStage<Void> commit) {
    allShown = allShown.runAfterBoth(commit.handle((none, lost) -> lost == null), () -> {});
  }

  /** What completes when all that was noted so far is shown. */
  CompletableFuture<Void> allShown() {
    return allShown;
  }

  /** Notes a status, and shows it when it is time. */
  private void note(SourceStatus next) {
    newest = next;
    if (allShown.isDone()) {
      show(next);
    } else {
      allShown = allShown.thenRun(() -> show(next));
    }
  }

  private void show(SourceStatus next) {
    boolean wasStale = shown.state() == State.STALE;
    shown = next;
    if (wasStale != (next.state() == State.STALE)) {
      stalenessChanged.run();
    }
  }

  /** The keys that have no usable value. */
  RejectedKeys rejectedKeys() {
    return rejectedKeys;
  }

  /** Notes up to where the source has delivered. */
  void deliveredUpTo(Json upTo) {
    position = Optional.of(upTo);
  }

  /** Notes how far the source is behind. */
  void lags(SourceStatus.Lag behind) {
    lag = Optional.of(behind);
    refresh();
  }

  /** Notes how far the source has come in loading. */
  void loads(SourceStatus.Progress soFar) {
    progress = Optional.of(soFar);
    refresh();
  }

  /** Notes what an operator should know; what is new is logged. */
  void warned(List<String> all) {
    all.stream().filter(each -> !warnings.contains(each)).forEach(this::logWarning);
    warnings = all;
    refresh();
  }

  private void logWarning(String warning) {
    LOGGER.log(
        Level.WARNING,
        "the external source {0}/{1}: {2}",
        resource.service(),
        resource.identifier(),
        FailureText.of(warning));
  }

  private void refresh() {
    SourceStatus now = newest;
    note(status(now.state(), now.reason().orElse(null), now.since(), now.lastDelivery()));
  }

  /** Notes that the source has delivered or confirmed. */
  void live(Instant now) {
    Instant since = newest.state() == State.LIVE ? newest.since() : now;
    progress = Optional.empty();
    become(status(State.LIVE, null, since, Optional.of(now)));
  }

  /** Notes that something is wrong with a source that is loaded, or is not. */
  void troubled(State state, String reason, Instant now) {
    Instant since = newest.state() == state ? newest.since() : now;
    become(status(state, reason, since, newest.lastDelivery()));
  }

  /** Notes that the source is in a state, of which it has not delivered anything yet. */
  void enters(State state, @Nullable String reason, Instant now) {
    become(status(state, reason, now, Optional.empty()));
  }

  /** Says in which state the source is, without a word in the log. */
  void begins(State state, String reason, Instant now) {
    note(status(state, reason, now, newest.lastDelivery()));
  }

  /** Notes how the source is doing, as another process says. */
  void become(SourceStatus next) {
    SourceStatus before = newest;
    note(next);
    if (next.state() != before.state() || !next.reason().equals(before.reason())) {
      log(before, next);
    }
  }

  private static void log(SourceStatus before, SourceStatus now) {
    Level level = now.reason().isPresent() ? Level.WARNING : Level.INFO;
    if (level == Level.INFO && before.reason().isEmpty()) {
      return;
    }
    LOGGER.log(
        level,
        "the external source {0}/{1} is {2}{3}",
        now.service(),
        now.identifier(),
        now.state().name().toLowerCase(Locale.ROOT),
        now.reason().map(reason -> ": " + reason).orElse(""));
  }

  private SourceStatus status(
      State state, @Nullable String reason, Instant since, Optional<Instant> lastDelivery) {
    return new SourceStatus(
        resource.service(),
        resource.identifier(),
        resource.params(),
        state,
        since,
        lastDelivery,
        Optional.ofNullable(reason),
        position,
        lag,
        progress,
        rejectedKeys.summary(),
        warnings);
  }
}
