package io.skipruntime.engine.source;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.json.Json;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The readers of the external sources of a service whose commits are in an order, while this
 * process is the one that reads them. What they deliver is proposed to the order, and comes back
 * with it. For one thread at a time.
 */
public final class SourceReaders {

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

  private final Function<String, ServiceInUse> services;
  private final FollowedSources followed;
  private final IntakeWriter writer;
  private final Function<Proposal, Decision> order;
  private final InstantSource clock;
  private final SubscribeCalls calls;
  private final ClassLoader loader;
  private @Nullable Reading reading;

  /**
   * The readers that have been begun in one term.
   *
   * @param writer takes what they deliver
   * @param all the readers, by the names of their sources
   */
  private record Reading(
      ReaderWriter writer,
      SourceSubscriber subscriber,
      Map<CollectionId.External, ExternalSource> all) {}

  /**
   * No readers.
   *
   * @param services gives an external service by its name
   * @param writer writes to the service itself
   * @param order brings a proposal to the order
   * @param calls counts what subscribes sources
   * @param loader has the classes of the service
   */
  SourceReaders(
      Function<String, ServiceInUse> services,
      FollowedSources followed,
      IntakeWriter writer,
      Function<Proposal, Decision> order,
      InstantSource clock,
      SubscribeCalls calls,
      ClassLoader loader) {
    this.services = services;
    this.followed = followed;
    this.writer = writer;
    this.order = order;
    this.clock = clock;
    this.calls = calls;
    this.loader = loader;
  }

  /**
   * Reads some sources, and no others, under a term.
   *
   * @param askedAgain those that are to be subscribed again at once if that has failed
   */
  public void read(
      long term, Set<CollectionId.External> wanted, Set<CollectionId.External> askedAgain) {
    Reading now = reading;
    if (now == null || now.writer().term() != term) {
      stop();
      ReaderWriter own = new ReaderWriter(writer, order, term);
      now = new Reading(own, new SourceSubscriber(own, clock, calls), new HashMap<>());
      reading = now;
    }
    Instant failedBefore = clock.instant().minus(PAUSE_AFTER_FAILURE);
    now.all()
        .entrySet()
        .removeIf(each -> {
          ExternalSource reader = each.getValue();
          boolean isToBeTriedAgain =
              reader.hasFailed()
                  && (askedAgain.contains(each.getKey()) || reader.isUnchangedSince(failedBefore));
          boolean isOver = isToBeTriedAgain || !wanted.contains(each.getKey());
          if (isOver) {
            reader.giveBack(writer);
          }
          return isOver;
        });
    for (CollectionId.External id : wanted) {
      if (!now.all().containsKey(id)) {
        begin(id, now);
      }
    }
  }

  private void begin(CollectionId.External id, Reading in) {
    ExternalSource[] made = new ExternalSource[1];
    try {
      writer.exclusively(() -> made[0] = reader(id));
    } catch (SkipException e) {
      made[0] = reader(id, Object.class, Object.class, new ServiceInUse(failing(e)));
    }
    ExternalSource reader = made[0];
    in.all().put(id, reader);
    Thread.ofPlatform()
        .daemon()
        .name("skip-source-subscribe")
        .start(() -> in.subscriber().request(reader));
  }

  private ExternalSource reader(CollectionId.External id) {
    ExternalResource<?, ?> used = followed.resource(id).orElse(null);
    ExternalSource reader =
        reader(
            id,
            used == null ? TypeName.parse(id.keyType(), loader) : used.keyType(),
            used == null ? TypeName.parse(id.valueType(), loader) : used.valueType(),
            services.apply(id.service()));
    if (followed.has(id)) {
      reader.continued(clock.instant());
    }
    return reader;
  }

  private ExternalSource reader(
      CollectionId.External id, Type keyType, Type valueType, ServiceInUse service) {
    ExternalSource reader =
        new ExternalSource(
            new ExternalResource<>(id.service(), id.resource(), id.params(), keyType, valueType),
            service,
            clock.instant(),
            () -> {});
    reader.delivered = key -> followed.lookUp(reader, key);
    return reader;
  }

  /** A service that cannot be subscribed, for a reason. */
  private static ExternalService failing(SkipException reason) {
    return new ExternalService() {

      @Override
      public CompletionStage<Void> subscribe(
          String instance, String resource, Json params, Callbacks callbacks) {
        throw reason;
      }

      @Override
      public void unsubscribe(String instance) {
        // there is nothing that was subscribed
      }
    };
  }

  /** Whether the readers cannot go on, since it is not known what the order has. */
  public boolean isInDoubt() {
    Reading now = reading;
    return now != null && now.writer().isOver();
  }

  /** How the sources are doing that are read. */
  public Map<CollectionId.External, SourceStatus> statuses() {
    Map<CollectionId.External, SourceStatus> statuses = new HashMap<>();
    Reading now = reading;
    if (now != null) {
      now.all().forEach((id, reader) -> statuses.put(id, reader.status()));
    }
    return statuses;
  }

  /** Stops reading. */
  public void stop() {
    Reading now = reading;
    reading = null;
    if (now != null) {
      now.writer().end();
      now.all().values().forEach(reader -> reader.giveBack(writer));
    }
  }
}
