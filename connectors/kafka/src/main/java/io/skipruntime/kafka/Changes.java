package io.skipruntime.kafka;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.TableKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A taker of what records change; of a key the last change counts. For one thread. */
interface Changes {

  /**
   * Changes a key.
   *
   * @param key of the type that the resource is used with; for an unusable one also a text that
   *     names the record
   */
  void put(Object key, Outcome outcome);

  /** Changes that go into a delivery at once; those that leave a key without value are kept. */
  final class Direct implements Changes {

    private final Callbacks callbacks;
    private final Delivery delivery;
    private final Map<Object, Outcome.Unusable> unusable = new TreeMap<>(CanonicalOrder.INSTANCE);

    Direct(Callbacks callbacks, Delivery delivery) {
      this.callbacks = callbacks;
      this.delivery = delivery;
    }

    @Override
    public void put(Object key, Outcome outcome) {
      unusable.remove(key);
      try {
        switch (outcome) {
          case Outcome.Present present -> delivery.put(callbacks, key, List.of(present.value()));
          case Outcome.Gone gone -> delivery.put(callbacks, key, List.of());
          case Outcome.Unusable why -> reject(key, why);
        }
      } catch (InvalidInputException e) { // what was decoded fits, except for a value beyond bounds
        reject(key, new Outcome.Unusable(SourceException.messageOf(e)));
      }
    }

    private void reject(Object key, Outcome.Unusable outcome) {
      unusable.put(key, outcome);
      delivery.reject(callbacks, key, outcome.why());
    }

    Map<Object, Outcome.Unusable> unusable() {
      return unusable;
    }
  }

  /**
   * Changes that are kept until they are known to be part of the service.
   *
   * <ul>
   *   <li>{@code isAll}: they are all there is, so that a key that is gone needs no change.
   *   <li>They are in the order of the last change of each key, since keys that differ here may be
   *       one key of the service, such as 1.0 and 1.00.
   * </ul>
   */
  final class Held implements Changes {

    private final boolean isAll;
    private final LinkedHashMap<Object, Outcome> outcomes = new LinkedHashMap<>();

    private Held(boolean isAll) {
      this.isAll = isAll;
    }

    /** Changes of what the service has. */
    static Held ofSome() {
      return new Held(false);
    }

    /** The changes from nothing. */
    static Held ofAll() {
      return new Held(true);
    }

    @Override
    public void put(Object key, Outcome outcome) {
      if (isAll && outcome instanceof Outcome.Gone) {
        outcomes.remove(TableKey.held(key));
      } else {
        outcomes.putLast(TableKey.held(key), outcome);
      }
    }

    boolean isEmpty() {
      return outcomes.isEmpty();
    }

    void clear() {
      outcomes.clear();
    }

    void copyTo(Changes target) {
      outcomes.forEach((key, outcome) -> target.put(TableKey.given(key), outcome));
    }
  }
}
