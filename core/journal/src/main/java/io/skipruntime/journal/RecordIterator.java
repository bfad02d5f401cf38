package io.skipruntime.journal;

import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.JournalRecord.Committed;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.Frame;
import io.skipruntime.journal.log.FrameType;
import io.skipruntime.journal.log.LogReader;
import io.skipruntime.journal.record.RecordFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The engine's records of a log that come after a tick, in order.
 *
 * <p>Commits are numbered without gaps; where one is missing the log is damaged. A record that is
 * no commit comes after the tick if the commit before it does not come before; at the beginning,
 * {@code first} holds such records until the first commit is read. Used by one thread.
 */
final class RecordIterator implements Iterator<JournalRecord>, Closeable {

  private final LogReader log;
  private final Consumer<LogReader> check;
  private final ArrayDeque<JournalRecord> first = new ArrayDeque<>();
  private long tick;
  private @Nullable JournalRecord next;

  /**
   * Goes on from a place of the log.
   *
   * @param tick commits up to it are left out
   * @param check is given the reader before each record, and may throw
   */
  RecordIterator(LogReader log, long tick, Consumer<LogReader> check) {
    this.log = log;
    this.tick = tick;
    this.check = check;
    readFirst();
    advance();
  }

  private void readFirst() {
    try {
      JournalRecord record = read();
      while (record != null && !(record instanceof Committed)) {
        first.add(record);
        record = read();
      }
      if (record != null) {
        first.add(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void advance() {
    try {
      next = first.isEmpty() ? read() : first.poll();
      if (next == null) {
        log.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable JournalRecord read() throws IOException {
    for (Frame frame = log.next(); frame != null; frame = log.next()) {
      check.accept(log);
      if (frame.isSkippable() || frame.type() >= FrameType.FIRST_OWN) {
        continue;
      }
      JournalRecord record = RecordFormat.read(frame.type(), frame.payload());
      if (!(record instanceof Committed committed)) {
        return record;
      }
      if (committed.tick() <= tick) {
        first.clear();
      } else if (committed.tick() == tick + 1) {
        tick++;
        return record;
      } else {
        throw new DamagedLogException(
            "the log",
            0,
            frame.sequence(),
            "commit " + committed.tick() + " follows commit " + tick);
      }
    }
    return null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public JournalRecord next() {
    JournalRecord result = next;
    if (result == null) {
      throw new NoSuchElementException();
    }
    advance();
    return result;
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
