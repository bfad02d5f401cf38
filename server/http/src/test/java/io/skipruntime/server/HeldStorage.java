package io.skipruntime.server;

import io.skipruntime.StorageException;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalListener;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Recovery;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StorageStatus;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A journal that keeps to itself, while it is held, what has become durable: a disk that takes its
 * time.
 */
final class HeldStorage implements Journal, JournalListener {

  private final Journal journal;
  private @Nullable JournalListener listener;
  private boolean isHeld;
  private long durable;
  private final AtomicLong appended = new AtomicLong();

  HeldStorage(Journal journal) {
    this.journal = journal;
  }

  /** Tells of nothing from now on. */
  synchronized void hold() {
    isHeld = true;
  }

  /** Tells of all that has become durable meanwhile. */
  void release() {
    long number;
    synchronized (this) {
      isHeld = false;
      number = durable;
    }
    Objects.requireNonNull(listener).durable(number);
  }

  @Override
  public void durable(long number) {
    synchronized (this) {
      durable = number;
      if (isHeld) {
        return;
      }
    }
    Objects.requireNonNull(listener).durable(number);
  }

  @Override
  public void failed(StorageException reason) {
    Objects.requireNonNull(listener).failed(reason);
  }

  @Override
  public Recovery recovery() {
    return journal.recovery();
  }

  @Override
  public void ready(JournalListener told, StateSource states) {
    listener = told;
    journal.ready(this, states);
  }

  @Override
  public void admit() {
    journal.admit();
  }

  /** How many records it has been given. */
  long appended() {
    return appended.get();
  }

  @Override
  public void append(JournalRecord record) {
    journal.append(record);
    appended.incrementAndGet();
  }

  @Override
  public StorageStatus status() {
    return journal.status();
  }

  @Override
  public void close(State last) {
    journal.close(last);
  }

  @Override
  public void abandon() {
    journal.abandon();
  }
}
