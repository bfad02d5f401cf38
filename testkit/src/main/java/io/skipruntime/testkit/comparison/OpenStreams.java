package io.skipruntime.testkit.comparison;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The open streams of a service, and the subscribers of each.
 *
 * <ul>
 *   <li>A subscriber that is subscribed is so to an open stream.
 *   <li>{@code keptUntilMillis}: the time from which a stream without subscribers is collected.
 * </ul>
 */
final class OpenStreams {

  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final Map<String, Long> keptUntilMillis = new HashMap<>();
  private final Map<String, Subscriber> subscribers = new LinkedHashMap<>();

  void add(String stream, Instance instance, long untilMillis) {
    instances.put(stream, instance);
    keptUntilMillis.put(stream, untilMillis);
  }

  boolean has(String stream) {
    return instances.containsKey(stream);
  }

  /** The names of the streams. */
  List<String> names() {
    return List.copyOf(instances.keySet());
  }

  /** The instance of each stream. */
  Map<String, Instance> byName() {
    return Map.copyOf(instances);
  }

  /** The instance of an open stream. */
  Instance instance(String stream) {
    Instance instance = instances.get(stream);
    if (instance == null) {
      throw new IllegalStateException("no stream " + stream + " is open");
    }
    return instance;
  }

  /** A subscriber, if it is subscribed. */
  Optional<Subscriber> find(String subscriber) {
    return Optional.ofNullable(subscribers.get(subscriber)).filter(Subscriber::isSubscribed);
  }

  /** A subscriber that is subscribed or may be. */
  Subscriber subscriber(String name) {
    return subscribers.computeIfAbsent(name, same -> new Subscriber());
  }

  /** All who are subscribed. */
  List<Subscriber> subscribed() {
    return subscribers.values().stream().filter(Subscriber::isSubscribed).toList();
  }

  /** A subscriber leaves its stream, which is kept for a while. */
  void leave(Subscriber subscriber, long untilMillis) {
    subscriber.unsubscribe();
    keptUntilMillis.put(subscriber.stream(), untilMillis);
  }

  /** All subscribers lose their connections; streams of which none is left are kept for a while. */
  void loseConnections(long untilMillis) {
    subscribers.values().forEach(Subscriber::loseConnection);
    keptUntilMillis.replaceAll((stream, before) -> untilMillis);
  }

  /**
   * Removes a stream with its subscribers.
   *
   * @param ending is given each that is subscribed, before it leaves
   */
  void remove(String stream, Consumer<Subscriber> ending) {
    for (Subscriber each : subscribed()) {
      if (each.stream().equals(stream)) {
        ending.accept(each);
        each.unsubscribe();
      }
    }
    instances.remove(stream);
    keptUntilMillis.remove(stream);
    subscribers.values().removeIf(each -> each.stream().equals(stream));
  }

  /** Removes the streams that have had no subscriber for long enough. */
  void removeIdle(long nowMillis) {
    for (String stream : names()) {
      boolean isFollowed = subscribed().stream().anyMatch(each -> each.stream().equals(stream));
      if (!isFollowed && keptUntilMillis.getOrDefault(stream, 0L) <= nowMillis) {
        remove(stream, left -> {});
      }
    }
  }
}
