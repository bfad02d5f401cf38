package io.skipruntime.engine.sink;

import io.skipruntime.ResourceSink;
import io.skipruntime.SinkPosition;
import io.skipruntime.SinkStatus;
import io.skipruntime.UnknownSinkException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * The feeds of a service's sinks, by name, and the positions that their targets have acknowledged.
 * Thread-safe.
 *
 * <ul>
 *   <li>{@code ending} has those that were stopped by a reload and may still write.
 * </ul>
 */
public final class SinkFeeds {

  /** The milliseconds that a feed which was interrupted has to end. */
  private static final long INTERRUPTED_MILLIS = 500;

  private final BiFunction<String, ResourceSink, FollowedContents> contents;
  private final BiConsumer<String, SinkPosition> recorder;
  private final InstantSource clock;
  private final String owner = UUID.randomUUID().toString();
  private final Map<String, SinkPosition> acknowledged = new ConcurrentHashMap<>();
  private volatile Map<String, SinkFeed> feeds = Map.of();
  private final List<SinkFeed> ending = new ArrayList<>();
  private boolean closed;

  /**
   * No feeds yet.
   *
   * @param contents gives the contents that a sink follows
   * @param recorder records a position, so that it outlives the process
   */
  public SinkFeeds(
      BiFunction<String, ResourceSink, FollowedContents> contents,
      BiConsumer<String, SinkPosition> recorder,
      InstantSource clock) {
    this.contents = contents;
    this.recorder = recorder;
    this.clock = clock;
  }

  /** Begins with the positions of an earlier process. */
  public void restore(Map<String, SinkPosition> positions) {
    acknowledged.putAll(positions);
  }

  /** The positions that were acknowledged last, by name. */
  public Map<String, SinkPosition> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** Feeds these sinks from now on, and no others. Those that are equal to one before go on. */
  public synchronized void define(Map<String, ResourceSink> sinks) {
    if (closed) {
      return;
    }
    Map<String, SinkFeed> before = feeds;
    Map<String, SinkFeed> next = new LinkedHashMap<>();
    List<SinkFeed> started = new ArrayList<>();
    sinks.forEach((name, sink) -> {
      SinkFeed predecessor = before.get(name);
      if (predecessor != null && predecessor.declared().equals(sink)) {
        next.put(name, predecessor);
      } else {
        SinkFeed feed =
            new SinkFeed(
                name,
                sink,
                contents.apply(name, sink),
                new PositionOf(name),
                clock,
                owner,
                predecessor);
        next.put(name, feed);
        started.add(feed);
      }
    });
    before.forEach((name, feed) -> {
      if (next.get(name) != feed) {
        feed.stop(next.containsKey(name));
        ending.add(feed);
      }
    });
    ending.removeIf(SinkFeed::hasEnded);
    feeds = next;
    started.forEach(SinkFeed::start);
  }

  /** The statuses, in the order of the definition. */
  public List<SinkStatus> statuses() {
    return feeds.values().stream().map(SinkFeed::status).toList();
  }

  /**
   * Gives the target of a sink everything again, and starts one that has failed for good.
   *
   * @throws UnknownSinkException if there is none of the name
   */
  public void resync(String name) {
    SinkFeed feed = feeds.get(name);
    if (feed == null) {
      throw new UnknownSinkException(
          "there is no sink " + name + "; there are " + List.copyOf(feeds.keySet()));
    }
    feed.resync();
  }

  /**
   * Stops all for good. Each target that can be written to is given what it lacks first.
   *
   * @param millis how long to wait for that
   */
  public void close(long millis) {
    List<SinkFeed> last = new ArrayList<>();
    synchronized (this) {
      closed = true;
      feeds.values().forEach(feed -> feed.stop(true));
      last.addAll(ending);
      last.addAll(feeds.values());
    }
    try {
      if (!haveEndedWithin(millis, last)) {
        last.forEach(SinkFeed::interrupt);
        if (!haveEndedWithin(INTERRUPTED_MILLIS, last)) {
          System.getLogger(SinkFeeds.class.getName())
              .log(System.Logger.Level.WARNING, "a sink does not end, and is left behind");
        }
      }
    } catch (InterruptedException e) {
      last.forEach(SinkFeed::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private static boolean haveEndedWithin(long millis, List<SinkFeed> feeds)
      throws InterruptedException {
    long begin = System.nanoTime();
    boolean haveEnded = true;
    for (SinkFeed feed : feeds) {
      long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      haveEnded &= feed.hasEndedWithin(millis - passed);
    }
    return haveEnded;
  }

  /** The position of one sink. */
  private final class PositionOf implements SinkFeed.Positions {
    private final String name;

    PositionOf(String name) {
      this.name = name;
    }

    @Override
    public Optional<SinkPosition> last() {
      return Optional.ofNullable(acknowledged.get(name));
    }

    @Override
    public void note(SinkPosition position, boolean records) {
      acknowledged.put(name, position);
      if (records) {
        recorder.accept(name, position);
      }
    }
  }
}
