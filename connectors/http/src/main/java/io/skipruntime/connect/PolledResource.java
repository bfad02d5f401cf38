package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.client.feed.TimeLimits;
import io.skipruntime.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A resource of a {@link PolledExternalService}: where its data is, and how it becomes entries.
 * Immutable: {@code with…} gives a resource with one thing changed.
 */
public final class PolledResource {

  private static final long MAX_BYTES = 10 << 20;

  private final Function<Json, URI> address;
  private final Function<Json, ? extends List<? extends Entry<?, ?>>> conversion;

  /** Not changed once it is here. */
  private final Values values;

  private PolledResource(
      Function<Json, URI> address,
      Function<Json, ? extends List<? extends Entry<?, ?>>> conversion,
      Values values) {
    this.address = address;
    this.conversion = conversion;
    this.values = values;
  }

  /**
   * A resource whose parameters become the query of an address: one query parameter for each member
   * of the parameters' object, strings as they are and all else as JSON; parameters that are no
   * object as the query parameter {@code params}.
   *
   * @param address of {@code http} or {@code https}; a query it has is kept
   * @param conversion makes the entries of all the JSON that is answered; each key once, as {@code
   *     Json} or objects of the types the resource is used with. What it throws makes the source
   *     stale. May be run by several threads
   */
  public static PolledResource of(
      URI address, Function<Json, ? extends List<? extends Entry<?, ?>>> conversion) {
    checked(address);
    return at(params -> QueryParameters.addTo(address, params), conversion);
  }

  /**
   * A resource whose address is computed from its parameters.
   *
   * @param address gives an address of {@code http} or {@code https}; what it throws makes the
   *     subscription fail
   * @param conversion as for {@link #of}
   */
  public static PolledResource at(
      Function<Json, URI> address,
      Function<Json, ? extends List<? extends Entry<?, ?>>> conversion) {
    return new PolledResource(address, conversion, new Values());
  }

  private PolledResource changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new PolledResource(address, conversion, copy);
  }

  private static long positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
    return value;
  }

  /** With another time from the end of one request to the next; by default 60 seconds. */
  public PolledResource withIntervalMillis(long millis) {
    return changed(copy -> copy.intervalMillis = TimeLimits.option("intervalMillis", millis));
  }

  /** With another time that a request may take, to the end of its answer; by default 10 seconds. */
  public PolledResource withTimeoutMillis(long millis) {
    return changed(copy -> copy.timeoutMillis = TimeLimits.option("timeoutMillis", millis));
  }

  /**
   * With another limit of the time between attempts while requests fail. It begins with a second,
   * or the interval if that is shorter, and doubles up to this limit; by default 60 seconds.
   */
  public PolledResource withMaxRetryMillis(long millis) {
    return changed(copy -> copy.maxRetryMillis = TimeLimits.option("maxRetryMillis", millis));
  }

  /** With another limit of an answer's length; by default 10 MiB. */
  public PolledResource withMaxBytes(long bytes) {
    return changed(copy -> copy.maxBytes = positive("maxBytes", bytes));
  }

  /**
   * With one header more in each request, in place of one of the same name.
   *
   * @throws IllegalArgumentException if a request cannot have it
   */
  public PolledResource withHeader(String name, String value) {
    HttpRequest.newBuilder().header(name, value);
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(values.headers);
    more.put(name, value);
    return changed(copy -> copy.headers = more);
  }

  /**
   * The address for some parameters.
   *
   * @throws IllegalArgumentException if it is not of {@code http} or {@code https}
   */
  URI address(Json params) {
    return checked(address.apply(params));
  }

  /** An address, if it is one of {@code http} or {@code https} with a host. */
  static URI checked(URI address) {
    String scheme = address.getScheme() == null ? "" : address.getScheme();
    if (!List.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))
        || address.getHost() == null) {
      throw new IllegalArgumentException(
          "an address of http or https is needed, with a host; this is " + described(address));
    }
    return address;
  }

  /** An address without what may be secret in it. */
  static String described(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    return address.getScheme() + "://" + address.getHost() + port + path;
  }

  List<? extends Entry<?, ?>> entries(Json data) {
    return conversion.apply(data);
  }

  long intervalMillis() {
    return values.intervalMillis;
  }

  long timeoutMillis() {
    return values.timeoutMillis;
  }

  long maxRetryMillis() {
    return values.maxRetryMillis;
  }

  long maxBytes() {
    return values.maxBytes;
  }

  Map<String, String> headers() {
    return values.headers;
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private long intervalMillis = 60_000;
    private long timeoutMillis = 10_000;
    private long maxRetryMillis = 60_000;
    private long maxBytes = MAX_BYTES;
    private Map<String, String> headers = Map.of();

    Values() {}

    Values(Values other) {
      intervalMillis = other.intervalMillis;
      timeoutMillis = other.timeoutMillis;
      maxRetryMillis = other.maxRetryMillis;
      maxBytes = other.maxBytes;
      headers = other.headers;
    }
  }
}
