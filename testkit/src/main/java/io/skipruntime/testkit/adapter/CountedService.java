package io.skipruntime.testkit.adapter;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** An external service whose deliveries are counted on their way to the engine. Thread-safe. */
final class CountedService implements ExternalService {

  private final ExternalService adapter;
  private final AtomicInteger replacements = new AtomicInteger();
  private Optional<CompletionStage<Void>> ended = Optional.empty();

  CountedService(ExternalService adapter) {
    this.adapter = adapter;
  }

  /** How often all that was delivered before was replaced. */
  int replacements() {
    return replacements.get();
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    return adapter.subscribe(instance, resource, params, new Counted(callbacks));
  }

  @Override
  public void unsubscribe(String instance) {
    adapter.unsubscribe(instance);
  }

  /** Shuts the adapter down the first time; the same answer each time. */
  @Override
  public synchronized CompletionStage<Void> shutdown() {
    CompletionStage<Void> known = ended.orElseGet(adapter::shutdown);
    ended = Optional.of(known);
    return known;
  }

  /** The callbacks that an adapter sees. */
  private final class Counted implements Callbacks {
    private final Callbacks callbacks;

    Counted(Callbacks callbacks) {
      this.callbacks = callbacks;
    }

    @Override
    public ExternalResource<?, ?> resource() {
      return callbacks.resource();
    }

    @Override
    public CompletionStage<Void> update(List<? extends Entry<?, ?>> entries, boolean isInitial) {
      if (isInitial) {
        replacements.incrementAndGet();
      }
      return callbacks.update(entries, isInitial);
    }

    @Override
    public void error(Throwable reason) {
      callbacks.error(reason);
    }

    @Override
    public Delivery begin() {
      return new CountedDelivery(callbacks.begin());
    }

    @Override
    public Map<String, Json> positions() {
      return callbacks.positions();
    }

    @Override
    public boolean isLoaded() {
      return callbacks.isLoaded();
    }

    @Override
    public List<?> delivered(Object key) {
      return callbacks.delivered(key);
    }

    @Override
    public void report(SourceStatus.Lag lag) {
      callbacks.report(lag);
    }

    @Override
    public void report(SourceStatus.Progress progress) {
      callbacks.report(progress);
    }

    @Override
    public void warn(List<String> warnings) {
      callbacks.warn(warnings);
    }
  }

  /** A delivery that an adapter sees. */
  private final class CountedDelivery implements Delivery {
    private final Delivery delivery;

    CountedDelivery(Delivery delivery) {
      this.delivery = delivery;
    }

    private static Callbacks real(Callbacks of) {
      return of instanceof Counted counted ? counted.callbacks : of;
    }

    @Override
    public void replace(Callbacks of) {
      replacements.incrementAndGet();
      delivery.replace(real(of));
    }

    @Override
    public void put(Callbacks of, Object key, List<?> values) {
      delivery.put(real(of), key, values);
    }

    @Override
    public void reject(Callbacks of, Object key, String why) {
      delivery.reject(real(of), key, why);
    }

    @Override
    public CompletionStage<Void> commit() {
      return delivery.commit();
    }

    @Override
    public CompletionStage<Void> commit(String stream, Json position) {
      return delivery.commit(stream, position);
    }
  }
}
