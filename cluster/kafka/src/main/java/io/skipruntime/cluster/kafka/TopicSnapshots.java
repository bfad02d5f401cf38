package io.skipruntime.cluster.kafka;

import io.skipruntime.cluster.log.FileSnapshots;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.log.LogUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a log in a topic beside it. A snapshot is a record that says that it begins, its
 * files in parts, and a record that says that all is there; what lacks that does not count. Of the
 * nodes that begin one at a time the first goes on, which the order of the topic decides.
 *
 * <ul>
 *   <li>The two newest are kept, and the records of the log after the older one.
 *   <li>{@code index} has what the topic had up to {@code next}.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class TopicSnapshots implements AutoCloseable {

  private static final int PART_BYTES = 512 << 10;
  private static final int KEPT = 2;
  private static final long SEND_SECONDS = 60;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final LogTopic log;
  private final LogTopic topic;
  private final TopicAddress address;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final SnapshotIndex index = new SnapshotIndex();
  private long next;
  private @Nullable Path directory;
  private final AtomicBoolean hasLooked = new AtomicBoolean();
  private final AtomicBoolean isLooking = new AtomicBoolean();
  private volatile SnapshotIndex.Known newest = SnapshotIndex.Known.NONE;

  /**
   * The snapshots of a log.
   *
   * @param log the topic of the log
   * @param topic that of the snapshots; closed with this
   * @param address its address
   */
  TopicSnapshots(
      LogTopic log,
      LogTopic topic,
      TopicAddress address,
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaProducer<byte[], byte[]> producer) {
    this.log = log;
    this.topic = topic;
    this.address = address;
    this.consumer = consumer;
    this.producer = producer;
    consumer.assign(List.of(topic.partition()));
  }

  /** Whether this process has looked at the topic since the last call. */
  boolean hasLooked() {
    return hasLooked.getAndSet(false);
  }

  /** Looks at the topic by a thread of its own, unless that is being done. */
  void lookSoon() {
    if (isLooking.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("skip-cluster-look").start(this::look);
    }
  }

  private void look() {
    try {
      synchronized (this) {
        var unused = glance();
      }
    } catch (RuntimeException e) {
      System.getLogger(TopicSnapshots.class.getName())
          .log(System.Logger.Level.DEBUG, "snapshots are looked at again later", e);
    } finally {
      isLooking.set(false);
    }
  }

  /** The newest that this process knows of. */
  SnapshotIndex.Known newestKnown() {
    return newest;
  }

  /** Looks at what the topic has now, and gives the newest snapshot. */
  private SnapshotIndex.Known glance() {
    next = Math.max(next, topic.start() - 1);
    long end = topic.end();
    var unused = scan(next, end, index::add);
    next = end;
    newest = index.complete().stream().findFirst().orElse(SnapshotIndex.Known.NONE);
    hasLooked.set(true);
    return newest;
  }

  private interface RecordReceiver {
    void take(long offset, long millis, SnapshotRecord record) throws IOException;
  }

  /**
   * Reads the records of the topic between two offsets, except for those that are deleted.
   *
   * @return whether all were there
   */
  private boolean scan(long from, long to, RecordReceiver receiver) {
    boolean isWhole = true;
    try {
      consumer.seek(topic.partition(), from);
      long at = from;
      while (at < to) {
        @Nullable OffsetOutOfRangeException deleted = null;
        try {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            at = record.offset() + 1;
            if (record.offset() < to && record.value() != null) {
              receiver.take(
                  record.offset(), record.timestamp(), SnapshotRecord.decode(record.value()));
            }
          }
        } catch (OffsetOutOfRangeException e) {
          deleted = e;
        }
        long first = topic.start() - 1; // throws if brokers are away
        if (first > at) {
          consumer.seek(topic.partition(), first);
          at = first;
          isWhole = false;
        } else if (deleted != null) {
          throw deleted;
        }
      }
      return isWhole;
    } catch (KafkaException | IOException e) {
      throw unavailable("read", e);
    }
  }

  private LogUnavailableException unavailable(String what, Throwable cause) {
    return new LogUnavailableException(
        address.describe() + " cannot be " + what + ": " + LogClients.messageOf(cause),
        false,
        cause);
  }

  /** As {@link io.skipruntime.cluster.log.CommitLog#newestSnapshot}. */
  synchronized Optional<LogSnapshot> newestSnapshot() {
    Optional<LogSnapshot> sound;
    do { // again if others have added one meanwhile, and deleted those that were tried
      var unused = glance();
      sound = newestSound();
    } while (sound.isEmpty() && topic.end() > next);
    return sound;
  }

  private Optional<LogSnapshot> newestSound() {
    for (SnapshotIndex.Known each : index.complete()) {
      try {
        Path into = emptied("read");
        boolean isWhole =
            scan(
                each.begin(),
                each.end(),
                (offset, millis, record) -> {
                  if (record.id().equals(each.id()) && record.kind() == SnapshotRecord.Kind.PART) {
                    Files.write(
                        into.resolve(record.file()),
                        record.bytes(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                  }
                });
        Optional<LogSnapshot> sound = isWhole ? new FileSnapshots(into).newest() : Optional.empty();
        if (sound.isPresent()) {
          return sound;
        }
      } catch (IOException e) {
        throw unavailable("read", e);
      }
    }
    return Optional.empty();
  }

  /**
   * As {@link io.skipruntime.cluster.log.CommitLog#keep}; does nothing either if another node has
   * kept one since this one has looked.
   *
   * @return the place up to which the log has given up its records; empty if it has not
   */
  synchronized OptionalLong keep(LogSnapshot snapshot) {
    long now = System.currentTimeMillis();
    long known = newest.place();
    long place = glance().place();
    if (place > known || place >= snapshot.place() || index.isBeingKept(Long.MAX_VALUE, now)) {
      return OptionalLong.empty();
    }
    String id = UUID.randomUUID().toString();
    SnapshotRecord.Builder records = new SnapshotRecord.Builder(id, snapshot.place());
    long begin = offset(send(records.begin()));
    try {
      var unused = glance();
      if (index.isBeingKept(begin, now)) {
        var unusedOffset = offset(send(records.abandoned()));
        return OptionalLong.empty();
      }
      sendFiles(snapshot, records);
      var unusedOffset = offset(send(records.end()));
    } catch (IOException e) {
      throw unavailable("written", e);
    }
    var unused = glance();
    return deleteOlder();
  }

  private void sendFiles(LogSnapshot snapshot, SnapshotRecord.Builder records) throws IOException {
    Path from = emptied("written");
    try {
      var unused = new FileSnapshots(from).keep(snapshot);
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Path file : files(from)) {
        String name = file.getFileName().toString();
        if (SnapshotRecord.isFile(name)) {
          try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(PART_BYTES);
                part.length > 0;
                part = in.readNBytes(PART_BYTES)) {
              sent.add(send(records.part(name, part)));
            }
          }
        }
      }
      sent.forEach(this::offset);
    } finally {
      var unused = emptied("written");
    }
  }

  private Future<RecordMetadata> send(byte[] record) {
    try {
      return producer.send(new ProducerRecord<>(address.topic(), 0, null, record));
    } catch (KafkaException | IllegalStateException e) {
      throw unavailable("written", e);
    }
  }

  private long offset(Future<RecordMetadata> sent) {
    try {
      return sent.get(SEND_SECONDS, TimeUnit.SECONDS).offset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("written", e);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable("written", e.getCause() == null ? e : e.getCause());
    }
  }

  /** Gives up the snapshots before the two newest, and what the log has before these. */
  private OptionalLong deleteOlder() {
    List<SnapshotIndex.Known> complete = index.complete();
    if (complete.size() < KEPT) {
      return OptionalLong.empty();
    }
    SnapshotIndex.Known older = complete.get(KEPT - 1);
    try {
      log.deleteBefore(older.place());
      topic.deleteBefore(older.begin());
      index.forgetBefore(older.begin());
      return OptionalLong.of(older.place());
    } catch (LogUnavailableException e) {
      System.getLogger(TopicSnapshots.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "what is before the snapshot of place {0} cannot be deleted, so that the topics grow;"
                  + " nodes need the right Delete on both: {1}",
              older.place(),
              e.getMessage());
      return OptionalLong.empty();
    }
  }

  /** A directory of this process without files. */
  private Path emptied(String name) throws IOException {
    Path root = directory;
    if (root == null) {
      root = Files.createTempDirectory("skip-snapshots");
      directory = root;
    }
    Path emptied = Files.createDirectories(root.resolve(name));
    delete(files(emptied));
    return emptied;
  }

  private static List<Path> files(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.sorted().toList();
    }
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path each : files) {
      Files.deleteIfExists(each);
    }
  }

  /** Gives back what is held; a snapshot that was read cannot be read any more. */
  @Override
  public synchronized void close() {
    try {
      consumer.close();
      producer.close(CLOSE_LIMIT);
      topic.close();
      Path root = directory;
      if (root != null) {
        for (Path each : files(root)) {
          delete(files(each));
        }
        delete(files(root));
        Files.deleteIfExists(root);
        directory = null;
      }
    } catch (IOException | KafkaException e) {
      System.getLogger(TopicSnapshots.class.getName())
          .log(System.Logger.Level.DEBUG, "what was held of snapshots is not given back", e);
    }
  }
}
