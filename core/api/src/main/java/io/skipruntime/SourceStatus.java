package io.skipruntime;

import io.skipruntime.json.FailureText;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The status of an external source. One that is stale keeps the data it delivered last; it is live
 * again as soon as it delivers, or confirms, good data.
 *
 * @param service name of the external service
 * @param identifier name of the resource
 * @param params its parameters
 * @param state the state
 * @param since when the state began
 * @param lastDelivery when the source last delivered data that was accepted, or confirmed what it
 *     had delivered; empty if it never has
 * @param reason why the source is stale or failed, or has not loaded yet; empty if nothing is known
 *     to be wrong
 * @param position up to where the source has delivered, in its service's own terms; empty if it has
 *     no positions
 * @param lag how far the source is behind; empty if it has not said so
 * @param progress how far the source has come in loading; empty if it does not load, or has not
 *     said so
 * @param rejected the keys that have no usable value at the source
 * @param warnings what an operator should know though the source goes on, such as a setting that
 *     does not suit it; empty if there is nothing
 */
public record SourceStatus(
    String service,
    String identifier,
    Json params,
    State state,
    Instant since,
    Optional<Instant> lastDelivery,
    Optional<String> reason,
    Optional<Json> position,
    Optional<Lag> lag,
    Optional<Progress> progress,
    Rejections rejected,
    List<String> warnings) {

  /** Copies what may change, and cuts texts that are very long. */
  public SourceStatus {
    reason = reason.map(FailureText::of);
    warnings = warnings.stream().map(FailureText::of).toList();
  }

  /** The states of a source. */
  public enum State {
    /** Subscribed, and no data has arrived yet. */
    LOADING,
    /** What it delivered is part of the service's state. */
    LIVE,
    /** It reported an error, or its last update was rejected: its data may be out of date. */
    STALE,
    /** It could not be subscribed, and there is no data. */
    FAILED
  }

  /**
   * The delay by which a source is behind.
   *
   * @param amount how much has not been delivered yet
   * @param unit of what: {@code bytes} or {@code records}, for example
   * @param age how old the oldest of it is; empty if that is not known
   */
  public record Lag(long amount, String unit, Optional<Duration> age) {}

  /**
   * The progress of a source in loading.
   *
   * @param loaded how many entries it has read
   * @param estimated how many there are, by estimate; 0 if that is not known
   */
  public record Progress(long loaded, long estimated) {}

  /**
   * The keys that have no usable value at the source.
   *
   * @param count how many there are
   * @param first some of them, 10 at most
   */
  public record Rejections(long count, List<Rejected> first) {

    /** No keys. */
    public static final Rejections NONE = new Rejections(0, List.of());

    /** Copies what may change. */
    public Rejections {
      first = List.copyOf(first);
    }
  }

  /**
   * A key that has no usable value at the source.
   *
   * @param key the key as JSON
   * @param why what is wrong with it
   */
  public record Rejected(String key, String why) {

    /** Cuts a text that is very long. */
    public Rejected {
      why = FailureText.of(why);
    }
  }
}
