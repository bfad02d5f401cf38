package io.skipruntime.connect;

import io.skipruntime.SinkException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.client.feed.TimeLimits;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The receiver of a webhook: an address, and what each request to it has. Thread-safe.
 *
 * <p>The signature is in the manner of other webhooks: the time is signed, too, so that a receiver
 * can refuse what somebody has recorded and sends again later.
 */
final class WebhookTarget implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final long MAX_ANSWER_BYTES = 1 << 20;
  private static final String ALGORITHM = "HmacSHA256";

  /** Answers that say something of the address, and nothing of the entries. */
  private static final Set<Integer> ABOUT_THE_ADDRESS = Set.of(401, 403, 404, 405, 407, 410);

  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  /** The answer of a receiver that does not take the entries of a request. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private final URI address;
  private final String name;
  private final Optional<String> secret;
  private final Optional<String> token;
  private final Map<String, String> headers;
  private final long timeoutMillis;
  private final boolean allowsPrivate;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  WebhookTarget(
      URI address,
      Optional<String> secret,
      Optional<String> token,
      Map<String, String> headers,
      long timeoutMillis,
      boolean allowsPrivate) {
    this.address = address;
    this.name = PolledResource.described(address);
    this.secret = secret;
    this.token = token;
    this.headers = headers;
    this.timeoutMillis = timeoutMillis;
    this.allowsPrivate = allowsPrivate;
  }

  /**
   * Posts a body, once.
   *
   * @throws RefusedException if the receiver does not take it as it is
   * @throws SinkException if it may take it later
   */
  void post(byte[] body) throws RefusedException, SinkException, InterruptedException {
    checkAddress();
    HttpResponse<byte[]> response = send(request(body));
    int status = response.statusCode();
    String answered = name + " answered " + status;
    if (status / 100 == 2) {
      return;
    }
    if (status / 100 == 4 && !ABOUT_THE_ADDRESS.contains(status) && !PASSING.contains(status)) {
      throw new RefusedException(answered);
    }
    throw SinkException.passing(answered, TimeLimits.retryAfterMillis(response.headers()));
  }

  private void checkAddress() throws SinkException {
    try {
      if (!allowsPrivate && PrivateAddresses.has(address.getHost())) {
        throw SinkException.passing(
            name + " is an address of a private network, which the sink does not allow");
      }
    } catch (UnknownHostException e) {
      throw SinkException.passing(name + " cannot be reached: the host is not known");
    }
  }

  private HttpRequest request(byte[] body) {
    boolean secured = address.getScheme().equalsIgnoreCase("https");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .version(secured ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .setHeader("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    token.ifPresent(each -> request.setHeader("Authorization", "Bearer " + each));
    secret.ifPresent(
        each -> request.setHeader("Skip-Signature", signature(each, Instant.now(), body)));
    return request.build();
  }

  /** The value of the header that signs a body at a time. */
  static String signature(String secret, Instant time, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((time.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "t=" + time.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every JVM has " + ALGORITHM, e);
    }
  }

  /** The whole answer. The time limit is for all of it, however slowly it comes. */
  private HttpResponse<byte[]> send(HttpRequest request)
      throws SinkException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, head -> new LimitedBody(MAX_ANSWER_BYTES));
    try {
      return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw SinkException.passing(
          name + " did not answer completely within " + timeoutMillis + " ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw SinkException.passing(name + " cannot be reached: " + SourceException.messageOf(cause));
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
