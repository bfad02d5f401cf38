package io.skipruntime.server.request;

import io.netty.util.NetUtil;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.RefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A check that refuses requests to a listener of this machine alone that do not address this
 * machine.
 *
 * <p>A web page whose own name was made to resolve to 127.0.0.1 (DNS rebinding) is of the same
 * origin as the listener, so that a browser lets it read every answer; but it addresses the
 * listener by its own name. So {@code Host} has to be {@code localhost} or a name below it, a
 * loopback address, or a name that was configured. Where a subscriber needs a token that does not
 * matter: no such page has one. {@code /healthz} and {@code /readyz} are for everybody.
 *
 * @param names the names that were configured, in lower case
 */
public record HostCheck(Set<String> names) implements RequestCheck {

  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");
  private static final String LOCALHOST = "localhost";

  /** What the options say of the streaming listener. */
  public static RequestCheck of(ServerOptions options) {
    boolean needsToken =
        options.security().jwtRequired()
            || options.security().streamTokenSecret().isPresent()
            || options.security().streamTokenSecretFile().isPresent();
    return needsToken || !isLoopback(options.streamingHost())
        ? RequestCheck.NONE
        : new HostCheck(options.security().streamingNames());
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // the listener says that there is no such address
    }
  }

  @Override
  public void check(ServerRequest request) {
    if (OPEN.contains(request.path())
        || (request.headers().first("Host") == null && request.host().isEmpty())) {
      return;
    }
    Optional<String> host = request.host();
    if (host.isEmpty() || !isTrusted(host.get().toLowerCase(Locale.ROOT))) {
      throw new RefusedException(
          403,
          "forbidden",
          "the listener is for this machine, and is not addressed by the name in Host; if it should"
              + " be, start the server with --streaming-name and that name");
    }
  }

  private boolean isTrusted(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.equals(LOCALHOST)
        || bare.endsWith("." + LOCALHOST)
        || isLoopbackLiteral(bare)
        || names.contains(bare)
        || names.stream()
            .anyMatch(name -> name.startsWith("*.") && bare.endsWith(name.substring(1)));
  }

  private static boolean isLoopbackLiteral(String text) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
