package io.skipruntime.testkit;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.SkipException;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One resource of a {@link ScriptedExternalService}. Thread-safe; data is delivered by the thread
 * that gives it here, which returns when it is part of the service's state.
 *
 * <ul>
 *   <li>{@code contents} is what the source holds; null until a test has said it.
 *   <li>{@code accepted} is what those who are subscribed have of it; null while there are none.
 * </ul>
 */
public final class ScriptedResource {

  private final String name;
  private final Json params;
  private final Map<String, Callbacks> subscribed = new LinkedHashMap<>();
  private @Nullable Map<Object, List<?>> contents;
  private @Nullable Map<Object, List<?>> accepted;
  private @Nullable String refusal;

  ScriptedResource(String name, Json params) {
    this.name = name;
    this.params = params;
  }

  /**
   * Gives the resource contents, in place of those it had.
   *
   * @param entries keys and values of the types the resource is used with, or {@code Json}
   * @throws SkipException if the service rejects them: the source holds them, the service does not
   */
  public void set(Entry<?, ?>... entries) {
    Map<Object, List<?>> next = new TreeMap<>(CanonicalOrder.INSTANCE);
    put(List.of(entries), next);
    deliver(List.of(entries), next, true);
  }

  /**
   * Changes some keys; one without values is gone.
   *
   * @param entries as for {@link #set}
   * @throws SkipException if the service rejects them: the source holds them, the service does not
   */
  public void update(Entry<?, ?>... entries) {
    Map<Object, List<?>> next = new TreeMap<>(CanonicalOrder.INSTANCE);
    synchronized (this) {
      next.putAll(contents == null ? Map.of() : contents);
    }
    put(List.of(entries), next);
    deliver(List.of(entries), next, false);
  }

  private static void put(List<Entry<?, ?>> entries, Map<Object, List<?>> contents) {
    for (Entry<?, ?> entry : entries) {
      Object key = CanonicalKey.of(entry.key());
      contents.remove(key);
      if (!entry.values().isEmpty()) {
        contents.put(key, entry.values());
      }
    }
  }

  private void deliver(List<Entry<?, ?>> entries, Map<Object, List<?>> next, boolean isInitial) {
    List<Callbacks> receivers;
    synchronized (this) {
      contents = next;
      receivers = List.copyOf(subscribed.values());
    }
    for (Callbacks receiver : receivers) {
      join(receiver.update(entries, isInitial));
    }
    synchronized (this) {
      accepted = receivers.isEmpty() ? null : next;
    }
  }

  private static void join(CompletionStage<Void> delivery) {
    try {
      delivery.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Reports a failure to those who are subscribed: their data is stale until the next delivery. */
  public void fail(String reason) {
    List<Callbacks> receivers;
    synchronized (this) {
      receivers = List.copyOf(subscribed.values());
    }
    receivers.forEach(receiver -> receiver.error(new SkipException(reason)));
  }

  /** Lets new subscriptions fail from now on, until {@link #accept}. */
  public synchronized void refuse(String reason) {
    refusal = reason;
  }

  /** Lets new subscriptions succeed again. */
  public synchronized void accept() {
    refusal = null;
  }

  /** What the source holds, in key order, whether the service has accepted it or not. */
  public synchronized List<Entry<?, ?>> contents() {
    return entries(present());
  }

  private static List<Entry<?, ?>> entries(Map<Object, List<?>> contents) {
    List<Entry<?, ?>> entries = new ArrayList<>();
    contents.forEach((key, values) -> entries.add(new Entry<>(key, values)));
    return entries;
  }

  /** Whether a service is subscribed to this resource. */
  public synchronized boolean isSubscribed() {
    return !subscribed.isEmpty();
  }

  CompletionStage<Void> subscribe(String instance, Callbacks callbacks) {
    Map<Object, List<?>> initial;
    synchronized (this) {
      try {
        initial = present();
      } catch (SkipException e) {
        return CompletableFuture.failedStage(e);
      }
      subscribed.put(instance, callbacks);
    }
    return callbacks
        .update(entries(initial), true)
        .thenRun(() -> {
          synchronized (this) {
            accepted = initial;
          }
        });
  }

  private synchronized Map<Object, List<?>> present() {
    if (refusal != null) {
      throw new SkipException(refusal);
    }
    if (contents == null) {
      throw new SkipException(
          "the scripted resource "
              + name
              + params
              + " has no contents; give it some with set(…) before a function needs them");
    }
    return contents;
  }

  synchronized void unsubscribe(String instance) {
    subscribed.remove(instance);
    if (subscribed.isEmpty()) {
      accepted = null;
    }
  }

  /** What a service that uses the resource has of it, or would have. */
  synchronized Map<Object, List<Object>> decoded(ExternalResource<?, ?> as) {
    Codec<?> keys = Codecs.of(as.keyType());
    Codec<?> values = Codecs.of(as.valueType());
    Map<Object, List<Object>> decoded = new TreeMap<>(CanonicalOrder.INSTANCE);
    (accepted == null ? present() : accepted)
        .forEach((key, list) ->
            decoded.put(
                keys.accept(key),
                list.stream().<Object>map(value -> values.accept(value)).toList()));
    return decoded;
  }

  @Override
  public String toString() {
    return name + params;
  }
}
