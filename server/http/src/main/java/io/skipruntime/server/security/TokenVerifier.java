package io.skipruntime.server.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A verifier of JSON web tokens (RFC 7519), which finds out for whom their bearers act.
 * Thread-safe; may block.
 *
 * <p>The algorithm is never the token's choice alone: signatures with public keys are verified with
 * keys of the algorithm's own type, which are never taken as shared secrets, and those with a
 * shared secret (HS256) only if there is one. Whatever else a header names is refused, {@code none}
 * and critical extensions among it; keys and addresses in headers are not looked at.
 */
public final class TokenVerifier {

  private static final Set<JWSAlgorithm> WITH_PUBLIC_KEY =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);
  private static final Set<String> REQUIRED = Set.of("iss", "sub", "aud", "exp");
  private static final int SKEW_SECONDS = 30;
  private static final int MOST_KEYS = 8;

  private final TokenRules rules;
  private final List<TokenKeys> keys;
  private final List<byte[]> secrets;
  private final DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier;

  /**
   * A verifier.
   *
   * @param keys the issuer's public keys
   * @param secrets what the issuer shares with this server, of at least 32 bytes each
   */
  public TokenVerifier(TokenRules rules, List<TokenKeys> keys, List<String> secrets) {
    this.rules = rules;
    this.keys = List.copyOf(keys);
    this.secrets = secrets.stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toList();
    this.claimsVerifier =
        new DefaultJWTClaimsVerifier<>(
            rules.audiences(),
            new JWTClaimsSet.Builder().issuer(rules.issuer()).build(),
            REQUIRED,
            Set.of()) {
          @Override
          protected Date currentTime() {
            return Date.from(rules.clock().instant());
          }
        };
    claimsVerifier.setMaxClockSkew(SKEW_SECONDS);
  }

  /**
   * Verifies a token.
   *
   * @throws InvalidTokenException if it proves nothing
   * @throws KeysUnavailableException if that cannot be told
   */
  public VerifiedToken verify(String token) throws InvalidTokenException, KeysUnavailableException {
    try {
      SignedJWT signed = SignedJWT.parse(token);
      JWSHeader header = signed.getHeader();
      if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
        throw new InvalidTokenException("the token has extensions that are not known here");
      }
      if (!isSigned(signed)) {
        throw new InvalidTokenException(
            "the token is signed by no key that is known here, or in a way that is not allowed");
      }
      JWTClaimsSet claims = signed.getJWTClaimsSet();
      claimsVerifier.verify(claims, null);
      return new VerifiedToken(
          principal(Json.parse(signed.getPayload().toBytes()).asObject()),
          requireNotOver(claims.getExpirationTime()));
    } catch (BadJWTException e) {
      throw new InvalidTokenException("the token does not hold: " + e.getMessage(), e);
    } catch (ParseException | JsonSyntaxException | IllegalStateException e) {
      throw new InvalidTokenException("it is not a signed JSON web token", e);
    } catch (JOSEException | GeneralSecurityException e) {
      throw new InvalidTokenException("the token's signature cannot be verified", e);
    }
  }

  /**
   * The time at which a token expires. There is no leeway: streams end at this time, so what comes
   * later is refused everywhere.
   */
  private Instant requireNotOver(@Nullable Date expiry) throws InvalidTokenException {
    if (expiry == null || !rules.clock().instant().isBefore(expiry.toInstant())) {
      throw new InvalidTokenException("the token does not hold: it has expired");
    }
    return expiry.toInstant();
  }

  private boolean isSigned(SignedJWT token)
      throws JOSEException, GeneralSecurityException, KeysUnavailableException {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    if (algorithm.equals(JWSAlgorithm.HS256)) {
      for (byte[] secret : secrets) {
        if (token.verify(new MACVerifier(secret))) {
          return true;
        }
      }
    } else if (WITH_PUBLIC_KEY.contains(algorithm)) {
      JWKMatcher matcher = JWKMatcher.forJWSHeader(token.getHeader());
      for (TokenKeys source : keys) {
        for (JWK key : source.find(matcher).stream().limit(MOST_KEYS).toList()) {
          if (isSignedWith(key, token)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isSignedWith(JWK key, SignedJWT token)
      throws JOSEException, GeneralSecurityException {
    return switch (key) {
      case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa));
      case ECKey ec -> token.verify(new ECDSAVerifier(ec));
      case OctetKeyPair edwards ->
          EdwardsKey.verify(edwards, token.getSigningInput(), token.getSignature().decode());
      default -> false;
    };
  }

  private Principal principal(JsonObject payload) throws InvalidTokenException {
    Map<String, Json> claims = new HashMap<>();
    for (String name : rules.claims()) {
      Optional<Json> value = payload.find(name);
      value.ifPresent(present -> claims.put(name, present));
    }
    String subject = payload.get("sub").asString();
    if (subject.isEmpty()) {
      throw new InvalidTokenException("the token names nobody: sub is empty");
    }
    return new Principal(rules.issuer(), subject, claims);
  }
}
