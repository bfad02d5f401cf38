package io.skipruntime.connect;

import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import io.skipruntime.client.SecretFile;
import io.skipruntime.client.feed.TimeLimits;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A sink that posts changes to an address of {@code http} or {@code https}, as {@code
 * {"id":"epoch/tick","entries":[[key,[value…]],…]}}; without values a key is gone. A resync begins
 * with {@code {"id":"epoch/tick","reset":true,"entries":[]}}: the receiver forgets all that it has.
 * Any answer of 2xx says that the receiver has the entries for good. Immutable: {@code with…} gives
 * a sink with one thing changed.
 *
 * <ul>
 *   <li>A batch is split into requests of 1 MiB at most, which have the same {@code id}. A key's
 *       requests come one after the other; keys share a lane by their hash, and an error stops its
 *       lane until the request has been repeated.
 *   <li>Answers of 5xx, 408, 425 and 429, and those that do not come, are repeated after a pause,
 *       or when {@code Retry-After} says so. So are those that concern the address and not the
 *       entries: 3xx, 401, 403, 404, 405, 407 and 410.
 *   <li>After any other answer of 4xx the request is halved, until the entries that the receiver
 *       does not take are alone; these are listed as refused, and are sent again when they change.
 *   <li>A request is signed if there is a secret: {@code Skip-Signature: t=SECONDS,v1=HEX}, where
 *       HEX is the HMAC-SHA256 of the seconds since 1970, a full stop and the body.
 *   <li>Addresses of this machine and of private networks are refused unless they are allowed.
 *       Redirections are never followed.
 * </ul>
 */
public final class WebhookSink implements Sink {

  private static final int MAX_BYTES = 1 << 20;
  private static final int MOST_LANES = 64;

  private final URI address;

  /** Not changed once it is here. */
  private final Values values;

  private WebhookSink(URI address, Values values) {
    this.address = address;
    this.values = values;
  }

  /** A sink that posts to an address. What is secret in its query is never shown. */
  public static WebhookSink to(URI address) {
    return new WebhookSink(PolledResource.checked(address), new Values());
  }

  private WebhookSink changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new WebhookSink(address, copy);
  }

  private static int within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + " must be from 1 to " + most + ", not " + value);
    }
    return value;
  }

  /**
   * With signed requests.
   *
   * @param file has the secret in its first line; it is read again for each connection
   */
  public WebhookSink withSecretFile(Path file) {
    return changed(copy -> copy.secretFile = Optional.of(file));
  }

  /**
   * With the header {@code Authorization: Bearer TOKEN}.
   *
   * @param file has the token in its first line; it is read again for each connection
   */
  public WebhookSink withTokenFile(Path file) {
    return changed(copy -> copy.tokenFile = Optional.of(file));
  }

  /**
   * With one header more in each request, in place of one of the same name.
   *
   * @throws IllegalArgumentException if a request cannot have it
   */
  public WebhookSink withHeader(String name, String value) {
    HttpRequest.newBuilder().header(name, value);
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(values.headers);
    more.put(name, value);
    return changed(copy -> copy.headers = more);
  }

  /** With so many requests at a time, from 1 to 64, each of other keys; by default 1. */
  public WebhookSink withLanes(int count) {
    return changed(copy -> copy.lanes = within("lanes", count, MOST_LANES));
  }

  /** With another time that a request may take, to the end of its answer; by default 10 seconds. */
  public WebhookSink withTimeoutMillis(long millis) {
    return changed(copy -> copy.timeoutMillis = TimeLimits.option("timeoutMillis", millis));
  }

  /** With another limit of a request's length, up to 1 MiB, which it is by default. */
  public WebhookSink withMaxBytes(int bytes) {
    return changed(copy -> copy.maxBytes = within("maxBytes", bytes, MAX_BYTES));
  }

  /** With addresses of this machine and of private networks allowed. */
  public WebhookSink allowingPrivateAddresses() {
    return changed(copy -> copy.allowsPrivate = true);
  }

  @Override
  public Connection connect(Context context) throws SinkException {
    try {
      Optional<String> secret =
          values.secretFile.map(file -> SecretFile.token("secret of the webhook", file));
      Optional<String> token =
          values.tokenFile.map(file -> SecretFile.token("token of the webhook", file));
      return new WebhookConnection(
          context,
          new WebhookTarget(
              address, secret, token, values.headers, values.timeoutMillis, values.allowsPrivate),
          values.lanes,
          values.maxBytes);
    } catch (IllegalArgumentException e) {
      throw SinkException.passing(String.valueOf(e.getMessage()));
    }
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private Optional<Path> secretFile = Optional.empty();
    private Optional<Path> tokenFile = Optional.empty();
    private Map<String, String> headers = Map.of();
    private int lanes = 1;
    private long timeoutMillis = 10_000;
    private int maxBytes = MAX_BYTES;
    private boolean allowsPrivate;

    Values() {}

    Values(Values other) {
      secretFile = other.secretFile;
      tokenFile = other.tokenFile;
      headers = other.headers;
      lanes = other.lanes;
      timeoutMillis = other.timeoutMillis;
      maxBytes = other.maxBytes;
      allowsPrivate = other.allowsPrivate;
    }
  }
}
