package io.skipruntime.workers;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonWriter;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process that runs functions. Its turns nest, and are begun by one thread at a time: the
 * caller sees to that. All else is thread-safe.
 *
 * <ul>
 *   <li>{@code depth} is the number of turns that go on, each inside of the one before.
 *   <li>{@code waitingSince} is when the process was given something to do in a turn, by {@code
 *       System.nanoTime}; 0 while it has nothing to do.
 *   <li>{@code haste} is the number of times that the turn which goes on has to be faster than a
 *       function may be slow.
 *   <li>{@code raised} has what asking has failed with in the turns that go on.
 * </ul>
 */
final class WorkerProcess implements AutoCloseable {

  private static final long EXIT_MILLIS = 1_000;

  private final WorkerLife life;
  private final SocketChannel socket;
  private final FrameChannel calls;
  private final FrameChannel talk;
  private final FunctionTable functions = new FunctionTable();
  private final Mirrors mirrors;
  private final List<RuntimeException> raised = new ArrayList<>();
  private int depth;
  private boolean diedInTurn;
  private volatile long waitingSince;
  private volatile int haste = 1;
  private volatile String ending = "";

  private WorkerProcess(
      WorkerLife life, SocketChannel socket, FrameChannel talk, long mirrorBytes) {
    this.life = life;
    this.socket = socket;
    this.calls =
        new FrameChannel(Channels.newInputStream(socket), Channels.newOutputStream(socket));
    this.talk = talk;
    this.mirrors = new Mirrors(mirrorBytes);
  }

  /**
   * The process, when it has connected.
   *
   * @param listening where it connects
   * @throws NotConnectedException if it ends before
   */
  static WorkerProcess connected(Process process, ServerSocketChannel listening, long mirrorBytes)
      throws IOException {
    // what has ended will not connect: the end of the process ends the wait
    var unused = process.onExit().thenRun(() -> closeQuietly(listening));
    try {
      return new WorkerProcess(
          new StartedLife(process),
          listening.accept(),
          new FrameChannel(process.getInputStream(), process.getOutputStream()),
          mirrorBytes);
    } catch (IOException e) {
      process.destroyForcibly();
      throw new NotConnectedException(process.onExit().join().exitValue(), e);
    }
  }

  /** A process has ended before it had connected. */
  static final class NotConnectedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private NotConnectedException(int status, IOException cause) {
      super("the program has ended before it was a worker, with status " + status, cause);
      this.status = status;
    }

