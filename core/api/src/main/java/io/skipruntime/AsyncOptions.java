package io.skipruntime;

import io.skipruntime.json.TypeReference;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;

/**
 * The options of an {@link AsyncFunction}: what its results are known by, and how much of the
 * service it may use. Immutable: {@code with…} gives options of which one is different.
 *
 * <p>All functions of one name share the limits of concurrency and rate; the options that were
 * given last count for the name.
 *
 * <p>A time of more than 36,500 days, such as that of {@code ChronoUnit.FOREVER}, is one of as
 * many.
 *
 * @param name the name of the function, by which results are recorded and metrics are counted
 * @param result the type of the results, as which they are recorded
 * @param version the version of the function: results of another version are not used
 * @param concurrency how many calls of the name may go on at the same time: at least 1
 * @param rate how many calls of the name may begin in a time; empty for no limit
 * @param timeout how long one attempt may take; after that it is interrupted, and has failed
 * @param retry when a call that has failed is made again
 * @param kept how many results are kept that no entry needs now, so that a value which returns is
 *     not called for again: at least 0
 * @param keepsPrevious whether the last result of a key is shown while that for its new value is
 *     loading, or has failed
 * @param <R> type of the results
 */
public record AsyncOptions<R>(
    String name,
    Type result,
    int version,
    int concurrency,
    Optional<Rate> rate,
    Duration timeout,
    Retry retry,
    int kept,
    boolean keepsPrevious) {

  private static final Duration LONGEST = Duration.ofDays(36_500);

  /**
   * A limit of calls for any time of the given length.
   *
   * @param calls how many calls may begin in it: at least 1
   * @param per the length of the time: at least a millisecond
   */
  public record Rate(int calls, Duration per) {

    /** Checks the numbers. */
    public Rate {
      require(calls >= 1, "calls must be at least 1");
      per = bounded(per);
      require(isLong(per), "the time of a rate must be at least a millisecond");
    }
  }

  /**
   * The times at which a call that has failed is made again: after a pause that doubles with each
   * failure and is shortened by up to a half, so that calls which failed together do not come back
   * together. After the last attempt the entry is a {@link Loadable.Failure}.
   *
   * @param attempts how many calls are made until the failure is shown: at least 1
   * @param firstPause the pause after the first failure
   * @param longestPause the longest pause between attempts
   * @param afterFailure the pause until it is all tried again, while the failure is shown; empty to
   *     leave it at that until the value changes
   */
  public record Retry(
      int attempts, Duration firstPause, Duration longestPause, Optional<Duration> afterFailure) {

    /** Checks the numbers. */
    public Retry {
      require(attempts >= 1, "attempts must be at least 1");
      require(
          !firstPause.isNegative() && longestPause.compareTo(firstPause) >= 0,
          "the longest pause must not be shorter than the first");
      firstPause = bounded(firstPause);
      longestPause = bounded(longestPause);
      afterFailure = afterFailure.map(AsyncOptions::bounded);
      require(
          afterFailure.isEmpty() || isLong(afterFailure.get()),
          "the pause after a failure must be at least a millisecond");
    }

    /** One attempt, and no other until the value changes. */
    public static Retry never() {
      return new Retry(1, Duration.ZERO, Duration.ZERO, Optional.empty());
    }
  }

  /** Checks the numbers. */
  public AsyncOptions {
    require(!name.isBlank(), "an async function needs a name");
    require(concurrency >= 1, "concurrency must be at least 1");
    timeout = bounded(timeout);
    require(isLong(timeout), "the timeout must be at least a millisecond");
    require(kept >= 0, "kept must not be negative");
  }

  private static boolean isLong(Duration time) {
    return time.compareTo(Duration.ofMillis(1)) >= 0;
  }

  private static Duration bounded(Duration time) {
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /**
   * Options of a function with 16 calls at the same time, a timeout of 30 seconds, 3 attempts, and
   * 10,000 results that are kept besides those in use. A failure is tried again after 5 minutes.
   *
   * @param name tells the function from others, in all versions of the program
   * @param result the type of its results
   */
  public static <R> AsyncOptions<R> of(String name, Class<R> result) {
    return ofType(name, result);
  }

  /** As {@link #of(String, Class)}, for generic types. */
  public static <R> AsyncOptions<R> of(String name, TypeReference<R> result) {
    return ofType(name, result.type());
  }

  private static <R> AsyncOptions<R> ofType(String name, Type result) {
    Retry retry =
        new Retry(
            3, Duration.ofMillis(500), Duration.ofSeconds(30), Optional.of(Duration.ofMinutes(5)));
    return new AsyncOptions<>(
        name, result, 1, 16, Optional.empty(), Duration.ofSeconds(30), retry, 10_000, false);
  }

  /** With another {@link #version}: to be changed when the function's results become others. */
  public AsyncOptions<R> withVersion(int other) {
    return new AsyncOptions<>(
        name, result, other, concurrency, rate, timeout, retry, kept, keepsPrevious);
  }

  /** With another {@link #concurrency}. */
  public AsyncOptions<R> withConcurrency(int calls) {
    return new AsyncOptions<>(
        name, result, version, calls, rate, timeout, retry, kept, keepsPrevious);
  }

  /** With at most so many calls that begin in any time of that length. */
  public AsyncOptions<R> withRate(int calls, Duration per) {
    return new AsyncOptions<>(
        name,
        result,
        version,
        concurrency,
        Optional.of(new Rate(calls, per)),
        timeout,
        retry,
        kept,
        keepsPrevious);
  }

  /** With another {@link #timeout}. */
  public AsyncOptions<R> withTimeout(Duration time) {
    return new AsyncOptions<>(
        name, result, version, concurrency, rate, time, retry, kept, keepsPrevious);
  }

  /** With another {@link #retry}. */
  public AsyncOptions<R> withRetry(Retry other) {
    return new AsyncOptions<>(
        name, result, version, concurrency, rate, timeout, other, kept, keepsPrevious);
  }

  /** With another number of results that are {@link #kept}. */
  public AsyncOptions<R> withKept(int results) {
    return new AsyncOptions<>(
        name, result, version, concurrency, rate, timeout, retry, results, keepsPrevious);
  }

  /** With {@link #keepsPrevious}. */
  public AsyncOptions<R> keepingPrevious() {
    return new AsyncOptions<>(name, result, version, concurrency, rate, timeout, retry, kept, true);
  }
}
