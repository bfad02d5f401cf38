package io.skipruntime.engine.journal;

import io.skipruntime.OverloadedException;
import io.skipruntime.SkipService;
import io.skipruntime.StorageException;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalContext;
import io.skipruntime.engine.spi.JournalListener;
import io.skipruntime.engine.spi.JournalProvider;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Recovery;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StorageStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory, one after the other for the lives of a service. A thread of its own makes
 * records durable, after a random time, when the test says so, or at once.
 *
 * <p>What a life leaves is what was durable when it ended: a closed service is an orderly stop,
 * all else a crash.
 */
public final class MemoryJournal implements JournalProvider {

  /** How a service that crashed begins its next life. */
  public enum Way {
    /** By the records, each a transaction of its own. */
    REPLAY,
    /** By the inputs that the records lead to. */
    FOLD
  }

  private static final long LONGEST_DELAY_NANOS = 2_000_000;

  private final @Nullable Random delays;
  private final Way way;
  private String epoch = "first";
  private int epochs = 1;
  private MemoryState snapshot = MemoryState.EMPTY;
  private boolean isOrderly = true;
  private final List<JournalRecord> records = new ArrayList<>();
  private final List<Throwable> folds = Collections.synchronizedList(new ArrayList<>());
  private @Nullable Life life;

  private MemoryJournal(@Nullable Random delays, Way way) {
    this.delays = delays;
    this.way = way;
  }

  /** A journal that makes records durable at once, on the thread that appends them. */
  public static MemoryJournal atOnce(Way way) {
    return new MemoryJournal(null, way);
  }

  /** A journal that makes records durable after random times. */
  public static MemoryJournal delayed(long seed, Way way) {
    return new MemoryJournal(new Random(seed), way);
  }

  @Override
  public synchronized Journal open(SkipService<?, ?> service, JournalContext context) {
    Life opened = new Life();
    life = opened;
    return opened;
  }

  /**
   * Ends the life of the service as a power failure does: what is not durable is lost, though the
   * service, which cannot know that its life is over, is told that it is durable.
   */
  public void crash() {
    Life last = current();
    synchronized (this) {
      last.end();
      life = null;
    }
    last.force();
  }

  /** Makes nothing durable until {@link #goOn}. */
  public void stall() {
    current().isStalled = true;
  }

  /** Takes {@link #stall} back. */
  public void goOn() {
    current().isStalled = false;
    current().force();
  }

  /** Fails, as a disk does. */
  public void fail() {
    current().fail(new StorageException(StorageException.Reason.FAILED, "the disk is broken"));
  }

  /** Refuses transactions from now on; null to admit them again. */
  public void refuse(@Nullable RuntimeException reason) {
    current().refusal = reason;
  }

  private synchronized Life current() {
    if (life == null) {
      throw new IllegalStateException("there is no service");
    }
    return life;
  }

  /** The durable records since the last snapshot. */
  public synchronized List<JournalRecord> records() {
    return List.copyOf(records);
  }

  /** How many records wait to be made durable. */
  public synchronized int waiting() {
    return life == null ? 0 : life.waiting.size();
  }

  /** Why the service was not born by replay, each time. */
  public List<Throwable> folds() {
    return folds;
  }

  /** The state of the service that lives. */
  public State capture() {
    StateSource source = current().states;
    if (source == null) {
      throw new IllegalStateException("the service is not born yet");
    }
    return source.capture();
  }

  /** Takes a snapshot, so that replay begins with it. */
  public void takeSnapshot() {
    MemoryState taken = MemoryState.of(capture(), false);
    synchronized (this) {
      snapshot = taken;
      records.removeIf(
          record -> record instanceof JournalRecord.Committed made && made.tick() <= taken.tick());
    }
  }

  private synchronized boolean canReplay() {
    return way == Way.REPLAY
        && records.stream()
            .noneMatch(each -> each instanceof JournalRecord.Committed made && made.isRebuilt());
  }

