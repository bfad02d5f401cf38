package io.skipruntime.testkit.comparison;

import io.skipruntime.ClockResource;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.SkipException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.contents.ContentsText;
import io.skipruntime.testkit.contents.EntryDifference;
import io.skipruntime.testkit.contents.EntryText;
import io.skipruntime.testkit.scratch.ScratchCommand;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The comparison of a running service with its model, step by step. A step does something to the
 * service, which must refuse it exactly if the model says so; {@link #check} then compares all that
 * can be seen: the contents of each open instance or that it fails, and what each subscriber was
 * sent.
 *
 * <ul>
 *   <li>{@code state} is what the service has accepted, {@code prediction} what it means.
 *   <li>Everything that is open in the service is in {@code state} or {@code streams}.
 *   <li>A step that does not apply, such as closing what is not open, does nothing, so that a run
 *       stays one when steps are left out.
 * </ul>
 *
 * <p>A method fails with a {@link Difference}. For one thread.
 */
public final class Comparison {

  /** The milliseconds after which a compared service collects what is not used. */
  public static final long IDLE_MILLIS = 30_000;

  /** The milliseconds for which a compared service keeps a stream for a subscriber that left. */
  public static final long RESUME_MILLIS = 60_000;

  private final Model model;
  private final ComparisonListener listener;
  private final boolean isStrict;
  private final OpenStreams streams = new OpenStreams();
  private ComparedService service;
  private State state;
  private Prediction prediction;
  private long nowMillis;
  private int commits;
  private int refusals;

  /**
   * A comparison of a service that has just started.
   *
   * @param first the state of the service
   * @param isStrict whether the service refuses what makes an open instance fail
   */
  public Comparison(
      ComparedService service,
      Model model,
      State first,
      boolean isStrict,
      ComparisonListener listener) {
    this.service = service;
    this.model = model;
    this.listener = listener;
    this.isStrict = isStrict;
    this.prediction = model.predict(first);
    this.state = first.withMirrored(prediction.mirrored());
    prediction
        .failure()
        .ifPresent(failure -> {
          throw new Difference("the service starts, though from scratch it fails", failure);
        });
  }

  /** What the service has accepted. */
  public State state() {
    return state;
  }

  /** How many steps were accepted that may have changed something. */
  public int commits() {
    return commits;
  }

  /** How many steps were refused, as they were to be. */
  public int refusals() {
    return refusals;
  }

  /** Writes to one or several inputs in one commit. */
  public void write(Map<String, ? extends List<? extends Entry<?, ?>>> writes) {
    State next;
    try {
      next = model.written(state, writes);
    } catch (DecodeException e) {
      act(Optional.of(e), () -> service.write(writes));
      return;
    }
    attempt(next, () -> service.write(writes));
  }

  /**
   * Runs a command, which has to give what it gives from scratch, and to write what it writes from
   * scratch; and to be refused if from scratch it throws.
   *
   * @param params of the command's type
   * @param now what the service's clock says
   */
  public void command(String name, Object params, Instant now) {
    ScratchEvaluation scratch = model.predict(state).evaluation().orElseThrow();
    ScratchCommand expected;
    try {
      expected = scratch.command(name, params, now);
    } catch (RuntimeException e) {
      act(Optional.of(e), () -> service.command(name, params));
      return;
    }
    attempt(
        model.written(state, expected.writes()),
        () -> {
          Json found = service.command(name, params);
          if (!found.equals(expected.result())) {
            throw new Difference(
                "command " + name + " gives " + found + ", from scratch " + expected.result());
          }
        });
  }

  /** Lets the service do what leads to {@code next}, which it must refuse exactly if that fails. */
  public void attempt(State next, Runnable action) {
    Prediction predicted = model.predict(next);
    Optional<Throwable> failure = predicted.failure();
    if (isStrict) {
      failure = failure.or(() -> predicted.newlyFailing(prediction));
    }
    attempt(next, predicted, failure, action);
  }

  private void attempt(
      State next, Prediction predicted, Optional<Throwable> failure, Runnable action) {
    act(failure, action);
    if (failure.isEmpty()) {
      listener.accepted(prediction, predicted);
      become(next, predicted);
    }
  }

  private void become(State next, Prediction predicted) {
    state = next.withMirrored(predicted.mirrored());
    prediction = predicted;
  }

  private boolean attemptOpening(Instance opened, Runnable action) {
    State next = state.with(opened);
    Prediction predicted = model.predict(next);
    Optional<Throwable> failure = predicted.failureOf(opened);
    attempt(next, predicted, failure, action);
    return failure.isEmpty();
  }

  private void act(Optional<? extends Throwable> failure, Runnable action) {
    listener.begins();
    try {
      action.run();
    } catch (SkipException e) {
      if (failure.isEmpty()) {
        throw new Difference("it is refused, though from scratch nothing fails", e);
      }
      refusals++;
      listener.refused(failure.get());
      return;
    } finally {
      listener.ended();
    }
    if (failure.isPresent()) {
      throw new Difference("it is accepted, though from scratch it fails", failure.get());
    }
    commits++;
  }

  /**
   * Takes what the service has become by other means than the steps here.
   *
   * @param next what it has accepted
   * @param predicted what that means
   * @param made by how many commits
   */
  public void accept(State next, Prediction predicted, int made) {
    become(next, predicted);
    commits += made;
    if (made > 1) {
      missACommit();
    }
  }

  /** Is told that subscribers may not have seen the contents before the last commit. */
  public void missACommit() {
    streams.subscribed().forEach(Subscriber::missACommit);
  }

  /** Reads all of a resource. */
  public void read(Instance read) {
    readAs(read, () -> service.contents(read));
  }

  /** Reads one key of a resource. */
  public void lookUp(Instance read, Object key) {
    List<Object> found = new ArrayList<>();
    if (readAs(read, () -> found.addAll(service.values(read, key)))) {
      List<Object> expected = prediction.contentsOf(read).getOrDefault(key, List.of());
      if (!found.toString().equals(expected.toString())) {
        throw new Difference(
            read + " has " + found + " for key " + key + ", from scratch it has " + expected);
      }
    }
  }

  private boolean readAs(Instance read, Runnable action) {
    return !prediction.failing().containsKey(read) && attemptOpening(read, action);
  }

  /** Opens a stream. */
  public void open(String stream, Instance opened) {
    if (!streams.has(stream) && attemptOpening(opened, () -> service.open(stream, opened))) {
      streams.add(stream, opened, nowMillis + IDLE_MILLIS);
    }
  }

  /**
   * Subscribes to a stream, or resumes if the subscriber had it before.
   *
   * @param eager whether the subscriber looks whenever it is woken, or only by {@link #poll}
   */
  public void subscribe(String subscriber, String stream, boolean eager) {
    if (streams.has(stream) && streams.find(subscriber).isEmpty()) {
      streams.subscriber(subscriber).subscribe(service, stream, eager);
    }
  }

  /** Lets a subscriber look. */
  public void poll(String subscriber) {
    streams.find(subscriber).ifPresent(each -> each.poll(isFailed(each), contentsOf(each)));
  }

  /** Lets a subscriber leave its stream. */
  public void unsubscribe(String subscriber) {
    streams.find(subscriber).ifPresent(each -> streams.leave(each, leftUntilMillis()));
  }

  private long leftUntilMillis() {
    return nowMillis + Math.max(IDLE_MILLIS, RESUME_MILLIS);
  }

  private boolean isFailed(Subscriber subscriber) {
    return prediction.failing().containsKey(streams.instance(subscriber.stream()));
  }

  private Map<Object, List<Object>> contentsOf(Subscriber subscriber) {
    return prediction.contentsOf(streams.instance(subscriber.stream()));
  }

  /** Closes a stream. */
  public void close(String stream) {
    if (streams.has(stream)) {
      service.close(stream);
      streams.remove(stream, each -> each.end(isFailed(each), contentsOf(each)));
    }
  }

  /** Lets time pass, where that is possible, and collects what is idle then. */
  public void advance(long millis) {
    Optional<Instant> before = service.now();
    boolean hasAdvanced;
    listener.begins();
    try {
      hasAdvanced = service.advance(millis);
    } finally {
      listener.ended();
    }
    if (!hasAdvanced) {
      return;
    }
    before.ifPresent(then -> service.now().ifPresent(now -> followClock(then, now)));
    nowMillis += millis;
    streams.removeIdle(nowMillis);
    if (millis >= IDLE_MILLIS) {
      state = state.withInstances(streams.byName().values());
    }
    become(state, model.predict(state));
  }

  /** Goes on to a state with another time, if the service follows its clock and accepts that. */
  private void followClock(Instant before, Instant now) {
    Map<Object, List<Object>> time = clockAt(now);
    if (!state.mirrored().containsKey(ClockResource.present()) || time.equals(clockAt(before))) {
      return;
    }
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored =
        new HashMap<>(state.mirrored());
    mirrored.put(ClockResource.present(), time);
    State next = state.withMirrored(mirrored);
    Prediction predicted = model.predict(next);
    if (predicted.failure().isEmpty()) {
      listener.accepted(prediction, predicted);
      become(next, predicted);
      commits++;
    }
  }

  private static Map<Object, List<Object>> clockAt(Instant time) {
    return ClockResource.contentsAt(time, EngineOptions.defaults().clockMillis());
  }

  /**
   * Reloads the service. A reload that makes an instance fail is refused; streams of instances that
   * {@code next} does not have end.
   */
  public void reload(State next, Runnable action) {
    Prediction predicted = model.predict(next);
    attempt(
        next, predicted, predicted.failure().or(() -> predicted.newlyFailing(prediction)), action);
    removeStreamsOfClosedInstances();
  }

  /** The open streams, by name. */
  public Map<String, Instance> streams() {
    return streams.byName();
  }

  /**
   * Goes on with a service that has taken the place of the one before, which has ended. Subscribers
   * come back to their streams.
   *
   * @param next has the streams of the one before, without subscribers
   * @param recovered what it has accepted; of instances those that it may have streams of
   * @param lost the streams that it does not have
   */
  public void restarted(ComparedService next, State recovered, Collection<String> lost) {
    service = next;
    List<Subscriber> followers = streams.subscribed();
    streams.loseConnections(leftUntilMillis());
    lost.forEach(stream -> streams.remove(stream, ended -> {}));
    state = recovered;
    removeStreamsOfClosedInstances();
    state = recovered.withInstances(streams.byName().values());
    become(state, model.predict(state));
    for (Subscriber each : followers) {
      if (streams.has(each.stream())) {
        each.subscribeAgain(service);
      }
    }
  }

  private void removeStreamsOfClosedInstances() {
    for (String stream : streams.names()) {
      if (!state.instances().contains(streams.instance(stream))) {
        streams.remove(stream, ended -> {});
      }
    }
  }

  /** Compares all that can be seen. */
  public void check() {
    prediction.contents().forEach(this::checkContents);
    prediction
        .failing()
        .forEach((instance, failure) -> {
          listener.isFailing(instance, failure);
          checkFailing(instance);
        });
    for (Subscriber subscriber : streams.subscribed()) {
      subscriber.afterStep(isFailed(subscriber), contentsOf(subscriber));
    }
  }

  private void checkContents(Instance checked, Map<Object, List<Object>> expected) {
    List<? extends Entry<?, ?>> found = found(checked, () -> service.contents(checked));
    Subscriber.requireAscending(found);
    Map<Object, List<Object>> actual = new TreeMap<>(CanonicalOrder.INSTANCE);
    found.forEach(entry -> actual.put(entry.key(), List.copyOf(entry.values())));
    if (!ContentsText.of(actual).equals(ContentsText.of(expected))) {
      List<Entry<Object, Object>> wanted = new ArrayList<>();
      expected.forEach((key, values) -> wanted.add(new Entry<>(key, values)));
      throw new Difference(
          checked
              + " is not what it is from scratch\n"
              + EntryDifference.between(wanted, found)
                  .orElseGet(() ->
                      "expected "
                          + ContentsText.of(expected)
                          + "\nfound "
                          + ContentsText.of(actual)));
    }
  }

  private static <T> T found(Instance checked, Supplier<T> request) {
    try {
      return request.get();
    } catch (SkipException e) {
      throw new Difference(checked + " fails, though from scratch it does not", e);
    }
  }

  private void checkFailing(Instance checked) {
    List<? extends Entry<?, ?>> found;
    try {
      found = service.contents(checked);
    } catch (ComputationException expected) {
      return;
    }
    throw new Difference(
        checked + " has contents, though from scratch it fails: " + EntryText.of(found));
  }

  /**
   * Compares the number of nodes of the graph with that from scratch; those that the sources of
   * failing instances have may be there, too.
   *
   * @param nodes how many there are
   * @param sources how many external sources the service has
   * @param isExact whether there may not be fewer than from scratch, either
   */
  public void checkNodes(int nodes, int sources, boolean isExact) {
    int expected = prediction.evaluation().orElseThrow().nodeCount();
    int most = expected + (prediction.failing().isEmpty() ? 0 : sources);
    if (nodes > most || (isExact && nodes < expected)) {
      throw new Difference(
          "the graph has "
              + nodes
              + " nodes, from scratch "
              + expected
              + (nodes > most ? ": nodes are left that nobody needs" : ""));
    }
  }

  /** Closes and collects all that is open, and compares what is left. */
  public void closeAll() {
    streams.names().forEach(this::close);
    advance(IDLE_MILLIS);
    check();
  }
}
