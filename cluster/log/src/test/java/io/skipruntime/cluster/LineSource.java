package io.skipruntime.cluster;

import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An external service of files that grow: each line has a key and an amount, and the resource has
 * the sum of the amounts of each key. A delivery has a line, and as its position the number of
 * lines. The sum is that which was delivered before and the amount: it shows a line that is lost or
 * delivered twice.
 */
final class LineSource implements ExternalService {

  private static final long PAUSE_NANOS = 1_000_000;

  private final Path directory;
  private final Map<String, Thread> readers = new ConcurrentHashMap<>();
  private final AtomicInteger subscriptions = new AtomicInteger();
  private final AtomicInteger loads = new AtomicInteger();

  LineSource(Path directory) {
    this.directory = directory;
  }

  /** How many subscriptions there are now. */
  int readerCount() {
    return readers.size();
  }

  /** How often something was subscribed. */
  int subscriptionCount() {
    return subscriptions.get();
  }

  /** How often something was subscribed that had no data. */
  int loadCount() {
    return loads.get();
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    subscriptions.incrementAndGet();
    String name = resource + params.toString().replaceAll("[^a-z0-9]", "");
    if (!callbacks.isLoaded()) {
      loads.incrementAndGet();
      if (!Files.exists(file(name))) {
        return CompletableFuture.failedStage(new IllegalStateException("no file " + name));
      }
      Delivery first = callbacks.begin();
      first.replace(callbacks);
      first.commit(name, Json.of(0L)).toCompletableFuture().join();
    }
    Thread reader = Thread.ofPlatform().daemon().unstarted(() -> read(instance, name, callbacks));
    readers.put(instance, reader);
    reader.start();
    return CompletableFuture.completedStage(null);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private List<String> lines(String name) {
    try {
      String text = Files.readString(file(name));
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(String instance, String name, Callbacks callbacks) {
    Json known = callbacks.positions().get(name);
    long done = known == null ? 0 : Long.parseLong(known.toString());
    while (readers.containsKey(instance)) {
      List<String> lines = lines(name);
      try {
        while (done < lines.size() && readers.containsKey(instance)) {
          done++; // also where it is refused: it goes in with the next delivery then
          deliver(lines.get((int) done - 1), done, name, callbacks);
        }
        var confirmed = callbacks.update(List.of(), false);
        confirmed.toCompletableFuture().join();
      } catch (RuntimeException refused) {
        callbacks.error(refused);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void deliver(String line, long position, String name, Callbacks callbacks) {
    int space = line.indexOf(' ');
    long key = Long.parseLong(line.substring(0, space));
    List<?> before = callbacks.delivered(key);
    long sum = before.isEmpty() ? 0 : Long.parseLong(before.getFirst().toString());
    Delivery delivery = callbacks.begin();
    delivery.put(callbacks, key, List.of(sum + Long.parseLong(line.substring(space + 1))));
    delivery.commit(name, Json.of(position)).toCompletableFuture().join();
  }

  @Override
  public void unsubscribe(String instance) {
    readers.remove(instance);
  }
}
