package io.skipruntime.server.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The public keys of an issuer of tokens. Thread-safe; may block.
 *
 * <p>Those at an address are kept for 5 minutes, and for 4 hours while the address does not answer.
 * A token with a key that is not among them causes the keys to be fetched again, but not more than
 * twice in 30 seconds, whatever clients send.
 */
public final class TokenKeys {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 3_000;
  private static final int MAX_BYTES = 512 << 10;
  private static final long KEEP_MILLIS = 300_000;
  private static final long REFRESH_MILLIS = 10_000;
  private static final long OUTAGE_MILLIS = 14_400_000;
  private static final long LIMIT_MILLIS = 30_000;

  private final JWKSource<SecurityContext> source;

  private TokenKeys(JWKSource<SecurityContext> source) {
    this.source = source;
  }

  /**
   * Those in a file: a JSON web key set, or public keys and certificates in PEM. What is new in the
   * file is noticed within 10 seconds.
   *
   * @throws SecretFileException if it cannot be used
   */
  public static TokenKeys ofFile(String file) throws SecretFileException {
    return new TokenKeys(new KeysFile(file));
  }

  /**
   * Those at an address, fetched when they are needed first.
   *
   * @throws IllegalArgumentException if the address is not of HTTPS, except on this machine
   */
  public static TokenKeys ofAddress(String address) {
    try {
      URI uri = new URI(address);
      boolean isHttp = "http".equalsIgnoreCase(uri.getScheme());
      if (uri.getHost() == null
          || !("https".equalsIgnoreCase(uri.getScheme()) || (isHttp && isLoopback(uri)))) {
        throw new IllegalArgumentException("the address of keys has to begin with https://");
      }
      DefaultResourceRetriever retriever =
          new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES);
      return new TokenKeys(
          JWKSourceBuilder.<SecurityContext>create(uri.toURL(), retriever)
              .cache(KEEP_MILLIS, REFRESH_MILLIS)
              .refreshAheadCache(false)
              .rateLimited(LIMIT_MILLIS)
              .outageTolerant(OUTAGE_MILLIS)
              .build());
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("it is not an address", e);
    }
  }

  private static boolean isLoopback(URI uri) {
    try {
      return InetAddress.getByName(uri.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The keys of a kind. */
  List<JWK> find(JWKMatcher matcher) throws KeysUnavailableException {
    try {
      return source.get(new JWKSelector(matcher), null);
    } catch (RateLimitReachedException e) {
      return List.of();
    } catch (KeySourceException e) {
      throw new KeysUnavailableException(e);
    }
  }
}
