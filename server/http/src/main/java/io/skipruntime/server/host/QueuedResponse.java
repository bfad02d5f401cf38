package io.skipruntime.server.host;

import io.skipruntime.server.observe.Exchange;
import io.skipruntime.server.observe.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer for a host whose socket takes bytes at times of its own: what is given to the answer
 * waits here until the socket has taken what was given to it before. All that is given in one step
 * of the event loop, and while the socket is busy, goes to the {@link Outlet} at once.
 *
 * <p>The bytes themselves are not copied. Used by the event loop only.
 *
 * <ul>
 *   <li>{@code waiting} has what is not given to the outlet yet; {@code waitingBytes} are its
 *       bytes, and {@code givenBytes} those that the outlet has and the socket has not taken.
 *   <li>While something waits, the outlet has something, or {@code isFlushing}: a step is due that
 *       gives it. What fills the answer is given without that step.
 *   <li>{@code isGiving} is whether the outlet is given something at present, so that it may say
 *       that this is taken before it returns.
 *   <li>{@code ending} is told of the end exactly once, if {@link #end} was called.
 *   <li>After it {@code isDone} nothing is given to the outlet any more.
 * </ul>
 */
public final class QueuedResponse implements ServerResponse {

  private static final String LENGTH = "Content-Length";
  private static final int LEAST_STATUS_WITH_BODY = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /**
   * The host's way to the socket. Called by the event loop; must not block.
   *
   * <p>The host calls {@link QueuedResponse#taken} and {@link QueuedResponse#closed}, on the event
   * loop.
   */
  public interface Outlet {

    /** Sends the head, soon. Called once, before all else except for {@link #abort}. */
    void begin(int status, Map<String, String> headers);

    /**
     * Sends bytes and flushes them. The next ones come after {@link QueuedResponse#taken} is
     * called.
     */
    void send(List<Slice> slices);

    /** Ends the answer, of which everything has been taken. */
    void end();

    /** Ends the connection, or what the host has of it, at once; what is not sent is dropped. */
    void abort();
  }

  /**
   * A part of some bytes.
   *
   * @param bytes the bytes; not changed any more
   * @param from the first of the part
   * @param to the one after the last
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Slice(byte[] bytes, int from, int to) {

    /** How many bytes it has. */
    public int length() {
      return to - from;
    }
  }

  private final Telemetry telemetry;
  private final Exchange exchange;
  private final EventLoop loop;
  private final Outlet outlet;
  private final ByteBudget budget;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private List<Slice> waiting = new ArrayList<>();
  private Runnable drained = () -> {};
  private Runnable closed = () -> {};
  private @Nullable Consumer<Boolean> ending;
  private int status = LEAST_STATUS_WITH_BODY;
  private int waitingBytes;
  private int givenBytes;
  private long takenBytes;
  private boolean isBegun;
  private boolean isHeadSent;
  private boolean isFlushing;
  private boolean isGiving;
  private boolean isDone;

  /**
   * An answer that has not begun.
   *
   * @param telemetry is told when it begins and ends
   * @param exchange what is seen of the request
   * @param budget the bytes that answers on the request's connection may hold together
   */
  public QueuedResponse(
      Telemetry telemetry, Exchange exchange, EventLoop loop, ByteBudget budget, Outlet outlet) {
    this.telemetry = telemetry;
    this.exchange = exchange;
    this.loop = loop;
    this.budget = budget;
    this.outlet = outlet;
    exchange.sent(() -> takenBytes);
  }

  /** What is seen of the request. */
  public Exchange exchange() {
    return exchange;
  }

  /** The event loop. */
  public EventLoop loop() {
    return loop;
  }

  /** The bytes that answers on the request's connection may hold together. */
  public ByteBudget budget() {
    return budget;
  }

  /** Notes that the socket has taken all that the outlet was given. */
  public void taken() {
    if (isDone) {
      return;
    }
    boolean wasFull = isFull();
    takenBytes += givenBytes;
    givenBytes = 0;
    if (isGiving) {
      return;
    }
    if (wasFull && !isFull()) {
      drained.run();
    }
    flush();
  }

  /** Notes that the connection has ended. */
  public void closed() {
    if (isDone) {
      return;
    }
    isDone = true;
    forget();
    telemetry.brokenOff(exchange);
    closed.run();
    tellEnd(false);
  }

  private void forget() {
    waiting = List.of();
    waitingBytes = 0;
    givenBytes = 0;
  }

  private void tellEnd(boolean isTaken) {
    Consumer<Boolean> told = ending;
    if (told != null) {
      told.accept(isTaken);
    }
  }

  @Override
  public void status(int newStatus) {
    status = newStatus;
  }

  @Override
  public void header(String name, String value) {
    headers.put(name, value);
  }

  @Override
  public boolean isBegun() {
    return isBegun;
  }

  @Override
  public boolean isOpen() {
    return !isDone && ending == null;
  }

  @Override
  public boolean isFull() {
    return waitingBytes + givenBytes >= SLICE_BYTES;
  }

  @Override
  public void whenDrained(Runnable step) {
    drained = step;
  }

  @Override
  public void whenClosed(Runnable step) {
    closed = step;
  }

  @Override
  public void stream(byte[] beginning, Runnable whenDrained) {
    drained = whenDrained;
    write(beginning, 0, beginning.length);
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    if (isOpen()) {
      add(bytes, from, to);
    }
  }

  @Override
  public void writeShared(byte[] bytes, int from, int to) {
    write(bytes, from, to);
  }

  @Override
  public void end(byte[] bytes, int from, int to, Consumer<Boolean> ended) {
    if (!isOpen()) {
      ended.accept(false);
      return;
    }
    ending = ended;
    if (!isBegun && hasBody()) {
      headers.putIfAbsent(LENGTH, String.valueOf(to - from));
    }
    add(bytes, from, to);
  }

  /** Whether an answer of the status may have a body (RFC 9110, 6.4.1). */
  private boolean hasBody() {
    return status >= LEAST_STATUS_WITH_BODY && status != NO_CONTENT && status != NOT_MODIFIED;
  }

  private void add(byte[] bytes, int from, int to) {
    isBegun = true;
    if (from < to) {
      waiting.add(new Slice(bytes, from, to));
      waitingBytes += to - from;
    }
    if (isFull()) {
      flush();
    } else if (!isFlushing && givenBytes == 0) {
      isFlushing = true;
      loop.execute(this::flushDue);
    }
  }

  private void flushDue() {
    isFlushing = false;
    flush();
  }

  /** Gives the outlet what waits, as long as the socket takes all of it at once. */
  private void flush() {
    if (isDone || isGiving || givenBytes > 0) {
      return;
    }
    if (!isHeadSent && isBegun) {
      isHeadSent = true;
      telemetry.answering(exchange, status);
      outlet.begin(status, headers);
    }
    if (waitingBytes > 0) {
      give();
    }
    if (ending != null && !isDone && waitingBytes + givenBytes == 0) {
      isDone = true;
      outlet.end();
      telemetry.answered(exchange, status, takenBytes);
      tellEnd(true);
    }
  }

  private void give() {
    List<Slice> given = waiting;
    waiting = new ArrayList<>(2);
    givenBytes = waitingBytes;
    waitingBytes = 0;
    isGiving = true;
    try {
      outlet.send(given);
    } finally {
      isGiving = false;
    }
  }

  @Override
  public void abort() {
    if (!isDone) {
      outlet.abort();
      closed();
    }
  }
}
