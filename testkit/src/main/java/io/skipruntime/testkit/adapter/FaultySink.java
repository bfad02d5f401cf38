package io.skipruntime.testkit.adapter;

import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A sink whose connections break when a test says so. Thread-safe. */
final class FaultySink implements Sink {

  /** The points at which a connection breaks, once. */
  enum Fault {
    /** Before a batch is written. */
    BEFORE,
    /** After it was written, so that the service does not know that it was. */
    AFTER
  }

  private final Sink sink;
  private final List<Fault> faults = new ArrayList<>();
  private final Set<SinkPosition> written = new TreeSet<>(FaultySink::compare);
  private boolean isRepeated;
  private boolean isCut;

  FaultySink(Sink sink) {
    this.sink = sink;
  }

  private static int compare(SinkPosition one, SinkPosition other) {
    int epochs = one.epoch().compareTo(other.epoch());
    return epochs == 0 ? Long.compare(one.tick(), other.tick()) : epochs;
  }

  /** Lets the next batches break the connection, each at a point. */
  synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** Takes back faults that are yet to come. */
  synchronized void heal() {
    faults.clear();
  }

  /** Lets nothing through any more, as if the process had ended. */
  synchronized void cut() {
    isCut = true;
  }

  /** Whether a batch was given to the target that it had before. */
  synchronized boolean isRepeated() {
    return isRepeated;
  }

  private synchronized void requireWhole() throws SinkException {
    if (isCut) {
      throw SinkException.lasting("the line is cut by the test");
    }
  }

  private synchronized Optional<Fault> next() {
    return faults.isEmpty() ? Optional.empty() : Optional.of(faults.removeFirst());
  }

  private synchronized void note(SinkPosition position) {
    isRepeated |= !written.add(position);
  }

  @Override
  public Connection connect(Context context) throws SinkException, InterruptedException {
    requireWhole();
    Connection connection = sink.connect(context);
    return new Connection() {
      @Override
      public Optional<SinkPosition> position() throws SinkException, InterruptedException {
        return connection.position();
      }

      @Override
      public void write(SinkBatch batch) throws SinkException, InterruptedException {
        requireWhole();
        Optional<Fault> fault = next();
        if (fault.equals(Optional.of(Fault.BEFORE))) {
          throw SinkException.passing("a fault of the test before a batch");
        }
        connection.write(batch);
        note(batch.position());
        if (fault.isPresent()) {
          throw SinkException.passing("a fault of the test after a batch");
        }
      }

      @Override
      public void close() {
        connection.close();
      }
    };
  }
}
