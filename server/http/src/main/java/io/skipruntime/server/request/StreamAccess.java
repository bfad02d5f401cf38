package io.skipruntime.server.request;

import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.security.SecretFile;
import io.skipruntime.server.security.SecretFileException;
import io.skipruntime.server.security.StreamTokens;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which streams a subscriber may follow, where signed permissions are needed for that: with each
 * stream that is opened at control goes one, as part of what the client takes for the stream's
 * identifier, so that clients which know nothing of it send it, too. It counts when a connection is
 * made; one that exists goes on when it expires.
 *
 * <p>For a resource that is opened and followed at once, the permission is for the resource's name
 * and its {@code params}; a verified user needs none.
 *
 * @param tokens makes and verifies permissions, if they are needed
 * @param lifeMillis how long those are good that the server makes
 * @param clock tells whether they have expired
 */
public record StreamAccess(Optional<StreamTokens> tokens, long lifeMillis, InstantSource clock) {

  /** The parameter of an address that has a permission. */
  public static final String PARAMETER = "token";

  /** The header that has a permission. */
  public static final String HEADER = "Skip-Stream-Token";

  private static final int LEAST_SECRET_CHARACTERS = 32;
  private static final long MILLIS_PER_SECOND = 1000;

  /**
   * As options say.
   *
   * @throws SecretFileException if the file with the secret cannot be used
   */
  public static StreamAccess of(ServerOptions options) throws SecretFileException {
    SecurityOptions security = options.security();
    List<String> secrets = new ArrayList<>(security.streamTokenSecret().stream().toList());
    if (security.streamTokenSecretFile().isPresent()) {
      secrets.addAll(
          SecretFile.secrets(
              "stream-token-secret-file",
              security.streamTokenSecretFile().get(),
              LEAST_SECRET_CHARACTERS));
    }
    return new StreamAccess(
        secrets.isEmpty() ? Optional.empty() : Optional.of(new StreamTokens(secrets)),
        security.streamTokenMillis(),
        options.engine().clock());
  }

  private static String path(String uuid) {
    return "/v1/streams/" + uuid;
  }

  private long nowSeconds() {
    return Math.floorDiv(clock.millis(), MILLIS_PER_SECOND);
  }

  /** A permission to follow a stream, if one is needed. */
  public Optional<String> permission(String uuid) {
    long expiry = Math.floorDiv(clock.millis() + lifeMillis, MILLIS_PER_SECOND) + 1;
    return tokens.map(each -> each.token(path(uuid), expiry));
  }

  /**
   * Returns if a subscriber may follow a stream.
   *
   * @throws RefusedException if not
   */
  public void checkStream(Call call, String uuid) {
    tokens.ifPresent(each -> check(call, each, path(uuid)));
  }

  /**
   * Returns if a subscriber whom nobody has verified may open and follow a resource.
   *
   * @throws RefusedException if not
   */
  public void checkResource(Call call, String resource) {
    tokens.ifPresent(each -> {
      boolean isNamed =
          call.query().names().stream()
              .anyMatch(name -> !name.equals("params") && !name.equals(PARAMETER));
      if (isNamed) {
        throw refused("a token is for a resource with params=, not for parameters by name");
      }
      String params = call.query().get("params");
      check(call, each, "/v1/resources/" + resource + (params == null ? "" : "?params=" + params));
    });
  }

  private void check(Call call, StreamTokens verifier, String path) {
    String token =
        call.header(HEADER)
            .or(() -> Optional.ofNullable(call.query().get(PARAMETER)))
            .orElseThrow(() ->
                refused(
                    "the stream needs a token: follow it as it was returned when it was opened"));
    if (!verifier.permits(token, path, nowSeconds())) {
      throw refused("the token is not one for this stream, or it has expired; open a new stream");
    }
  }

  private static RefusedException refused(String detail) {
    return new RefusedException(
        ProblemDocument.of(401, "unauthorized", detail),
        Map.of("WWW-Authenticate", HEADER + " realm=\"skip\""));
  }
}
