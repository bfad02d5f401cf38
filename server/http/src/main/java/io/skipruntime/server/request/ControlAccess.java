package io.skipruntime.server.request;

import io.netty.util.NetUtil;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.security.BearerTokens;
import io.skipruntime.server.security.SecretFile;
import io.skipruntime.server.security.SecretFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clients that may use the control listener: programs that have a token, if there is one, and
 * in no case a web page that is open in a browser on a machine which the listener trusts.
 *
 * <p>A page gives itself away by {@code Origin} or {@code Sec-Fetch-Site}, which browsers set and
 * pages cannot. One whose own name was made to resolve to the listener's address (DNS rebinding) is
 * of the same origin and need not send either, but has a name that its author could register: one
 * with a dot. So {@code Host} has to be an IP address, a name without dots, the listener's own, or
 * one that was configured. Where a token is required that does not matter: no page has it.
 *
 * <p>{@code /healthz} and {@code /readyz} are for everybody. {@code /metrics} is not: it has names
 * of collections and resources.
 */
public final class ControlAccess implements RequestCheck {

  private static final int LEAST_TOKEN_CHARACTERS = 16;
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");
  private static final Set<String> NOT_CROSS_SITE = Set.of("none", "same-origin");

  private final BearerTokens tokens;
  private final Set<String> names;

  private ControlAccess(BearerTokens tokens, Set<String> names) {
    this.tokens = tokens;
    this.names = names;
  }

  /**
   * As options say.
   *
   * @throws SecretFileException if the file with tokens cannot be used
   */
  public static ControlAccess of(ServerOptions options) throws SecretFileException {
    SecurityOptions security = options.security();
    List<String> tokens = new ArrayList<>(security.controlToken().stream().toList());
    if (security.controlTokenFile().isPresent()) {
      tokens.addAll(
          SecretFile.secrets(
              "control-token-file", security.controlTokenFile().get(), LEAST_TOKEN_CHARACTERS));
    }
    Set<String> names = new HashSet<>(security.controlNames());
    names.add(options.controlHost().toLowerCase(Locale.ROOT));
    return new ControlAccess(new BearerTokens(tokens), names);
  }

  /** Whether a client has to prove that it is trusted. */
  public boolean needsToken() {
    return !tokens.isEmpty();
  }

  @Override
  public void check(ServerRequest request) {
    if (OPEN.contains(request.path())) {
      return;
    }
    checkPage(request);
    if (needsToken()) {
      checkToken(request);
    } else {
      checkHost(request);
    }
  }

  private static void checkPage(ServerRequest request) {
    String site = request.headers().first("Sec-Fetch-Site");
    boolean isCrossSite = site != null && !NOT_CROSS_SITE.contains(site);
    if (isCrossSite || request.headers().first("Origin") != null) {
      throw forbidden(
          "web pages may not use the control listener: the request has the header "
              + (isCrossSite ? "Sec-Fetch-Site" : "Origin"));
    }
  }

  private void checkHost(ServerRequest request) {
    if (request.headers().first("Host") == null && request.host().isEmpty()) {
      return;
    }
    Optional<String> host = request.host();
    if (host.isEmpty() || !isTrusted(host.get().toLowerCase(Locale.ROOT))) {
      throw forbidden(
          "the control listener is not addressed by the name in Host; if it should be, start the"
              + " server with --control-name and that name");
    }
  }

  private boolean isTrusted(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return !bare.contains(".")
        || NetUtil.isValidIpV4Address(bare)
        || NetUtil.isValidIpV6Address(bare)
        || bare.endsWith(".localhost")
        || names.contains(bare)
        || names.stream()
            .anyMatch(name -> name.startsWith("*.") && bare.endsWith(name.substring(1)));
  }

  private void checkToken(ServerRequest request) {
    String header = request.headers().first("Authorization");
    if (header == null) {
      throw unauthorized("Bearer realm=\"skip control\"", "the request has no Authorization");
    }
    if (BearerTokens.inHeader(header).filter(tokens::contains).isEmpty()) {
      throw unauthorized(
          "Bearer realm=\"skip control\", error=\"invalid_token\"",
          "the token in Authorization is not one of the server's");
    }
  }

  private static RefusedException forbidden(String detail) {
    return new RefusedException(403, "forbidden", detail);
  }

  private static RefusedException unauthorized(String challenge, String what) {
    return new RefusedException(
        ProblemDocument.of(
            401, "unauthorized", what + "; send Authorization: Bearer and the control token"),
        Map.of("WWW-Authenticate", challenge));
  }
}
