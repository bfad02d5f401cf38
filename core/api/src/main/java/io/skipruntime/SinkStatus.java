package io.skipruntime;

import io.skipruntime.json.FailureText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The status of a sink.
 *
 * @param name its name
 * @param resource name of the resource whose contents it is given
 * @param state the state
 * @param since when the state began
 * @param acknowledged the position up to which the target has everything; empty if it is not known
 * @param lag how far the target is behind
 * @param reason the last failure, until the target has been written to again; empty if there was
 *     none
 * @param written what was written since the service was started
 * @param refused the keys that the target does not take as they are
 */
public record SinkStatus(
    String name,
    String resource,
    State state,
    Instant since,
    Optional<SinkPosition> acknowledged,
    Lag lag,
    Optional<String> reason,
    Written written,
    Refusals refused) {

  /** Cuts a text that is very long. */
  public SinkStatus {
    reason = reason.map(FailureText::of);
  }

  /** The states of a sink. */
  public enum State {
    /** It has not been connected yet. */
    CONNECTING,
    /** It is connected, and has or is given what changes. */
    LIVE,
    /** It, or its resource, has failed, and it is tried again. */
    RETRYING,
    /** It has failed for good, or was ended. */
    STOPPED
  }

  /**
   * The delay by which a target is behind the contents of its resource. All is 0 if it is not.
   *
   * @param ticks how many commits have been made since the position that the target has
   * @param age for how long there has been something that the target lacks
   * @param keys how many keys are to be written, counted up to 10,000
   */
  public record Lag(long ticks, Duration age, long keys) {

    /** No delay. */
    public static final Lag NONE = new Lag(0, Duration.ZERO, 0);
  }

  /**
   * The work that a sink has done since the service was started.
   *
   * @param batches how many batches the target has taken
   * @param entries how many entries these had
   * @param resyncs how many of the batches had all entries
   * @param failures how often a connection or a batch has failed
   */
  public record Written(long batches, long entries, long resyncs, long failures) {}

  /**
   * The keys that the target does not take as they are.
   *
   * @param count how many there are
   * @param first some of them, 10 at most
   */
  public record Refusals(long count, List<Refused> first) {

    /** No keys. */
    public static final Refusals NONE = new Refusals(0, List.of());

    /** Copies what may change. */
    public Refusals {
      first = List.copyOf(first);
    }
  }

  /**
   * A key that the target does not take as it is.
   *
   * @param key the key as JSON
   * @param why what the target has said
   */
  public record Refused(String key, String why) {

    /** Cuts a text that is very long. */
    public Refused {
      why = FailureText.of(why);
    }
  }
}
