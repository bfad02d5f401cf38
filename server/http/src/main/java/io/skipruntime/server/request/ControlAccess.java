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
import org.jspecify.annotations.Nullable;

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
 * <p>The page of the inspector, where there is one, is served by the listener itself: what it asks
 * for has {@code Origin} equal to {@code Host}, or {@code Sec-Fetch-Site: same-origin}, neither of
 * which a page of another origin can send. Its files are for everybody, as a browser that opens
 * them cannot send a token; they have nothing of the service, and what the page then asks for needs
 * the token.
 *
 * <p>{@code /healthz} and {@code /readyz} are for everybody. {@code /metrics} is not: it has names
 * of collections and resources.
 */
public final class ControlAccess implements RequestCheck {

  private static final int LEAST_TOKEN_CHARACTERS = 16;
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");
  private static final String SAME_ORIGIN = "same-origin";
  private static final Set<String> NOT_CROSS_SITE = Set.of("none", SAME_ORIGIN);

  private static final String PAGE = "/inspect";

  private final BearerTokens tokens;
  private final Set<String> names;
  private final boolean hasPage;

  private ControlAccess(BearerTokens tokens, Set<String> names, boolean hasPage) {
    this.tokens = tokens;
    this.names = names;
    this.hasPage = hasPage;
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
    return new ControlAccess(new BearerTokens(tokens), names, options.engine().inspect());
  }

  /** Whether a client has to prove that it is trusted. */
  public boolean needsToken() {
    return !tokens.isEmpty();
  }

  /** Whether a text is one of the tokens that prove it. */
  public boolean isToken(String text) {
    return tokens.contains(text);
  }

  @Override
  public void check(ServerRequest request) {
    if (OPEN.contains(request.path()) || isOfPage(request.path())) {
      return;
    }
    checkPage(request);
    if (needsToken()) {
      checkToken(request);
    } else {
      checkHost(request);
    }
  }

  private boolean isOfPage(String path) {
    return hasPage && (path.equals(PAGE) || path.startsWith(PAGE + "/"));
  }

  private boolean isFromPage(ServerRequest request, @Nullable String site, String origin) {
    String host = request.headers().first("Host");
    boolean isOwn =
        host != null
            && (origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host));
    return hasPage && (isOwn || SAME_ORIGIN.equals(site));
  }

  private void checkPage(ServerRequest request) {
    String site = request.headers().first("Sec-Fetch-Site");
    String origin = request.headers().first("Origin");
    boolean isCrossSite = site != null && !NOT_CROSS_SITE.contains(site);
    if (isCrossSite || (origin != null && !isFromPage(request, site, origin))) {
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