  /** One life of a service. */
  private final class Life implements Journal, Recovery {
    private final ArrayDeque<JournalRecord> waiting = new ArrayDeque<>();
    private @Nullable JournalListener listener;
    private volatile @Nullable StateSource states;
    private volatile @Nullable RuntimeException refusal;
    private volatile boolean isStalled;
    private volatile boolean isOver;
    private long durable;
    private boolean isFolded;

    @Override
    public Recovery recovery() {
      return this;
    }

    @Override
    public Origin origin() {
      synchronized (MemoryJournal.this) {
        if (isOrderly) {
          return new Origin(epoch, snapshot.tick(), false, snapshot);
        }
        if (canReplay() && !isFolded) {
          return new Origin(epoch, snapshot.tick(), true, snapshot);
        }
        snapshot = snapshot.folded(records);
        records.clear();
        epoch = "epoch " + ++epochs;
        isOrderly = true;
        return new Origin(epoch, snapshot.tick(), false, snapshot);
      }
    }

    @Override
    public Iterator<JournalRecord> replay() {
      synchronized (MemoryJournal.this) {
        return List.copyOf(records).iterator();
      }
    }

    @Override
    public Recovery fold(Throwable reason) {
      folds.add(reason);
      if (isFolded || isOrderly) {
        return this;
      }
      return new Recovery() {
        @Override
        public Origin origin() {
          isFolded = true;
          return Life.this.origin();
        }

        @Override
        public Iterator<JournalRecord> replay() {
          return Collections.emptyIterator();
        }

        @Override
        public Recovery fold(Throwable other) {
          folds.add(other);
          return this;
        }
      };
    }

    @Override
    public void ready(JournalListener told, StateSource source) {
      listener = told;
      states = source;
      MemoryState taken = MemoryState.of(source.capture(), false);
      synchronized (MemoryJournal.this) {
        snapshot = taken;
        records.clear();
        isOrderly = false;
      }
      if (delays != null) {
        Thread.ofPlatform().daemon().name("memory-journal").start(this::forceNowAndThen);
      }
    }

    private void forceNowAndThen() {
      while (!isOver) {
        LockSupport.parkNanos(delays == null ? 0 : delays.nextLong(LONGEST_DELAY_NANOS));
        force();
      }
    }

    void force() {
      long number;
      synchronized (MemoryJournal.this) {
        if ((isStalled && !isOver) || waiting.isEmpty()) {
          return;
        }
        for (JournalRecord record = waiting.poll(); record != null; record = waiting.poll()) {
          durable++;
          boolean isInSnapshot =
              record instanceof JournalRecord.Committed made && made.tick() <= snapshot.tick();
          if (!isInSnapshot && !isOver) {
            records.add(MemoryState.json(record));
          }
        }
        number = durable;
      }
      if (listener != null) {
        listener.durable(number);
      }
    }

    @Override
    public void admit() {
      RuntimeException reason = refusal;
      if (reason != null) {
        throw reason;
      }
      synchronized (MemoryJournal.this) {
        if (waiting.size() > 100_000) {
          throw new OverloadedException("too much waits to be made durable");
        }
      }
    }

    @Override
    public void append(JournalRecord record) {
      synchronized (MemoryJournal.this) {
        waiting.add(record);
      }
      if (delays == null || isOver) {
        force();
      }
    }

    void fail(StorageException reason) {
      isStalled = true;
      refusal = reason;
      if (listener != null) {
        listener.failed(reason);
      }
    }

    void end() {
      isOver = true;
    }

    @Override
    public StorageStatus status() {
      return new StorageStatus(StorageStatus.State.RECORDING, "", Map.of());
    }

    @Override
    public void close(State last) {
      MemoryState taken = MemoryState.of(last, true);
      synchronized (MemoryJournal.this) {
        if (!isOver) {
          snapshot = taken;
          records.clear();
          isOrderly = true;
        }
        end();
      }
    }

    @Override
    public void abandon() {
      end();
    }
  }
}
