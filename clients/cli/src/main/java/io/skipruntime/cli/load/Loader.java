package io.skipruntime.cli.load;

import io.skipruntime.client.BrokerException;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A loader that writes rows to an input in batches, in their order. A batch that is refused is
 * divided until it is known which row is wrong. One that gets no answer is written again: writing
 * entries twice is as writing them once.
 *
 * <ul>
 *   <li>All rows before the line {@link Result#nextLine} are written, or were reported as wrong.
 * </ul>
 */
public final class Loader {

  private static final int MAX_BATCH_BYTES = 4 << 20;
  private static final Set<Integer> BUSY = Set.of(408, 425, 429, 503);
  private static final int TOO_LARGE = 413;
  private static final int NOT_PROCESSED = 422;
  private static final long STOP_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 50;
  private static final Pattern ENTRY = Pattern.compile("/([0-9]{1,9})(/.*)?");

  private final SkipServiceBroker broker;
  private final String collection;
  private final Settings settings;
  private final Progress progress;
  private final CountDownLatch stopped;
  private final Backoff backoff = new Backoff(200, 5_000);
  private final KeysSeen keys = new KeysSeen();
  private List<Row> batch = new ArrayList<>();
  private int batchBytes;
  private long entries;
  private long wrong;
  private long repeated;
  private long nextLine = 1;
  private String watermark = "";

  /**
   * Settings that say how rows are written.
   *
   * @param batchEntries how many a batch has
   * @param firstLine lines before it are left out
   * @param keepGoing whether rows that are wrong are reported and left out; else the first ends it
   * @param retryMillis for how long to try again if the service is busy or cannot be reached
   */
  public record Settings(int batchEntries, long firstLine, boolean keepGoing, long retryMillis) {}

  /** The ways in which loading can end. */
  public enum Outcome {
    /** All rows were read. */
    COMPLETE,
    /** A row is wrong, or the service refused all. */
    REFUSED,
    /** The service could not be reached for too long. */
    UNREACHABLE,
    /** The user wanted no more. */
    STOPPED
  }

  /**
   * The numbers of what was done.
   *
   * @param entries how many were written
   * @param wrong how many rows were reported
   * @param repeated how many entries were for a key that had come before, and replaced it
   * @param nextLine from which line on to go on
   * @param watermark from which version on reads show all of it; empty if nothing was written
   * @param reason why it is not complete; empty if it is
   */
  public record Result(
      Outcome outcome,
      long entries,
      long wrong,
      long repeated,
      long nextLine,
      String watermark,
      String reason) {}

  /** An exception that ends loading. */
  private static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Outcome outcome;

    EndedException(Outcome outcome, String reason) {
      super(reason);
      this.outcome = outcome;
    }
  }

  /**
   * A loader.
   *
   * @param progress is told of how far it is, and of wrong rows
   * @param stopped when at 0, ends loading after the batch that is being written
   */
  public Loader(
      SkipServiceBroker broker,
      String collection,
      Settings settings,
      Progress progress,
      CountDownLatch stopped) {
    this.broker = broker;
    this.collection = collection;
    this.settings = settings;
    this.progress = progress;
    this.stopped = stopped;
  }

  /**
   * Writes all rows.
   *
   * @param lines from which they come
   * @throws IOException if they cannot be read
   * @throws IllegalArgumentException if there is no line to begin with
   */
  public Result load(Rows rows, Lines lines) throws IOException {
    nextLine = settings.firstLine();
    try {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get().line() >= settings.firstLine()) {
          take(row.get());
          progress.at(entries, lines.bytes());
        }
      }
      flush();
      if (settings.firstLine() > lines.number() + 1) {
        throw new IllegalArgumentException(
            "there are %d lines, none from %d on".formatted(lines.number(), settings.firstLine()));
      }
      nextLine = lines.number() + 1;
      return result(Outcome.COMPLETE, "");
    } catch (InterruptedIOException e) {
      return result(Outcome.STOPPED, "interrupted");
    } catch (EndedException e) {
      return result(e.outcome, String.valueOf(e.getMessage()));
    }
  }

  private Result result(Outcome outcome, String reason) {
    return new Result(outcome, entries, wrong, repeated, nextLine, watermark, reason);
  }

  /** How many entries, and how many a second. */
  public String rate() {
    return progress.rate(entries);
  }

  private void take(Row row) throws EndedException {
    if (row.isWrong()) {
      flush();
      reject(row, row.mistake());
      return;
    }
    batch.add(row);
    batchBytes += row.bytes();
    if (batch.size() == settings.batchEntries() || batchBytes >= MAX_BATCH_BYTES) {
      flush();
    }
  }

  private void flush() throws EndedException {
    List<Row> full = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    if (stopped.getCount() == 0) {
      throw new EndedException(Outcome.STOPPED, "interrupted");
    }
    write(full);
  }

  private void write(List<Row> rows) throws EndedException {
    if (rows.isEmpty()) {
      return;
    }
    try {
      watermark = send(rows.stream().map(Row::entry).toList());
      written(rows);
    } catch (BrokerException e) {
      Map<Integer, String> mistakes = mistakes(e, rows.size());
      if (!mistakes.isEmpty()) {
        writeAround(rows, mistakes);
      } else if (e.status() != NOT_PROCESSED && e.status() != TOO_LARGE) {
        throw new EndedException(Outcome.REFUSED, "the service refuses: " + e.getMessage());
      } else if (rows.size() == 1) {
        reject(rows.getFirst(), String.valueOf(e.getMessage()));
      } else {
        write(rows.subList(0, rows.size() / 2));
        write(rows.subList(rows.size() / 2, rows.size()));
      }
    }
  }

  private void written(List<Row> rows) {
    entries += rows.size();
    for (Row row : rows) {
      repeated += keys.add(row.entry().key()) ? 0 : 1;
    }
    nextLine = rows.getLast().line() + 1;
  }

  /** Writes what is not wrong of a batch that was refused, in order. */
  private void writeAround(List<Row> rows, Map<Integer, String> mistakes) throws EndedException {
    int from = 0;
    for (Map.Entry<Integer, String> mistake : mistakes.entrySet()) {
      int at = mistake.getKey();
      write(rows.subList(from, at));
      reject(rows.get(at), mistake.getValue());
      from = at + 1;
    }
    write(rows.subList(from, rows.size()));
  }

  private void reject(Row row, String mistake) throws EndedException {
    wrong++;
    progress.note("line " + row.line() + ": " + mistake);
    if (!settings.keepGoing()) {
      nextLine = row.line();
      throw new EndedException(Outcome.REFUSED, "line " + row.line() + " is wrong");
    }
    nextLine = row.line() + 1;
  }

  /** What is wrong with which entries, by their positions, as the service says. */
  private static Map<Integer, String> mistakes(BrokerException refusal, int count) {
    Map<Integer, String> mistakes = new TreeMap<>();
    Json errors = refusal.problem().find("errors").orElse(Json.NULL);
    if (refusal.status() == NOT_PROCESSED && errors instanceof io.skipruntime.json.JsonArray list) {
      for (Json error : list.elements()) {
        if (error instanceof JsonObject object) {
          addMistake(object, count, mistakes);
        }
      }
    }
    return mistakes;
  }

  private static void addMistake(JsonObject error, int count, Map<Integer, String> mistakes) {
    Matcher pointer = ENTRY.matcher(text(error, "pointer"));
    if (pointer.matches() && Integer.parseInt(pointer.group(1)) < count) {
      String where = pointer.group(2) == null ? "" : place(pointer.group(2)) + ": ";
      mistakes.merge(
          Integer.parseInt(pointer.group(1)),
          where + text(error, "detail"),
          (first, second) -> first + "; " + second);
    }
  }

  /** A pointer into an entry in words: {@code /0} is its key, {@code /1/0/…} its first value. */
  private static String place(String pointer) {
    if (pointer.equals("/0") || pointer.startsWith("/0/")) {
      return "key" + pointer.substring(2);
    }
    return pointer.startsWith("/1/0") ? "value" + pointer.substring(4) : pointer;
  }

  private static String text(JsonObject error, String member) {
    return error.find(member).orElse(Json.NULL) instanceof io.skipruntime.json.JsonString text
        ? text.value()
        : "";
  }

  /** Sends entries until there is an answer that is one. */
  private String send(List<JsonEntry> sent) throws EndedException {
    long startNanos = System.nanoTime();
    backoff.reset();
    while (true) {
      String trouble;
      Outcome outcome;
      long leastMillis = 0;
      try {
        return answer(broker.async().update(collection, sent));
      } catch (BrokerException e) {
        if (!BUSY.contains(e.status())) {
          throw e;
        }
        trouble = "the service is busy: " + e.getMessage();
        outcome = Outcome.REFUSED;
        leastMillis = e.retryAfterMillis();
      } catch (UncheckedIOException e) {
        trouble = "the service cannot be reached: " + e.getMessage();
        outcome = Outcome.UNREACHABLE;
      }
      long pauseMillis = Math.max(leastMillis, backoff.next());
      long passedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      if (passedMillis + pauseMillis > settings.retryMillis()) {
        throw new EndedException(outcome, trouble);
      }
      progress.note(trouble + "; trying again");
      pause(pauseMillis);
    }
  }

  /** The answer to a write; a user who wants no more waits a moment for it at most. */
  private String answer(CompletableFuture<String> written) throws EndedException {
    try {
      while (!written.isDone()) {
        if (stopped.getCount() == 0) {
          return written.get(STOP_MILLIS, TimeUnit.MILLISECONDS);
        }
        awaitEither(written);
      }
      return written.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      written.cancel(true);
      throw new EndedException(Outcome.STOPPED, "interrupted, while a batch had no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      written.cancel(true);
      throw new EndedException(Outcome.STOPPED, "interrupted");
    }
  }

  private static void awaitEither(CompletableFuture<String> written)
      throws InterruptedException, ExecutionException {
    try {
      written.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // the user may want no more meanwhile
    }
  }

  private void pause(long millis) throws EndedException {
    try {
      if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
        throw new EndedException(Outcome.STOPPED, "interrupted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EndedException(Outcome.STOPPED, "interrupted");
    }
  }
}