    /** The status that it has ended with. */
    int status() {
      return status;
    }
  }

  /**
   * The process that has started this one.
   *
   * @param directory has the socket of calls, which the process listens at, and two pipes with
   *     names: {@code turns} to the process, and its {@code answers}
   * @throws IOException if they are not there
   */
  static WorkerProcess parent(Path directory, long mirrorBytes) throws IOException {
    // open for both directions, neither waits for the other side
    RandomAccessFile turns = new RandomAccessFile(directory.resolve("turns").toFile(), "rw");
    RandomAccessFile answers = new RandomAccessFile(directory.resolve("answers").toFile(), "rw");
    return new WorkerProcess(
        ParentLife.ofThisProcess(),
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("calls"))),
        new FrameChannel(new FileInputStream(answers.getFD()), new FileOutputStream(turns.getFD())),
        mirrorBytes);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      System.getLogger(WorkerProcess.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a channel of a worker", e);
    }
  }

  FunctionTable functions() {
    return functions;
  }

  Mirrors mirrors() {
    return mirrors;
  }

  long pid() {
    return life.pid();
  }

  /** Sends a frame that is no turn. */
  void send(JsonWriter frame) throws IOException {
    calls.send(frame);
  }

  /** Waits for a frame that belongs to no turn. */
  JsonArray receive() throws IOException {
    return calls.receive();
  }

  /**
   * Runs a turn: sends its frame and answers what is asked, until the process is done.
   *
   * @param function what runs, for messages
   * @param turnHaste how many times faster each step of the turn has to be than the time that a
   *     function may take
   * @throws WorkerGoneException if the process ends, or has ended
   * @throws RuntimeException if the turn fails: a {@link WorkerException}, or what {@code asked}
   *     has thrown
   */
  Json turn(JsonWriter frame, Asked asked, String function, int turnHaste) {
    boolean isInner = begin();
    boolean finished = false;
    int outerHaste = haste;
    haste = turnHaste;
    try {
      (isInner ? talk : calls).send(frame);
      while (true) {
        JsonArray said = listen();
        String kind = said.get(0).asString();
        if (kind.equals("begun")) {
          asked.begun((int) said.get(1).asLong());
          continue;
        }
        if (kind.equals("done")) {
          finished = true;
          return said.get(1);
        }
        if (kind.equals("fail")) {
          finished = true;
          RuntimeException failure = failure(said.get(1).asObject(), function);
          if (failure instanceof WorkerException thrown) {
            thrown.log();
          }
          throw failure;
        }
        talk.send(answer(said, asked));
      }
    } catch (IOException e) {
      throw new WorkerGoneException(howItEnded(e), !ending.isEmpty());
    } finally {
      haste = outerHaste;
      end(finished);
      if (!finished) {
        close();
      }
    }
  }

  /** Notes that a turn begins; whether it is inside of another one. */
  private synchronized boolean begin() {
    depth++;
    return depth > 1;
  }

  private synchronized void end(boolean finished) {
    depth--;
    diedInTurn |= !finished;
    if (depth == 0) {
      raised.clear();
      notifyAll();
    }
  }

  /**
   * Waits until no turn waits for the process any more, which has ended; gives whether it has ended
   * by itself, well, and not in a turn: then the program is over.
   */
  synchronized boolean hasEndedWell() throws InterruptedException {
    while (depth > 0) {
      wait();
    }
    return life.awaitExit() == 0 && !diedInTurn;
  }

  private JsonArray listen() throws IOException {
    waitingSince = System.nanoTime() | 1;
    try {
      return talk.receive();
    } finally {
      waitingSince = 0;
    }
  }

  private JsonWriter answer(JsonArray question, Asked asked) {
    JsonWriter answer = new JsonWriter().beginArray().write("value");
    try {
      asked.answer(question, mirrors, answer);
      return answer.endArray();
    } catch (RuntimeException e) {
      raised.add(e);
      String message = String.valueOf(e.getMessage());
      return new JsonWriter()
          .beginArray()
          .write("raise")
          .write(raised.size() - 1)
          .write((Object) JsonString.wellFormed(message))
          .endArray();
    }
  }

  private RuntimeException failure(JsonObject error, String function) {
    return error
        .find("raised")
        .map(place -> raised.get((int) place.asLong()))
        .orElseGet(() -> WorkerException.thrown(error, function));
  }

  /** Ends the process if it has taken longer than so many milliseconds for what it does now. */
  void endIfLate(long millis) {
    long since = waitingSince;
    long most = millis / haste;
    if (since != 0 && System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(most)) {
      ending = "did not finish within " + most + " ms";
      close();
    }
  }

  private String howItEnded(IOException noticed) {
    if (!ending.isEmpty()) {
      return ending;
    }
    if (noticed instanceof FrameChannel.ForeignBytesException) {
      return String.valueOf(noticed.getMessage());
    }
    try {
      return life.exitWithin(EXIT_MILLIS)
          .map(status -> "ended the worker process, with status " + status)
          .orElse("closed the worker's channels");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "was waited for no longer";
    }
  }

  /** Waits for the end of the process; its exit status. */
  int awaitExit() throws InterruptedException {
    return life.awaitExit();
  }

  /** Lets the process end by itself, whose calls have ended; ends it if it goes on. */
  void finish() {
    try {
      if (life.exitWithin(EXIT_MILLIS).isPresent()) {
        closeQuietly(socket);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Ends the process at once. */
  @Override
  public void close() {
    life.end();
    closeQuietly(socket);
  }
}
