package io.skipruntime.engine.async;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.engine.spi.AsyncCall;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The calls for one external resource: what is needed of it, what is known, and what has arrived
 * and is not committed yet. For the holder of the lock of {@code AsyncCalls}.
 *
 * <ul>
 *   <li>{@code consumers} has, for each collection that may need results, the arguments of each of
 *       its keys; {@code needs} has how often each argument is needed, and the call for it, if one
 *       goes on.
 *   <li>{@code known} has the outcomes that are committed, as the resource's collection has them;
 *       {@code size} is how many there are.
 *   <li>{@code unneeded} has the results among them that no collection needs, those that were
 *       needed last at the end; there are no more than {@link AsyncOptions#kept} after a delivery.
 *       Failures that are not needed are not kept.
 *   <li>Tables by key are sorted, or find keys of equal hash codes by their order, so that no keys
 *       make them slow.
 *   <li>{@code touched} has the keys of which needs or outcomes have changed since {@link #settle}.
 * </ul>
 */
final class CallTable {

  /** The place of an outcome: a key and a digest. */
  record Place(Json key, String argument) implements Comparable<Place> {

    /** By key and digest, so that places of equal hash codes are found by their order. */
    @Override
    public int compareTo(Place other) {
      int byKey = key.compareTo(other.key);
      return byKey == 0 ? argument.compareTo(other.argument) : byKey;
    }
  }

  /** A step that is to be taken without the lock. */
  interface Step {
    void run();
  }

  /** The way out of outcomes. */
  interface Outlet {

    /**
     * Takes an outcome of a call of a table; without the lock.
     *
     * @param isEnd whether the call is over
     * @return completes when the outcome is part of the service's state
     */
    CompletionStage<Void> arrived(
        CallTable table, Place place, AsyncCall call, Outcome<Object> outcome, boolean isEnd);
  }

  /** A need of results for an argument of a key. */
  private static final class Need {
    final Object key;
    final Argument argument;
    int count;
    CallExecutor.@Nullable Call call;

    Need(Object key, Argument argument) {
      this.key = key;
      this.argument = argument;
    }
  }

  /** An outcome that is not committed, and who waits for that. */
  record Arrived(AsyncCall call, Outcome<Object> outcome, CompletableFuture<Void> shown) {}

  /** The changes that a delivery makes. */
  record Batch(Map<Json, List<Outcome<Object>>> puts, List<Arrived> arrived, List<Place> dropped) {}

  private final ExternalResource<?, ?> resource;
  private final Codec<?> codec;
  private final AsyncRunner runner;
  private final Outlet outlet;
  private final IdentityHashMap<Object, Map<Json, List<Argument>>> consumers =
      new IdentityHashMap<>();
  private final Map<Json, Map<String, Need>> needs = new TreeMap<>();
  private final Map<Json, List<Outcome<Object>>> known = new TreeMap<>();
  private final LinkedHashSet<Place> unneeded = new LinkedHashSet<>();
  private final LinkedHashSet<Place> toForget = new LinkedHashSet<>();
  private final Map<Place, Arrived> arrived = new LinkedHashMap<>();
  private final Set<Object> touched = Collections.newSetFromMap(KeyMap.ordered());
  private long size;
  private @Nullable AsyncFunction<Object, Object, Object> function;
  private @Nullable AsyncOptions<?> options;
  private @Nullable CallExecutor executor;
  private @Nullable Callbacks callbacks;

  CallTable(ExternalResource<?, ?> resource, AsyncRunner runner, Outlet outlet) {
    this.resource = resource;
    this.codec = Codecs.of(resource.valueType());
    this.runner = runner;
    this.outlet = outlet;
  }

  String name() {
    return resource.identifier();
  }

  ExternalResource<?, ?> resource() {
    return resource;
  }

  @Nullable Callbacks callbacks() {
    return callbacks;
  }

  /** How many outcomes there are. */
  long size() {
    return size;
  }

  /** Begins to deliver. */
  void open(Callbacks to) {
    callbacks = to;
    touched.addAll(needs.keySet());
    touched.addAll(known.keySet());
  }

  /**
   * Takes a collection that needs results of a function, which may be the same as before, and says
   * whether it is the first.
   */
  boolean define(
      Object consumer,
      AsyncFunction<Object, Object, Object> next,
      AsyncOptions<?> nextOptions,
      CallExecutor nextExecutor) {
    boolean isFirst = function == null;
    consumers.putIfAbsent(consumer, new TreeMap<>());
    function = next;
    options = nextOptions;
    executor = nextExecutor;
    return isFirst;
  }

  /** Whether there is a function. */
  boolean isDefined() {
    return function != null;
  }

  /** Takes the outcomes that a key has now. */
  void know(Json key, List<Outcome<Object>> outcomes) {
    List<Outcome<Object>> before =
        outcomes.isEmpty() ? known.remove(key) : known.put(key, outcomes);
    size += outcomes.size() - (before == null ? 0 : before.size());
    touched.add(key);
  }

  /** Takes what a collection needs of a key, in place of what it needed before. */
  void need(Object consumer, Json key, Object typedKey, List<Argument> arguments) {
    Map<Json, List<Argument>> own = consumers.computeIfAbsent(consumer, first -> new TreeMap<>());
    List<Argument> before = arguments.isEmpty() ? own.remove(key) : own.put(key, arguments);
    for (Argument each : arguments) {
      needs
          .computeIfAbsent(key, first -> new LinkedHashMap<>(2))
          .computeIfAbsent(each.digest(), first -> new Need(typedKey, each))
          .count++;
    }
    release(key, before == null ? List.of() : before);
    touched.add(key);
  }

  private void release(Json key, List<Argument> before) {
    Map<String, Need> ofKey = needs.getOrDefault(key, Map.of());
    for (Argument each : before) {
      Need need = ofKey.get(each.digest());
      if (need != null) {
        need.count--;
      }
    }
  }

  /** Takes it that a collection needs nothing any more. */
  void release(Object consumer) {
    Map<Json, List<Argument>> own = consumers.remove(consumer);
    if (own != null) {
      own.forEach((key, arguments) -> {
        release(key, arguments);
        touched.add(key);
      });
    }
  }

  /** Whether a collection may need results. */
  boolean isConsumed() {
    return !consumers.isEmpty();
  }

  /** Whether nothing uses the table. */
  boolean isUnused() {
    return consumers.isEmpty() && callbacks == null;
  }

  /** Sees to what has changed, if the table is open; gives what is to be done without the lock. */
  List<Step> settle() {
    if (callbacks == null || function == null || executor == null) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>();
    for (Object key : touched) {
      settle((Json) key, executor, steps);
    }
    touched.clear();
    if (consumers.isEmpty()) {
      forgetAll(steps);
    }
    int kept = options == null ? 0 : options.kept();
    while (unneeded.size() > kept) {
      toForget.add(unneeded.removeFirst());
    }
    return steps;
  }

  /** Forgets what is known: without consumers the collection of outcomes is gone, too. */
  private void forgetAll(List<Step> steps) {
    known.forEach((key, outcomes) ->
        outcomes.forEach(each -> steps.add(() -> tellForgotten(new Place(key, each.argument())))));
    known.clear();
    size = 0;
    unneeded.clear();
    toForget.clear();
  }

  /** Tells the runner that an outcome is gone; without the lock. */
  void tellForgotten(Place place) {
    AsyncOptions<?> known = options;
    AsyncFunction<Object, Object, Object> called = function;
    if (known != null && called != null) {
      runner.forgotten(known, called, place.key(), place.argument());
    }
  }

  private void settle(Json key, CallExecutor by, List<Step> steps) {
    Map<String, Need> ofKey = needs.getOrDefault(key, Map.of());
    ofKey.values().removeIf(need -> need.count == 0 && dropped(key, need, steps));
    if (ofKey.isEmpty()) {
      needs.remove(key);
    }
    List<Outcome<Object>> outcomes = known.getOrDefault(key, List.of());
    ofKey.forEach((argument, need) -> {
      Place place = new Place(key, argument);
      unneeded.remove(place);
      toForget.remove(place);
      Outcome<Object> outcome = find(outcomes, argument);
      if (outcome == null) {
        submit(place, need, by, steps);
      } else if (outcome.error().isPresent() && !outcome.isLasting() && need.call == null) {
        CallExecutor.Call again = call(place, need, by);
        steps.add(() -> by.submitFailed(again));
      }
    });
    keepUnneeded(key, ofKey, outcomes);
  }

  /** Forgets a need that is none any more. */
  private boolean dropped(Json key, Need need, List<Step> steps) {
    if (need.call != null) {
      steps.addFirst(need.call::cancel);
    }
    Arrived waiting = arrived.remove(new Place(key, need.argument.digest()));
    if (waiting != null) {
      steps.add(() -> waiting.shown().complete(null));
    }
    return true;
  }

  private void submit(Place place, Need need, CallExecutor by, List<Step> steps) {
    if (need.call == null && !arrived.containsKey(place)) {
      CallExecutor.Call call = call(place, need, by);
      steps.add(() -> by.submit(call));
    }
  }

  private CallExecutor.Call call(Place place, Need need, CallExecutor by) {
    AsyncFunction<Object, Object, Object> called = function;
    AsyncOptions<?> given = options;
    if (called == null || given == null) {
      throw new IllegalStateException("there are no calls of a function that is not known");
    }
    AsyncCall what =
        new AsyncCall(given, called, need.key, place.argument(), need.argument.value());
    CallExecutor.Call call = by.prepare(what, new Receiver(place, what));
    need.call = call;
    return call;
  }

  /** The receiver of what becomes of one call, which makes an outcome of it. */
  private final class Receiver implements CallExecutor.Receiver {
    private final Place place;
    private final AsyncCall call;

    Receiver(Place place, AsyncCall call) {
      this.place = place;
      this.call = call;
    }

    @Override
    public CompletionStage<Void> succeeded(Object result) {
      Outcome<Object> outcome = checked(Outcome.success(place.argument(), result));
      return outlet.arrived(CallTable.this, place, call, outcome, true);
    }

    @Override
    public CompletionStage<Void> failed(String error, boolean isLasting) {
      Outcome<Object> outcome = Outcome.failure(place.argument(), error, isLasting);
      return outlet.arrived(CallTable.this, place, call, outcome, isLasting);
    }
  }

  private static @Nullable Outcome<Object> find(List<Outcome<Object>> outcomes, String argument) {
    for (Outcome<Object> each : outcomes) {
      if (each.argument().equals(argument)) {
        return each;
      }
    }
    return null;
  }

  /** Sees to the outcomes of a key that are not needed for a value. */
  private void keepUnneeded(Json key, Map<String, Need> ofKey, List<Outcome<Object>> outcomes) {
    boolean holdsPrevious = options != null && options.keepsPrevious() && !ofKey.isEmpty();
    for (Outcome<Object> each : outcomes) {
      Place place = new Place(key, each.argument());
      if (ofKey.containsKey(each.argument())) {
        continue;
      }
      if (each.error().isPresent()) {
        toForget.add(place);
      } else if (holdsPrevious) {
        holdsPrevious = false;
        unneeded.remove(place);
        toForget.remove(place);
      } else {
        unneeded.add(place);
      }
    }
  }

  /**
   * Takes an outcome, unless it is not needed any more.
   *
   * @param isEnd whether the call is over
   * @return completes when the outcome is committed
   */
  CompletableFuture<Void> arrive(
      Place place, AsyncCall call, Outcome<Object> outcome, boolean isEnd) {
    CompletableFuture<Void> shown = new CompletableFuture<>();
    Map<String, Need> ofKey = needs.get(place.key());
    Need need = ofKey == null ? null : ofKey.get(place.argument());
    if (need == null || need.count == 0) {
      shown.complete(null);
      return shown;
    }
    if (isEnd) {
      need.call = null;
    }
    Arrived before = arrived.get(place);
    CompletableFuture<Void> both = before == null ? shown : before.shown();
    arrived.put(place, new Arrived(call, outcome, both));
    return both;
  }

  /** Whether there is something to deliver. */
  boolean isWaiting() {
    return callbacks != null && (!arrived.isEmpty() || !toForget.isEmpty());
  }

  /** Takes what is to be delivered next, of so many outcomes at most. */
  Batch take(int most) {
    Map<Json, List<Outcome<Object>>> puts = new TreeMap<>();
    List<Arrived> taken = new ArrayList<>();
    List<Place> dropped = new ArrayList<>();
    while (!arrived.isEmpty() && taken.size() < most) {
      Map.Entry<Place, Arrived> next = arrived.entrySet().iterator().next();
      arrived.remove(next.getKey());
      taken.add(next.getValue());
      Place place = next.getKey();
      List<Outcome<Object>> outcomes = without(place, puts);
      outcomes.addFirst(next.getValue().outcome());
      puts.put(place.key(), outcomes);
    }
    while (!toForget.isEmpty() && dropped.size() < most) {
      Place place = toForget.removeFirst();
      dropped.add(place);
      puts.put(place.key(), without(place, puts));
    }
    return new Batch(puts, taken, dropped);
  }

  private List<Outcome<Object>> without(Place place, Map<Json, List<Outcome<Object>>> puts) {
    List<Outcome<Object>> present =
        puts.getOrDefault(place.key(), known.getOrDefault(place.key(), List.of()));
    List<Outcome<Object>> others = new ArrayList<>(present);
    others.removeIf(each -> each.argument().equals(place.argument()));
    return others;
  }

  /** Takes back what the service has refused, except for what has come since. */
  void putBack(Batch refused) {
    for (Arrived each : refused.arrived()) {
      Place place = new Place(keyOf(each), each.outcome().argument());
      if (isNeeded(place)) {
        arrived.putIfAbsent(
            place, new Arrived(each.call(), each.outcome(), new CompletableFuture<>()));
      }
    }
    for (Place each : refused.dropped()) {
      if (!isNeeded(each)) {
        toForget.add(each);
      }
    }
  }

  private static Json keyOf(Arrived each) {
    return AsyncResource.keyOf(each.call().key());
  }

  private boolean isNeeded(Place place) {
    Map<String, Need> ofKey = needs.get(place.key());
    return ofKey != null && ofKey.containsKey(place.argument());
  }

  /** Ends all calls; gives what is to be done without the lock. */
  List<Step> close() {
    callbacks = null;
    List<Step> steps = new ArrayList<>();
    for (Map<String, Need> ofKey : needs.values()) {
      for (Need need : ofKey.values()) {
        if (need.call != null) {
          steps.add(need.call::cancel);
        }
      }
    }
    needs.clear();
    List<Arrived> left = List.copyOf(arrived.values());
    steps.add(() -> left.forEach(each -> each.shown().complete(null)));
    arrived.clear();
    toForget.clear();
    return steps;
  }

  /** The outcome in the form in which it is kept. */
  @SuppressWarnings("unchecked") // the codec is that of outcomes
  private Outcome<Object> checked(Outcome<Object> outcome) {
    try {
      return (Outcome<Object>) CanonicalValue.of(codec.accept(outcome));
    } catch (DecodeException | IllegalArgumentException e) {
      return Outcome.failure(
          outcome.argument(), "the result of the call cannot be kept: it is not of its type", true);
    }
  }
}
