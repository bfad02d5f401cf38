package io.skipruntime.server.options;

import io.skipruntime.server.security.TokenKeys;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who may use a server, and how that is proved. Immutable: {@code with…} gives options of which one
 * is different. Files are read when the server starts. A text that is empty stands for none.
 */
public final class SecurityOptions {

  private static final int LEAST_TOKEN_CHARACTERS = 16;
  private static final int LEAST_SECRET_CHARACTERS = 32;

  /** Not changed once it is here. */
  private final Values values;

  private SecurityOptions(Values values) {
    this.values = values;
  }

  /** Nothing is proved, and only this machine may use what matters. */
  public static SecurityOptions defaults() {
    return new SecurityOptions(new Values());
  }

  private SecurityOptions changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new SecurityOptions(copy);
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(each -> !each.isEmpty());
  }

  private static long positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
    return value;
  }

  private static String secret(String name, int least, String text) {
    if (!text.isEmpty() && text.length() < least) {
      throw new IllegalArgumentException(
          name + " must have at least " + least + " characters, and has " + text.length());
    }
    return text;
  }

  /**
   * What requests to the control listener have to carry, as {@code Authorization: Bearer TOKEN}: at
   * least 16 characters; by default nothing.
   */
  public Optional<String> controlToken() {
    return values.controlToken;
  }

  /** With another {@link #controlToken}. */
  public SecurityOptions withControlToken(String token) {
    return changed(
        copy -> copy.controlToken = given(secret("controlToken", LEAST_TOKEN_CHARACTERS, token)));
  }

  /**
   * A file with such tokens, one a line, any of which is as good as {@link #controlToken}; by
   * default none.
   */
  public Optional<String> controlTokenFile() {
    return values.controlTokenFile;
  }

  /** With another {@link #controlTokenFile}. */
  public SecurityOptions withControlTokenFile(String file) {
    return changed(copy -> copy.controlTokenFile = given(file));
  }

  /**
   * The names with dots by which clients may address the control listener when it has no {@link
   * #controlToken}, such as {@code skip.example.org} or {@code *.example.org}; by default none but
   * that of its own address. IP addresses and names without dots may always be used.
   */
  public Set<String> controlNames() {
    return values.controlNames;
  }

  /** With other {@link #controlNames}. */
  public SecurityOptions withControlNames(Set<String> names) {
    Set<String> lower = new LinkedHashSet<>();
    names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
    return changed(copy -> copy.controlNames = Set.copyOf(lower));
  }

  /**
   * A PEM file with the certificates of those who certify the clients of the control listener,
   * which then takes no others (mTLS); needs {@link #tlsCertificate}; by default none.
   */
  public Optional<String> controlClientAuthorities() {
    return values.controlClientAuthorities;
  }

  /** With another {@link #controlClientAuthorities}. */
  public SecurityOptions withControlClientAuthorities(String file) {
    return changed(copy -> copy.controlClientAuthorities = given(file));
  }

  /**
   * A PEM file with the certificate of both listeners, followed by those that lead to an authority;
   * by default none, and both listeners are without TLS.
   */
  public Optional<String> tlsCertificate() {
    return values.tlsCertificate;
  }

  /** The PEM file with the private key of {@link #tlsCertificate}. */
  public Optional<String> tlsKey() {
    return values.tlsKey;
  }

  /** With another {@link #tlsCertificate}. */
  public SecurityOptions withTlsCertificate(String file) {
    return changed(copy -> copy.tlsCertificate = given(file));
  }

  /** With another {@link #tlsKey}. */
  public SecurityOptions withTlsKey(String file) {
    return changed(copy -> copy.tlsKey = given(file));
  }

  /**
   * How often the files of TLS are looked at, in milliseconds: at least 1; by default every 10
   * seconds. What is new in them is used for new connections.
   */
  public long tlsReloadMillis() {
    return values.tlsReloadMillis;
  }

  /** With another {@link #tlsReloadMillis}. */
  public SecurityOptions withTlsReloadMillis(long millis) {
    return changed(copy -> copy.tlsReloadMillis = positive("tlsReloadMillis", millis));
  }

  /** How many requests one connection of HTTP/2 may have at a time: at least 1; by default 100. */
  public int http2MaxStreams() {
    return values.http2MaxStreams;
  }

  /** With another {@link #http2MaxStreams}. */
  public SecurityOptions withHttp2MaxStreams(int streams) {
    return changed(copy -> copy.http2MaxStreams = (int) positive("http2MaxStreams", streams));
  }

  /**
   * With what permissions to follow streams are signed, of at least 32 characters; by default
   * streams need none.
   */
  public Optional<String> streamTokenSecret() {
    return values.streamTokenSecret;
  }

  /** With another {@link #streamTokenSecret}. */
  public SecurityOptions withStreamTokenSecret(String text) {
    return changed(copy ->
        copy.streamTokenSecret = given(secret("streamTokenSecret", LEAST_SECRET_CHARACTERS, text)));
  }

  /** A file with such secrets, one a line: the first signs, each is good; by default none. */
  public Optional<String> streamTokenSecretFile() {
    return values.streamTokenSecretFile;
  }

  /** With another {@link #streamTokenSecretFile}. */
  public SecurityOptions withStreamTokenSecretFile(String text) {
    return changed(copy -> copy.streamTokenSecretFile = given(text));
  }

  /** How long a permission is good, in milliseconds: at least 1; by default 15 minutes. */
  public long streamTokenMillis() {
    return values.streamTokenMillis;
  }

  /** With another {@link #streamTokenMillis}. */
  public SecurityOptions withStreamTokenMillis(long millis) {
    return changed(copy -> copy.streamTokenMillis = positive("streamTokenMillis", millis));
  }

  /**
   * A file with the public keys that verify users' tokens: a JSON web key set, or PEM; by default
   * none.
   */
  public Optional<String> jwtKeysFile() {
    return values.jwtKeysFile;
  }

  /** With another {@link #jwtKeysFile}. */
  public SecurityOptions withJwtKeysFile(String text) {
    return changed(copy -> copy.jwtKeysFile = given(text));
  }

  /** The address of a JSON web key set that verifies users' tokens; by default none. */
  public Optional<String> jwtKeysUrl() {
    return values.jwtKeysUrl;
  }

  /**
   * With another {@link #jwtKeysUrl}.
   *
   * @throws IllegalArgumentException if it is not one of HTTPS, or of this machine
   */
  public SecurityOptions withJwtKeysUrl(String address) {
    given(address).ifPresent(TokenKeys::ofAddress);
    return changed(copy -> copy.jwtKeysUrl = given(address));
  }

  /**
   * What the issuer of users' tokens shares with the server, of at least 32 characters, to verify
   * those of HS256; by default nothing, and such are refused.
   */
  public Optional<String> jwtSecret() {
    return values.jwtSecret;
  }

  /** With another {@link #jwtSecret}. */
  public SecurityOptions withJwtSecret(String text) {
    return changed(
        copy -> copy.jwtSecret = given(secret("jwtSecret", LEAST_SECRET_CHARACTERS, text)));
  }

  /** A file with such secrets, one a line; by default none. */
  public Optional<String> jwtSecretFile() {
    return values.jwtSecretFile;
  }

  /** With another {@link #jwtSecretFile}. */
  public SecurityOptions withJwtSecretFile(String text) {
    return changed(copy -> copy.jwtSecretFile = given(text));
  }

  /** Who issues users' tokens ({@code iss}); needed to verify any. */
  public Optional<String> jwtIssuer() {
    return values.jwtIssuer;
  }

  /** With another {@link #jwtIssuer}. */
  public SecurityOptions withJwtIssuer(String text) {
    return changed(copy -> copy.jwtIssuer = given(text));
  }

  /** For whom users' tokens are ({@code aud}), one of which is enough; needed to verify any. */
  public Set<String> jwtAudiences() {
    return values.jwtAudiences;
  }

  /** With other {@link #jwtAudiences}. */
  public SecurityOptions withJwtAudiences(Set<String> texts) {
    return changed(copy -> copy.jwtAudiences = Set.copyOf(texts));
  }

  /**
   * What else of a token becomes part of the {@link io.skipruntime.Principal}; by default nothing.
   */
  public Set<String> jwtClaims() {
    return values.jwtClaims;
  }

  /** With other {@link #jwtClaims}. */
  public SecurityOptions withJwtClaims(Set<String> texts) {
    return changed(copy -> copy.jwtClaims = Set.copyOf(texts));
  }

  /** Whether {@code GET /v1/resources/…} is for verified users only; by default not. */
  public boolean jwtRequired() {
    return values.jwtRequired;
  }

  /** With another {@link #jwtRequired}. */
  public SecurityOptions withJwtRequired(boolean required) {
    return changed(copy -> copy.jwtRequired = required);
  }

  /** The values of all options; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private Optional<String> controlToken = Optional.empty();
    private Optional<String> controlTokenFile = Optional.empty();
    private Set<String> controlNames = Set.of();
    private Optional<String> controlClientAuthorities = Optional.empty();
    private Optional<String> tlsCertificate = Optional.empty();
    private Optional<String> tlsKey = Optional.empty();
    private long tlsReloadMillis = 10_000;
    private int http2MaxStreams = 100;
    private Optional<String> streamTokenSecret = Optional.empty();
    private Optional<String> streamTokenSecretFile = Optional.empty();
    private long streamTokenMillis = 900_000;
    private Optional<String> jwtKeysFile = Optional.empty();
    private Optional<String> jwtKeysUrl = Optional.empty();
    private Optional<String> jwtSecret = Optional.empty();
    private Optional<String> jwtSecretFile = Optional.empty();
    private Optional<String> jwtIssuer = Optional.empty();
    private Set<String> jwtAudiences = Set.of();
    private Set<String> jwtClaims = Set.of();
    private boolean jwtRequired;

    Values() {}

    Values(Values other) {
      controlToken = other.controlToken;
      controlTokenFile = other.controlTokenFile;
      controlNames = other.controlNames;
      controlClientAuthorities = other.controlClientAuthorities;
      tlsCertificate = other.tlsCertificate;
      tlsKey = other.tlsKey;
      tlsReloadMillis = other.tlsReloadMillis;
      http2MaxStreams = other.http2MaxStreams;
      streamTokenSecret = other.streamTokenSecret;
      streamTokenSecretFile = other.streamTokenSecretFile;
      streamTokenMillis = other.streamTokenMillis;
      jwtKeysFile = other.jwtKeysFile;
      jwtKeysUrl = other.jwtKeysUrl;
      jwtSecret = other.jwtSecret;
      jwtSecretFile = other.jwtSecretFile;
      jwtIssuer = other.jwtIssuer;
      jwtAudiences = other.jwtAudiences;
      jwtClaims = other.jwtClaims;
      jwtRequired = other.jwtRequired;
    }
  }
}
