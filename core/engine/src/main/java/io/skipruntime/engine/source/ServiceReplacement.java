package io.skipruntime.engine.source;

import io.skipruntime.ExternalService;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The release of external services that no definition names any more: after a reload that was
 * committed, those of the definition before; after one that was refused, its own.
 *
 * <p>A released service is unsubscribed first, then the service that has its name is subscribed to
 * the same resources, then the released one is shut down. So two services that need the same thing,
 * such as a replication slot, have it one after the other. A thread of its own does that, since
 * services may take long; the data stays meanwhile.
 */
final class ServiceReplacement {

  private final ExternalServices services;
  private final SourceTable sources;
  private final IntakeWriter writer;
  private final InstantSource clock;
  private final SourceSubscriber subscriber;
  private final ServiceShutdown shutdown;

  ServiceReplacement(
      ExternalServices services,
      SourceTable sources,
      IntakeWriter writer,
      InstantSource clock,
      SourceSubscriber subscriber,
      ServiceShutdown shutdown) {
    this.services = services;
    this.sources = sources;
    this.writer = writer;
    this.clock = clock;
    this.subscriber = subscriber;
    this.shutdown = shutdown;
  }

  /**
   * Carries it out.
   *
   * @param refused the services of a definition that was refused; none if it was committed
   * @return completes when the released services are being shut down, at once if there are none
   */
  CompletableFuture<Void> carryOut(Map<String, ExternalService> refused) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    writer.note(() -> {
      services.refuse(refused);
      Set<ExternalService> unused = services.replace();
      List<ExternalSource> before =
          sources.all().stream().filter(source -> source.from().isReplaced()).toList();
      List<ExternalSource> moved = new ArrayList<>();
      before.forEach(source -> moved(source).ifPresent(moved::add));
      if (unused.isEmpty() && before.isEmpty()) {
        done.complete(null);
        return;
      }
      Thread.ofPlatform()
          .daemon()
          .name("skip-source-move")
          .start(() -> {
            try {
              move(before, moved);
            } finally {
              shutdown.begin(unused);
              done.complete(null);
            }
          });
    });
    return done;
  }

  private void move(Collection<ExternalSource> before, Collection<ExternalSource> moved) {
    before.forEach(ExternalSource::giveBackNow);
    moved.forEach(subscriber::request);
  }

  /** What takes the place of a source whose service is released; empty if nothing needs it. */
  private Optional<ExternalSource> moved(ExternalSource source) {
    ServiceInUse next = services.find(source.resource()).orElse(null);
    if (next == null || (source.hasFailed() && source.node == null)) {
      sources.remove(source);
      return Optional.empty();
    }
    ExternalSource moved = source.movedTo(next, clock.instant());
    if (source.node instanceof MirrorNode mirror) {
      mirror.moveTo(moved);
    }
    sources.put(moved);
    return Optional.of(moved);
  }
}
