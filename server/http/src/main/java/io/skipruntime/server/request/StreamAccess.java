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
 * The streams that a subscriber may follow, where signed permissions are needed for that. Each
 * stream that is opened at control comes with a permission, as a part of what the client takes for
 * the stream's identifier. So a client that knows nothing of permissions sends it, too. It counts
 * when a connection is made; one that exists goes on when it expires.
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

  /** The permission that a request has of its own, if any. */
  public static Optional<String> given(Call call) {
    return call.header(HEADER).or(() -> call.query().first(PARAMETER));
  }

  /**
   * Returns if a subscriber may follow a stream.
   *
   * @param token the permission that it gives, if any
   * @throws RefusedException if not
   */
  public void checkStream(Optional<String> token, String uuid) {
    tokens.ifPresent(each -> check(token, each, path(uuid)));
  }

  /**
   * Returns if a subscriber without a verified user may open and follow the resource that a request
   * is for.
   *
   * @throws RefusedException if not
   */
  public void checkResource(Call call, String resource) {
    if (tokens.isEmpty()) {
      return;
    }
    boolean isNamed =
        call.query().names().stream()
            .anyMatch(name -> !name.equals("params") && !name.equals(PARAMETER));
    if (isNamed) {
      throw refused("a token is for a resource with params=, not for parameters by name");
    }
    checkResource(given(call), resource, call.query().first("params"));
  }

  /**
   * Returns if a subscriber without a verified user may open and follow a resource.
   *
   * @param token the permission that it gives, if any
   * @param params the parameters as text, unless they are left out
   * @throws RefusedException if not
   */
  public void checkResource(Optional<String> token, String resource, Optional<String> params) {
    String query = params.map("?params="::concat).orElse("");
    tokens.ifPresent(each -> check(token, each, "/v1/resources/" + resource + query));
  }

  /**
   * Returns if a subscriber without a verified user may run a command that is for anybody.
   *
   * @param token the permission that it gives, if any
   * @throws RefusedException if not
   */
  public void checkCommand(Optional<String> token, String command) {
    String path = "/v1/commands/" + command;
    tokens.ifPresent(each -> {
      if (!token.map(given -> each.permits(given, path, nowSeconds())).orElse(false)) {
        throw refused("the command needs a token for " + path + " that has not expired");
      }
    });
  }

  private void check(Optional<String> given, StreamTokens verifier, String path) {
    String token =
        given.orElseThrow(() ->
            refused("the stream needs a token: follow it as it was returned when it was opened"));
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
