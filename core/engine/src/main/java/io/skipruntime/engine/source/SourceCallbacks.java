package io.skipruntime.engine.source;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.Json;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The place where one source delivers. May be used by any thread. */
final class SourceCallbacks implements SourceSubscription {

  private final ExternalSource source;
  private final IntakeWriter writer;
  private final InstantSource clock;

  SourceCallbacks(ExternalSource source, IntakeWriter writer, InstantSource clock) {
    this.source = source;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public ExternalSource source() {
    return source;
  }

  @Override
  public boolean isOf(IntakeWriter ofWriter, String service) {
    return writer == ofWriter && source.resource().service().equals(service);
  }

  @Override
  public ExternalResource<?, ?> resource() {
    return source.resource();
  }

  @Override
  public CompletionStage<Void> update(List<? extends Entry<?, ?>> entries, boolean isInitial) {
    try {
      SourceDelivery delivery = begin();
      delivery.confirm(this);
      if (isInitial) {
        delivery.replace(this);
      }
      for (Entry<?, ?> entry : entries) {
        delivery.put(this, entry.key(), entry.values());
      }
      return delivery.commit();
    } catch (RuntimeException e) {
      writer.note(() -> source.refused(e, clock.instant()));
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public SourceDelivery begin() {
    return new SourceDelivery(writer, clock, source);
  }

  @Override
  public void error(Throwable reason) {
    writer.note(() -> source.troubled(ExternalSource.messageOf(reason), clock.instant()));
  }

  @Override
  public Map<String, Json> positions() {
    Map<String, Json> own = new HashMap<>();
    writer
        .positions()
        .forEach((stream, position) -> {
          if (stream.service().equals(source.resource().service())) {
            own.put(stream.stream(), position);
          }
        });
    return Map.copyOf(own);
  }

  @Override
  public boolean isLoaded() {
    return source.isLoaded();
  }

  @Override
  public List<?> delivered(Object key) {
    Object canonical = source.decodedKey(key);
    AtomicReference<@Nullable ValueList> values = new AtomicReference<>();
    writer.exclusively(() -> values.set(source.lookUp(canonical)));
    ValueList found = values.get();
    return found == null ? List.of() : found;
  }

  @Override
  public void report(SourceStatus.Lag lag) {
    writer.note(() -> source.report().lags(lag));
  }

  @Override
  public void report(SourceStatus.Progress progress) {
    writer.note(() -> source.report().loads(progress));
  }

  @Override
  public void warn(List<String> warnings) {
    List<String> given = List.copyOf(warnings);
    writer.note(() -> source.report().warned(given));
  }
}
