package io.skipruntime.spring.mount;

import io.skipruntime.server.EmbeddedServer;
import io.skipruntime.server.host.BodyTaker;
import io.skipruntime.server.host.QueuedResponse.Slice;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request of a servlet container and its answer, without a thread that waits (Jakarta Servlet 6,
 * 2.3.3.3 and 5.9): the container's threads only tell the event loop that bytes can be read or
 * written, and the loop does it.
 *
 * <ul>
 *   <li>The request is handed over when the container says for the first time that it takes bytes:
 *       then its own thread has left the request.
 *   <li>{@code given} from {@code next} on is what was not written; the socket has what was written
 *       exactly if the output is ready after a flush.
 *   <li>{@code isReadable} is whether the container has said that there may be something to read
 *       since it was found that there is not.
 *   <li>{@code isAllRead} is whether the container has said that the body has been read.
 *   <li>After it {@code isOver} neither the request nor the response of the container is touched:
 *       the container gives their insides to other requests then, which would be damaged.
 *   <li>{@code isCompleted} is whether the container was told that the request is over; told once.
 *   <li>{@code touching} is held while the event loop touches them, so that the container, which
 *       tells of failures by threads of its own, does not go on meanwhile. Only what the container
 *       calls without a lock of its own waits for it: {@link #onError(Throwable)}, {@link
 *       #onError(AsyncEvent)} and {@link #onTimeout}, which precede every end that is not asked for
 *       here. Therefore a failure to write is left to the container, which has noted that it will
 *       tell of the failure: to complete such a request as well would end it twice.
 * </ul>
 */
final class ServletExchange extends MountedRequest
    implements WriteListener, ReadListener, AsyncListener {

  private static final Logger LOGGER = System.getLogger(ServletExchange.class.getName());
  private static final int READ_BYTES = 8 << 10;

  private final EmbeddedServer.Door door;
  private final AsyncContext async;
  private final HttpServletResponse answer;
  private final ServletInputStream in;
  private final ServletOutputStream out;
  private final boolean hasBody;
  private final Runnable cutOff;
  private final ReentrantLock touching = new ReentrantLock();
  private volatile boolean isHandedOver;
  private List<Slice> given = List.of();
  private int next;
  private boolean isUnflushed;
  private @Nullable BodyTaker taker;
  private boolean isReadable;
  private boolean isAllRead;
  private volatile boolean isOver;
  private boolean isCompleted;

  /**
   * An exchange that has not begun.
   *
   * @param hasBody whether the request may have a body
   * @param cutOff ends the connection at once, as far as the container can
   */
  ServletExchange(
      EmbeddedServer.Door door, Head head, AsyncContext async, boolean hasBody, Runnable cutOff)
      throws IOException {
    super(door, head);
    this.door = door;
    this.async = async;
    this.answer = (HttpServletResponse) async.getResponse();
    this.in = async.getRequest().getInputStream();
    this.out = answer.getOutputStream();
    this.hasBody = hasBody;
    this.cutOff = cutOff;
  }

  /** Begins; called by the container's thread that has the request. */
  void start() {
    async.setTimeout(0);
    async.addListener(this);
    if (hasBody) {
      in.setReadListener(this);
    }
    out.setWriteListener(this);
  }

  @Override
  public void onWritePossible() {
    if (isHandedOver) {
      execute(this::proceed);
      return;
    }
    isHandedOver = true;
    try {
      door.handle(this);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.DEBUG, "the protocol has ended", e);
      answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      async.complete();
    }
  }

  /** Runs a step on the event loop, unless that has ended; then nothing is to be done any more. */
  private void execute(Runnable step) {
    try {
      loop().execute(step);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.TRACE, "the protocol has ended", e);
    }
  }

  @Override
  public void receive(BodyTaker bodyTaker) {
    if (hasBody) {
      taker = bodyTaker;
      read();
    } else {
      bodyTaker.complete();
    }
  }

  @Override
  public void ignoreBody() {
    taker = null;
    if (!response().isBegun()) {
      response().header("Connection", "close");
    }
  }

  @Override
  public void onDataAvailable() {
    execute(() -> {
      isReadable = true;
      read();
    });
  }

  @Override
  public void onAllDataRead() {
    execute(this::completeBody);
  }

  private void completeBody() {
    BodyTaker completed = taker;
    isAllRead = true;
    taker = null;
    if (completed != null) {
      completed.complete();
    }
  }

  private void read() {
    BodyTaker reading = taker;
    if (reading == null) {
      return;
    }
    if (isAllRead) {
      completeBody();
      return;
    }
    byte[] part = new byte[READ_BYTES];
    while (isReadable && taker == reading) {
      int length = read(part);
      if (length > 0) {
        reading.part(ByteBuffer.wrap(part, 0, length));
      }
    }
  }

  /**
   * Reads what there is; how many bytes that is, 0 or less if {@code isReadable} has become false.
   */
  private int read(byte[] part) {
    touching.lock();
    try {
      isReadable = !isOver && in.isReady();
      return isReadable ? in.read(part) : 0;
    } catch (IOException | RuntimeException e) { // a container that ends takes its objects back
      LOGGER.log(Level.TRACE, "a body ends early", e);
      isReadable = false;
      brokenBody();
      return 0;
    } finally {
      touching.unlock();
    }
  }

  private void brokenBody() {
    BodyTaker broken = taker;
    taker = null;
    if (broken != null) {
      broken.broken();
    }
  }

  @Override
  public void begin(int status, Map<String, String> headers) {
    touching.lock();
    try {
      if (!isOver) {
        answer.setStatus(status);
        headers.forEach(answer::setHeader);
      }
    } catch (IllegalStateException e) {
      LOGGER.log(Level.TRACE, "the container has ended the request itself", e);
      fail();
    } finally {
      touching.unlock();
    }
  }

  @Override
  public void send(List<Slice> slices) {
    given = slices;
    next = 0;
    proceed();
  }

  private void proceed() {
    boolean isTaken;
    touching.lock();
    try {
      isTaken = !isOver && isWritten();
    } finally {
      touching.unlock();
    }
    if (isTaken) {
      queued().taken();
    }
  }

  /** Writes as much as the socket takes; whether that is everything. */
  private boolean isWritten() {
    try {
      while (out.isReady()) {
        if (next < given.size()) {
          Slice slice = given.get(next);
          next++;
          isUnflushed = true;
          out.write(slice.bytes(), slice.from(), slice.length());
        } else if (isUnflushed) {
          isUnflushed = false;
          out.flush();
        } else {
          given = List.of();
          next = 0;
          return true;
        }
      }
    } catch (IOException e) {
      LOGGER.log(Level.TRACE, "a connection has ended; the container says so, too", e);
      isOver = true;
      close();
    } catch (RuntimeException e) {
      LOGGER.log(Level.TRACE, "a container that ends has taken its objects back", e);
      fail();
    }
    return false;
  }

  private void fail() {
    close();
    complete();
  }

  @Override
  public void end() {
    complete();
  }

  private void complete() {
    touching.lock();
    try {
      if (!isOver) {
        isOver = true;
        completeRequest();
      }
    } finally {
      touching.unlock();
    }
  }

  private void completeRequest() {
    if (isCompleted) {
      return;
    }
    isCompleted = true;
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOGGER.log(Level.TRACE, "the container has ended the request itself", e);
    }
  }

  @Override
  public void abort() {
    touching.lock();
    try {
      if (!isOver) {
        isOver = true;
        cutOff.run();
      }
    } finally {
      touching.unlock();
    }
  }

  /** Called for what fails when reading or writing, before the event of it. */
  @Override
  public void onError(Throwable failure) {
    leave(() -> {});
  }

  /** Completes the request, too, or the container would have its error page answer. */
  @Override
  public void onError(AsyncEvent event) {
    leave(this::completeRequest);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    leave(this::completeRequest);
  }

  @Override
  public void onComplete(AsyncEvent event) {
    isOver = true;
    execute(this::close);
  }

  /** Takes the request away from the event loop for ever. */
  private void leave(Runnable lastStep) {
    touching.lock();
    try {
      isOver = true;
      lastStep.run();
    } finally {
      touching.unlock();
    }
    execute(this::close);
  }

  private void close() {
    brokenBody();
    queued().closed();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
