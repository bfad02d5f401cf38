package io.skipruntime.cluster.shard;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.journal.format.MalformedDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader of the log of ticks: it gives the outcome of each tick once, in order. The record at
 * place N is the outcome of tick N, except where a publisher that had been replaced still went on
 * for a moment: what both appended is there twice, and the second one is left out. For one thread.
 */
public final class TickReader {

  private static final long READ_MILLIS = 1_000;

  private final CommitLog ticks;
  private final String name;
  private final ClassLoader loader;
  private final TickOrigin origin;
  private long place;
  private long tick;

  /**
   * A reader.
   *
   * @param ticks the log of ticks, which the user closes
   * @param name how messages call the log
   * @param loader finds the classes of the service
   * @param origin what all ticks have to be computed of
   * @param after the last tick that is not to be read; 0 to read all
   */
  public TickReader(
      CommitLog ticks, String name, ClassLoader loader, TickOrigin origin, long after) {
    this(ticks, name, loader, origin, after, after);
  }

  /**
   * As {@link #TickReader(CommitLog, String, ClassLoader, TickOrigin, long)}, from a place where
   * another reader was.
   *
   * @param atPlace the place of the last record that is not to be read
   * @param atTick the last tick that is not to be read, which the records up to there have
   */
  TickReader(
      CommitLog ticks,
      String name,
      ClassLoader loader,
      TickOrigin origin,
      long atPlace,
      long atTick) {
    this.ticks = ticks;
    this.name = name;
    this.loader = loader;
    this.origin = origin;
    this.place = atPlace + 1;
    this.tick = atTick;
  }

  /**
   * The outcomes of the next ticks.
   *
   * @param most how many are given at most; at least 1
   * @param waitMillis how long to wait if there is none yet
   * @return the outcomes; none if there was none in time
   * @throws io.skipruntime.cluster.log.LogUnavailableException if the log cannot be read at present
   * @throws DamagedLogException if a record is none of such a log, or of another origin, or a tick
   *     is missing
   */
  public List<TickOutcome> read(int most, long waitMillis) {
    List<TickOutcome> outcomes = new ArrayList<>();
    List<byte[]> records = ticks.read(place, most, waitMillis);
    while (!records.isEmpty()) {
      add(records, outcomes);
      records = outcomes.isEmpty() ? ticks.read(place, most, 0) : List.of();
    }
    return outcomes;
  }

  private void add(List<byte[]> records, List<TickOutcome> outcomes) {
    for (byte[] record : records) {
      long next = tickOf(record, place, name, origin);
      if (next > tick + 1) {
        throw new DamagedLogException(
            "the log of ticks %s has tick %d at place %d, where tick %d was to be: take its data from a backup, or delete this log and start the job without a savepoint, so that it writes all ticks again"
                .formatted(name, next, place, tick + 1));
      }
      place++;
      if (next == tick + 1) {
        outcomes.add(decode(record));
        tick = next;
      }
    }
  }

  private TickOutcome decode(byte[] record) {
    try {
      return TickFormat.decode(record, loader);
    } catch (MalformedDataException e) {
      throw damaged(place - 1, name, e);
    }
  }

  private static long tickOf(byte[] record, long place, String name, TickOrigin origin) {
    try {
      long tick = TickFormat.tickOf(record);
      requireOrigin(TickFormat.originOf(record), tick, name, origin);
      return tick;
    } catch (MalformedDataException e) {
      throw damaged(place, name, e);
    }
  }

  private static void requireOrigin(TickOrigin found, long tick, String name, TickOrigin expected) {
    if (!found.equals(expected)) {
      throw new DamagedLogException(
          "tick %d of the log of ticks %s was computed of the commits %s by the plan %s, and the log of commits is %s with the plan %s: the two logs are not of one another, as after one was begun again. Delete the log of ticks and start what computes the shards again, a job of Flink without its checkpoint; or take both logs from one backup"
              .formatted(
                  tick, name, found.epoch(), found.plan(), expected.epoch(), expected.plan()));
    }
  }

  private static DamagedLogException damaged(
      long place, String name, MalformedDataException cause) {
    DamagedLogException damaged =
        new DamagedLogException(
            "record %d of the log of ticks %s cannot be read: %s"
                .formatted(place, name, cause.getMessage()));
    damaged.initCause(cause);
    return damaged;
  }

  /** The place of the last record that was read. */
  long place() {
    return place - 1;
  }

  /** The last tick that was read. */
  public long tick() {
    return tick;
  }

  /**
   * The last tick of a log; 0 if it has none.
   *
   * @param name how messages call the log
   * @param origin what its ticks have to be computed of
   * @throws io.skipruntime.cluster.log.LogUnavailableException if the log cannot be read at present
   * @throws DamagedLogException if its last record is none of such a log, or of another origin
   */
  public static long lastTick(CommitLog ticks, String name, TickOrigin origin) {
    long end = ticks.end();
    if (end == 0) {
      return 0;
    }
    List<byte[]> last = ticks.read(end, 1, READ_MILLIS);
    if (last.isEmpty()) {
      throw new DamagedLogException(
          "the log of ticks %s does not have its last record, %d".formatted(name, end));
    }
    return tickOf(last.getFirst(), end, name, origin);
  }
}
