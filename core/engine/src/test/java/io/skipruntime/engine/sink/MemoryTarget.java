package io.skipruntime.engine.sink;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A target in memory that can fail at any point: before a batch, in the middle of one, and after it
 * was applied. It outlives the services that write to it. Thread-safe.
 *
 * <ul>
 *   <li>One that keeps positions applies a batch wholly or not at all, with its position, and is
 *       written to by its last owner only.
 *   <li>One that does not has applied some entries when it fails in the middle of a batch.
 * </ul>
 */
public final class MemoryTarget implements Sink {

  /** The points at which a write fails. */
  public enum Fault {
    /** Nothing is applied. */
    BEFORE,
    /** Half of the entries are applied, unless the target keeps positions. */
    WITHIN,
    /** All is applied, and the answer is lost. */
    AFTER
  }

  /** A batch that was applied wholly. */
  public record Applied(
      boolean isResync, SinkPosition position, List<Entry<Object, Object>> entries) {}

  private final boolean keepsPositions;
  private final Map<Json, Json> contents = new TreeMap<>();
  private final List<Applied> applied = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Json> refused = new ArrayList<>();
  private @Nullable SinkPosition position;
  private String owner = "";
  private boolean isAway;
  private boolean isHanging;
  private int connections;
  private int open;

  /** An empty target. */
  public MemoryTarget(boolean keepsPositions) {
    this.keepsPositions = keepsPositions;
  }

  @Override
  public synchronized Connection connect(Context context) throws SinkException {
    requireThere();
    if (keepsPositions && context.isReconnect() && !owner.equals(context.owner())) {
      throw SinkException.lasting("another process writes to the target");
    }
    owner = context.owner();
    connections++;
    open++;
    return new Open(context);
  }

  private void requireThere() throws SinkException {
    if (isAway) {
      throw SinkException.passing("the target is away");
    }
  }

  /** Makes the target refuse connections and batches, or not any more. */
  public synchronized void away(boolean nowAway) {
    isAway = nowAway;
  }

  /** Takes {@link #away} and the faults that are yet to come back. */
  public synchronized void heal() {
    isAway = false;
    faults.clear();
  }

  /** Makes batches wait until their thread is interrupted. */
  public synchronized void hang() {
    isHanging = true;
  }

  /** Makes the next batches fail, each at a point. */
  public synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** Makes the target refuse the entry of a key. */
  public synchronized void refuse(Object key) {
    refused.add(Json.from(key));
  }

  /** Makes the target take all keys again. */
  public synchronized void refuseNothing() {
    refused.clear();
  }

  /** A line to the target that can be cut, as the death of a process does. */
  public final class Line implements Sink {
    private boolean isCut;

    @Override
    public Connection connect(Context context) throws SinkException {
      synchronized (MemoryTarget.this) {
        requireWhole();
        Connection connection = MemoryTarget.this.connect(context);
        return new Connection() {
          @Override
          public Optional<SinkPosition> position() throws SinkException, InterruptedException {
            return connection.position();
          }

          @Override
          public void write(SinkBatch batch) throws SinkException, InterruptedException {
            synchronized (MemoryTarget.this) {
              requireWhole();
              connection.write(batch);
            }
          }

          @Override
          public void close() {
            connection.close();
          }
        };
      }
    }

    private void requireWhole() throws SinkException {
      if (isCut) {
        throw SinkException.lasting("the line is cut");
      }
    }

    /** Lets nothing through any more. */
    public void cut() {
      synchronized (MemoryTarget.this) {
        isCut = true;
      }
    }
  }

  /** Another line to the target. */
  public Line line() {
    return new Line();
  }

  /** What the target has: values, as an array, by key. */
  public synchronized Map<Json, Json> contents() {
    return new TreeMap<>(contents);
  }

  /** Changes the target by hand. */
  public synchronized void put(Object key, Object value) {
    contents.put(Json.from(key), Json.array(Json.from(value)));
  }

  /** The batches that were applied wholly, in order. */
  public synchronized List<Applied> applied() {
    return List.copyOf(applied);
  }

  /** How often the target was connected to. */
  public synchronized int connections() {
    return connections;
  }

  /** How many connections are open. */
  public synchronized int open() {
    return open;
  }

  /** Waits until something holds, and fails if that takes more than half a minute. */
  public static void await(BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(30)) {
        throw new AssertionError("did not come about in time");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private synchronized void write(SinkBatch batch, String writer)
      throws SinkException, InterruptedException {
    while (isHanging) {
      wait();
    }
    requireThere();
    if (keepsPositions && !writer.equals(owner)) {
      throw SinkException.lasting("another process writes to the target");
    }
    Fault fault = faults.isEmpty() ? null : faults.removeFirst();
    if (fault == Fault.BEFORE) {
      throw SinkException.passing("the target fails before a batch");
    }
    List<Entry<Object, Object>> entries = new ArrayList<>();
    batch.entries().forEach(entries::add);
    if (fault == Fault.WITHIN) {
      if (!keepsPositions) {
        entries.subList(0, entries.size() / 2).forEach(this::apply);
      }
      throw SinkException.passing("the target fails within a batch");
    }
    if (batch.isResync()) {
      contents.clear();
    }
    for (Entry<Object, Object> entry : entries) {
      if (refused.contains(Json.from(entry.key()))) {
        batch.refuse(entry.key(), "not wanted");
      } else {
        apply(entry);
      }
    }
    position = batch.position();
    applied.add(new Applied(batch.isResync(), batch.position(), entries));
    if (fault == Fault.AFTER) {
      throw SinkException.passing("the target fails after a batch");
    }
  }

  private void apply(Entry<Object, Object> entry) {
    Json key = Json.from(entry.key());
    if (entry.values().isEmpty()) {
      contents.remove(key);
    } else {
      contents.put(key, Json.array(entry.values().stream().map(Json::from).toArray(Json[]::new)));
    }
  }

  private synchronized Optional<SinkPosition> position() {
    return Optional.ofNullable(position);
  }

  private synchronized void closed() {
    open--;
  }

  /** A connection. */
  private final class Open implements Connection {
    private final Context context;

    Open(Context context) {
      this.context = context;
    }

    @Override
    public Optional<SinkPosition> position() {
      return keepsPositions ? MemoryTarget.this.position() : context.acknowledged();
    }

    @Override
    public void write(SinkBatch batch) throws SinkException, InterruptedException {
      MemoryTarget.this.write(batch, context.owner());
    }

    @Override
    public void close() {
      closed();
    }
  }
}
