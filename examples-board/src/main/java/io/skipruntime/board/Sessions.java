package io.skipruntime.board;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of the web application, by the text of their cookie, and the tokens by which the
 * service knows their users. They end with the process. Thread-safe.
 */
final class Sessions {

  static final String COOKIE = "board";
  static final String ISSUER = "board";
  static final String AUDIENCE = "board-service";
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final int SECRET_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, BoardDatabase.Member> members = new ConcurrentHashMap<>();
  private final String secret = text();

  private String text() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What signs the tokens. */
  String secret() {
    return secret;
  }

  /** Begins a session; the text of its cookie. */
  String begin(BoardDatabase.Member member) {
    String cookie = text();
    members.put(cookie, member);
    return cookie;
  }

  /** Ends a session. */
  void end(String cookie) {
    members.remove(cookie);
  }

  /** Whose session it is. */
  Optional<BoardDatabase.Member> member(String cookie) {
    return Optional.ofNullable(members.get(cookie));
  }

  // region token
  /** A token that tells the service who somebody is. */
  String token(BoardDatabase.Member member) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject(String.valueOf(member.id()))
            .expirationTime(Date.from(Instant.now().plus(TOKEN_LIFE)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }
  // endregion
}
