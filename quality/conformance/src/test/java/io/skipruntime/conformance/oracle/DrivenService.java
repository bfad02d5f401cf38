package io.skipruntime.conformance.oracle;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.conformance.Driver;
import io.skipruntime.conformance.FailedComputationException;
import io.skipruntime.conformance.StreamEvent;
import io.skipruntime.conformance.Subscriber;
import io.skipruntime.conformance.Write;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EventId;
import io.skipruntime.engine.News;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.testkit.comparison.ComparedService;
import io.skipruntime.testkit.comparison.ComparedSubscription;
import io.skipruntime.testkit.comparison.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service that a {@link Driver} uses, with keys and values as the JSON of the protocol. Its
 * subscribers begin with the contents, each time.
 */
final class DrivenService implements ComparedService {

  private static final String EPOCH = "epoch";

  private final Driver driver;
  private final Map<String, Driver.Stream> streams = new HashMap<>();

  /** The service of a driver. */
  DrivenService(Driver driver) {
    this.driver = driver;
  }

  @Override
  public void write(Map<String, ? extends List<? extends Entry<?, ?>>> writes) {
    List<Write> all = new ArrayList<>();
    writes.forEach((collection, entries) -> all.add(new Write(collection, json(entries))));
    driver.write(all);
  }

  private static JsonArray json(List<? extends Entry<?, ?>> entries) {
    return Json.array(
        entries.stream()
            .map(entry -> Json.array((Json) entry.key(), Json.array(jsonValues(entry))))
            .toList());
  }

  private static List<Json> jsonValues(Entry<?, ?> entry) {
    return entry.values().stream().map(value -> (Json) value).toList();
  }

  private static List<Entry<Object, Object>> entries(JsonArray entries) {
    return entries.elements().stream().map(Json::asArray).map(DrivenService::entry).toList();
  }

  private static Entry<Object, Object> entry(JsonArray keyAndValues) {
    return new Entry<>(keyAndValues.get(0), List.copyOf(keyAndValues.get(1).asArray().elements()));
  }

  @Override
  public List<? extends Entry<?, ?>> contents(Instance instance) {
    return entries(driver.snapshot(instance.resource(), (Json) instance.params()));
  }

  @Override
  public List<?> values(Instance instance, Object key) {
    return driver.lookup(instance.resource(), (Json) instance.params(), (Json) key).elements();
  }

  @Override
  public void open(String stream, Instance instance) {
    streams.put(stream, driver.open(instance.resource(), (Json) instance.params()));
  }

  private Driver.Stream stream(String name) {
    Driver.Stream stream = streams.get(name);
    if (stream == null) {
      throw new IllegalArgumentException("no stream " + name);
    }
    return stream;
  }

  @Override
  public ComparedSubscription subscribe(String stream, Optional<Watermark> seen) {
    return new Driven(stream(stream).subscribe());
  }

  @Override
  public void close(String stream) {
    stream(stream).close();
    streams.remove(stream);
  }

  @Override
  public boolean advance(long millis) {
    return driver.collectIdle();
  }

  /** A driver's subscriber, and the event that has come and was not looked at yet. */
  private static final class Driven implements ComparedSubscription {
    private final Subscriber subscriber;
    private Optional<StreamEvent> next = Optional.empty();

    Driven(Subscriber subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public boolean isWoken(boolean isDue) {
      if (next.isEmpty()) {
        next = isDue ? Optional.of(subscriber.await()) : subscriber.poll();
      }
      return next.isPresent();
    }

    @Override
    public News<Object, Object> news() {
      Optional<StreamEvent> event = next.isPresent() ? next : subscriber.poll();
      next = Optional.empty();
      return event.map(Driven::news).orElseGet(News.Nothing::new);
    }

    private static News<Object, Object> news(StreamEvent event) {
      return switch (event) {
        case StreamEvent.Contents contents -> {
          Watermark watermark = new Watermark(EPOCH, contents.tick());
          yield new News.Changes<>(
              new CollectionUpdate<>(contents.isInitial(), entries(contents.entries()), watermark),
              new EventId(watermark, ""));
        }
        case StreamEvent.Failure failure -> new News.Failed<>(failed(failure));
      };
    }

    private static ComputationException failed(StreamEvent.Failure failure) {
      return new FailedComputationException(failure.message());
    }

    @Override
    public List<News<Object, Object>> rest() {
      List<News<Object, Object>> rest = new ArrayList<>();
      next.ifPresent(event -> rest.add(news(event)));
      next = Optional.empty();
      subscriber.rest().forEach(event -> rest.add(news(event)));
      return rest;
    }

    @Override
    public void close() {
      subscriber.leave();
    }
  }
}
