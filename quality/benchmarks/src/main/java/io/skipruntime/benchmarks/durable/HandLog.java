package io.skipruntime.benchmarks.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A log as one would write it by hand: a map, and a file to which one thread appends the JSON of
 * all that waits, forces it and says so.
 */
final class HandLog implements Store {

  private record Waiting(String line, CompletableFuture<Void> kept) {}

  private static final Waiting END = new Waiting("", new CompletableFuture<>());

  private final ConcurrentHashMap<Long, RecordsService.Item> items = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final FileChannel file;
  private final Thread thread;

  HandLog(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    thread = Thread.ofPlatform().start(this::run);
  }

  private void run() {
    try {
      while (true) {
        List<Waiting> group = new ArrayList<>();
        group.add(queue.take());
        queue.drainTo(group);
        boolean ends = group.remove(END);
        StringBuilder text = new StringBuilder();
        group.forEach(each -> text.append(each.line()));
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(false);
        group.forEach(each -> each.kept().complete(null));
        if (ends) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void put(long first, int count, long number) {
    StringBuilder line = new StringBuilder();
    for (long key = first; key < first + count; key++) {
      RecordsService.Item item = RecordsService.item(key, number);
      items.put(key, item);
      line.append('[').append(key).append(",{\"active\":").append(item.active());
      line.append(",\"name\":\"").append(item.name()).append("\",\"number\":");
      line.append(item.number()).append("}]\n");
    }
    Waiting waiting = new Waiting(line.toString(), new CompletableFuture<>());
    queue.add(waiting);
    waiting.kept().join();
  }

  @Override
  public void close() {
    queue.add(END);
    try {
      thread.join();
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
