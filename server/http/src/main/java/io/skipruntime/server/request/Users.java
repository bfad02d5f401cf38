package io.skipruntime.server.request;

import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.security.BearerTokens;
import io.skipruntime.server.security.InvalidTokenException;
import io.skipruntime.server.security.KeysUnavailableException;
import io.skipruntime.server.security.SecretFile;
import io.skipruntime.server.security.SecretFileException;
import io.skipruntime.server.security.TokenKeys;
import io.skipruntime.server.security.TokenRules;
import io.skipruntime.server.security.TokenVerifier;
import io.skipruntime.server.security.VerifiedToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * On whose behalf requests are made: that of the JSON web token that they carry, if the server can
 * verify such. A subscriber sends its own, as {@code Authorization: Bearer}, or, from where headers
 * cannot be set, as the parameter {@code access_token}. A backend, whose {@code Authorization} is
 * for itself, sends that of its user as {@code Skip-User-Token}.
 *
 * @param verifier what verifies tokens, if the server can
 * @param areRequired whether subscribers that open a resource must have one
 */
public record Users(Optional<TokenVerifier> verifier, boolean areRequired) {

  /** The parameter of an address that has a token. */
  public static final String PARAMETER = "access_token";

  private static final String HEADER = "Skip-User-Token";
  private static final int LEAST_SECRET_CHARACTERS = 32;

  /**
   * As options say.
   *
   * @throws SecretFileException if a file cannot be used
   * @throws ServerStartException if options are missing
   */
  public static Users of(ServerOptions options) throws SecretFileException {
    SecurityOptions security = options.security();
    List<TokenKeys> keys = new ArrayList<>();
    if (security.jwtKeysFile().isPresent()) {
      keys.add(TokenKeys.ofFile(security.jwtKeysFile().get()));
    }
    security.jwtKeysUrl().ifPresent(address -> keys.add(keysAt(address)));
    List<String> secrets = new ArrayList<>(security.jwtSecret().stream().toList());
    if (security.jwtSecretFile().isPresent()) {
      secrets.addAll(
          SecretFile.secrets(
              "jwt-secret-file", security.jwtSecretFile().get(), LEAST_SECRET_CHARACTERS));
    }
    boolean canVerify = !keys.isEmpty() || !secrets.isEmpty();
    if (!canVerify) {
      return new Users(Optional.empty(), false);
    }
    TokenRules rules =
        new TokenRules(
            security.jwtIssuer().orElseThrow(),
            security.jwtAudiences(),
            security.jwtClaims(),
            options.engine().clock());
    return new Users(Optional.of(new TokenVerifier(rules, keys, secrets)), security.jwtRequired());
  }

  private static TokenKeys keysAt(String address) {
    try {
      return TokenKeys.ofAddress(address);
    } catch (IllegalArgumentException e) {
      throw new ServerStartException("jwt-keys-url: " + e.getMessage());
    }
  }

  /**
   * The user of a subscriber's request: the one whom the host has found out, or whom a token
   * proves; empty if there is none.
   *
   * @throws RefusedException if the token proves nothing
   */
  public Optional<User> subscriber(Call call) {
    if (call.principal().isPresent()) {
      return call.principal().map(User::of);
    }
    if (verifier.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> token =
        call.header("Authorization")
            .map(header ->
                BearerTokens.inHeader(header)
                    .orElseThrow(() -> invalid("Authorization is not a Bearer token")))
            .or(() -> call.query().first(PARAMETER));
    return verified(token);
  }

  /**
   * The parameters of a backend's request, with whom it acts for.
   *
   * @throws RefusedException if its user's token proves nothing
   */
  public ClientParams ofBackend(Call call, Json params) {
    return new ClientParams(params, ofBackend(call).map(User::principal));
  }

  /**
   * What the token of the user proves whom a backend's request acts for; empty if there is none.
   *
   * @throws RefusedException if it proves nothing
   */
  public Optional<User> ofBackend(Call call) {
    Optional<String> token = call.header(HEADER);
    if (token.isPresent() && verifier.isEmpty()) {
      throw unauthorized(
          "the server cannot verify users; start it with --jwt-keys-url, --jwt-keys-file or"
              + " --jwt-secret-file");
    }
    return verified(token);
  }

  /**
   * What a text proves, if it is a token that holds.
   *
   * @throws KeysUnavailableException if that cannot be told
   */
  public Optional<VerifiedToken> proved(String text) throws KeysUnavailableException {
    if (verifier.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(verifier.get().verify(text));
    } catch (InvalidTokenException e) {
      return Optional.empty();
    }
  }

  private Optional<User> verified(Optional<String> token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(User.of(verifier.orElseThrow().verify(token.get())));
    } catch (InvalidTokenException e) {
      throw invalid(String.valueOf(e.getMessage()));
    } catch (KeysUnavailableException e) {
      System.getLogger(Users.class.getName())
          .log(System.Logger.Level.WARNING, "the keys of users'' tokens: {0}", e.getMessage());
      throw new RefusedException(
          503, "keys-unavailable", "the keys that verify users' tokens cannot be had at present");
    }
  }

  /** A resource is for a user, and the request is made for none. */
  public static RefusedException missing(PrincipalRequiredException failure) {
    return unauthorized(
        failure.getMessage()
            + "; send Authorization: Bearer and the user's token, or from a backend "
            + HEADER);
  }

  /** A request has no token, and the server requires one. */
  public static RefusedException unauthorized(String detail) {
    return refused(detail, "Bearer realm=\"skip\"");
  }

  private static RefusedException invalid(String detail) {
    return refused(detail, "Bearer realm=\"skip\", error=\"invalid_token\"");
  }

  private static RefusedException refused(String detail, String challenge) {
    return new RefusedException(
        ProblemDocument.of(401, "unauthorized", detail), Map.of("WWW-Authenticate", challenge));
  }
}
