package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.EventId;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.log.LogOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The share of subscribers that are told only what differs when they come back after a restart, by
 * kind of restart: scenarios W3, W4 and W5. Each has seen events until some commit, folds what it
 * is told into what it has, and must have then what the service has.
 */
class ResumeFiguresTest {

  private static final int SUBSCRIBERS = Integer.getInteger("skip.subscribers", 300);
  private static final int RESTARTS = 3;
  private static final int SNAPSHOTS = 4;
  private static final int MODULUS = 5_000;
  private static final JournalOptions SMALL =
      JournalOptions.defaults().withLog(new LogOptions(1 << 20, 1 << 16, 0, 1, 1));

  private final Random random = new Random(Long.getLong("skip.seed", 1));

  /** A client of one stream, away at times. */
  private static final class Client {
    final String identifier;
    final Map<Long, List<String>> contents = new TreeMap<>();
    Optional<EventId> last = Optional.empty();

    Client(String identifier) {
      this.identifier = identifier;
    }

    /** Comes, is told what there is to tell, and goes; says whether that began anew. */
    boolean visit(ServiceInstance service) {
      try (Subscription subscription =
          last.map(seen -> service.resume(identifier, seen))
              .orElseGet(() -> service.subscribe(identifier, Optional.empty()))) {
        Optional<CollectionUpdate<Long, String>> update = subscription.poll();
        update.ifPresent(this::fold);
        last = Optional.of(subscription.lastEventId());
        return update.filter(CollectionUpdate::isInitial).isPresent();
      }
    }

    private void fold(CollectionUpdate<Long, String> update) {
      if (update.isInitial()) {
        contents.clear();
      }
      for (Entry<Long, String> entry : update.values()) {
        if (entry.values().isEmpty()) {
          contents.remove(entry.key());
        } else {
          contents.put(entry.key(), entry.values());
        }
      }
    }
  }

  private static ServiceInstance start(FaultyFiles files, SkipService<?, ?> service, String code) {
    return ServiceInstance.start(
        service,
        EngineOptions.defaults()
            .withPersistence(Persistence.in(files, SMALL.withProgramVersion(code))));
  }

  private void write(ServiceInstance service) {
    service.update("counters", List.of(entry()));
  }

  /** A counter, most of which have the same remainder by each of the moduli. */
  private Entry<String, Long> entry() {
    return Entry.of("k" + random.nextInt(2_000), (long) random.nextInt(MODULUS + 50));
  }

  /** The files that the next process finds. */
  private interface End {
    FaultyFiles of(ServiceInstance service, FaultyFiles files);
  }

  private static FaultyFiles stop(ServiceInstance service, FaultyFiles files) {
    service.close();
    return files;
  }

  private static FaultyFiles kill(ServiceInstance service, FaultyFiles files) {
    FaultyFiles left = files.afterCrash();
    service.close();
    return left;
  }

  /** The share of clients that were not told to begin anew, of all that came back. */
  private double share(String kind, End end, boolean changesCode) {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(MODULUS), "0");
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      Client client = new Client("stream" + i);
      service.instantiateResource(
          client.identifier, "remainders", new CountersService.Remainders());
      clients.add(client);
    }
    service.update("counters", Stream.generate(this::entry).limit(1_500).toList());
    clients.forEach(client -> client.visit(service));
    ServiceInstance running = service;
    int returned = 0;
    int begun = 0;
    for (int restart = 1; restart <= RESTARTS; restart++) {
      for (int i = 0; i < SNAPSHOTS; i++) {
        running.writeSnapshot().orElseThrow().toCompletableFuture().join();
        for (int j = 0; j < 50; j++) {
          write(running);
          clients.get(random.nextInt(SUBSCRIBERS)).visit(running);
        }
      }
      files = end.of(running, files);
      int modulus = changesCode ? MODULUS + 5 * restart : MODULUS;
      running =
          start(files, new CountersService(modulus), changesCode ? String.valueOf(restart) : "0");
      write(running);
      Map<Long, List<String>> contents = contents(running);
      for (Client client : clients) {
        begun += client.visit(running) ? 1 : 0;
        returned++;
        assertThat(client.contents).as(kind).isEqualTo(contents);
      }
    }
    running.close();
    double share = 1 - (double) begun / returned;
    System.out.printf(
        "%s: %.1f %% of %d returns were told differences%n", kind, 100 * share, returned);
    return share;
  }

  private static Map<Long, List<String>> contents(ServiceInstance service) {
    return service.<Long, String>getAll("remainders", new CountersService.Remainders()).stream()
        .collect(Collectors.toMap(Entry::key, Entry::values, (a, b) -> a, TreeMap::new));
  }

  @Test
  void returns_areToldDifferences_afterOrderlyStops() {
    assertThat(share("orderly stop", ResumeFiguresTest::stop, false)).isEqualTo(1);
  }

  @Test
  void returns_areToldDifferences_afterDeploysOfChangedCode() {
    assertThat(share("deploy of changed code", ResumeFiguresTest::stop, true)).isEqualTo(1);
  }

  @Test
  void returns_areToldDifferences_afterKills() {
    assertThat(share("kill -9", ResumeFiguresTest::kill, false)).isGreaterThanOrEqualTo(0.95);
  }

  /** What other code has derived is never gone on with. */
  @Test
  void returns_beginAnew_afterKillsAndChangedCode() {
    assertThat(share("kill -9 and changed code", ResumeFiguresTest::kill, true)).isZero();
  }
}
