package io.skipruntime.testkit.comparison;

import io.skipruntime.Entry;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running service as the comparison sees it: in this process, or over HTTP. Keys and values are
 * objects of their types or JSON, as its {@link Model} has them, too.
 */
public interface ComparedService {

  /**
   * Writes to one or several inputs in one commit.
   *
   * @throws io.skipruntime.SkipException if the service refuses it, so that nothing was written
   */
  void write(Map<String, ? extends List<? extends Entry<?, ?>>> writes);

  /**
   * Runs a command; its result as JSON.
   *
   * @throws io.skipruntime.SkipException if it refuses or fails, so that nothing was written
   * @throws UnsupportedOperationException if this is a service without commands
   */
  default Json command(String name, Object params) {
    throw new UnsupportedOperationException("a service without commands is asked for " + name);
  }

  /**
   * The contents of a resource instance, in key order.
   *
   * @throws io.skipruntime.SkipException if the service refuses the request
   * @throws io.skipruntime.ComputationException of these, if a function fails
   */
  List<? extends Entry<?, ?>> contents(Instance instance);

  /**
   * The values of one key of a resource instance; none if there is no such key.
   *
   * @throws io.skipruntime.SkipException if the service refuses the request
   */
  List<?> values(Instance instance, Object key);

  /**
   * Opens a stream of a resource instance.
   *
   * @param stream a name that no open stream has
   * @throws io.skipruntime.SkipException if the service refuses it; then there is no stream
   */
  void open(String stream, Instance instance);

  /**
   * Adds a subscriber to a stream.
   *
   * @param seen what the subscriber has seen of the stream, if it resumes
   */
  ComparedSubscription subscribe(String stream, Optional<Watermark> seen);

  /** Closes a stream; its subscribers are given what they have not seen yet, and no more. */
  void close(String stream);

  /**
   * Lets time pass and collects what is idle then.
   *
   * @param millis how many milliseconds pass
   * @return false if the service's time cannot be influenced, and nothing was done
   */
  boolean advance(long millis);

  /** What the clock of the service says; empty if that is not known. */
  default Optional<Instant> now() {
    return Optional.empty();
  }
}
