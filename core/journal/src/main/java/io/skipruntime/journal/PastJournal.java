package io.skipruntime.journal;

import io.skipruntime.SkipService;
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
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A journal that begins with a state and keeps nothing: for a look at the past. */
final class PastJournal implements JournalProvider, Journal, Recovery {

  private final State state;
  private @Nullable JournalListener listener;
  private long appended;

  PastJournal(State state) {
    this.state = state;
  }

  @Override
  public Journal open(SkipService<?, ?> service, JournalContext context) {
    return this;
  }

  @Override
  public Recovery recovery() {
    return this;
  }

  @Override
  public Origin origin() {
    return new Origin(NewNames.epoch(), state.tick(), false, state);
  }

  @Override
  public Iterator<JournalRecord> replay() {
    return Collections.emptyIterator();
  }

  @Override
  public Recovery fold(Throwable reason) {
    return this;
  }

  @Override
  public void ready(JournalListener toTell, StateSource states) {
    listener = toTell;
  }

  @Override
  public void admit() {
    // everything is admitted
  }

  @Override
  public void append(JournalRecord record) {
    appended++;
    JournalListener toTell = listener;
    if (toTell != null) {
      toTell.durable(appended);
    }
  }

  @Override
  public StorageStatus status() {
    return new StorageStatus(StorageStatus.State.RECORDING, "", Map.of());
  }

  @Override
  public void close(State last) {
    // nothing is held
  }

  @Override
  public void abandon() {
    // nothing is held
  }
}
