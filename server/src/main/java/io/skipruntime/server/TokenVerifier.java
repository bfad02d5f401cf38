package io.skipruntime.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies signed tokens (JWT, RFC 7519) and makes principals of them. Only signatures by public
 * keys are accepted, RSA and elliptic curves, whatever a token says of itself; so neither an
 * unsigned token nor one that is signed with a public key as a secret is. May be used by any thread
 * that may block.
 */
final class TokenVerifier {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final int FETCH_MILLIS = 5_000;
  private static final int KEY_SET_BYTES = 1 << 20;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Set<String> claims;

  /**
   * A verifier.
   *
   * @param keys as {@link PrincipalOptions#keys}
   * @throws ServerStartException if there are no keys to be had there
   */
  TokenVerifier(PrincipalOptions options, String keys) {
    this.claims = options.claims();
    processor.setJWSKeySelector(selector(keys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
    options.issuer().ifPresent(exact::issuer);
    Set<String> audience = options.audience().map(Set::of).orElse(Set.of());
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience.isEmpty() ? null : audience, exact.build(), Set.of("sub", "exp"), null));
  }

  private static JWSKeySelector<SecurityContext> selector(String keys) {
    try {
      if (keys.startsWith("https://") || isLoopback(keys)) {
        return selector(remote(keys));
      }
      String text = Files.readString(Path.of(keys));
      if (text.contains("-----BEGIN")) {
        List<PublicKey> all = PemKeys.read(text);
        return (header, context) ->
            all.stream().filter(key -> fits(header.getAlgorithm(), key)).toList();
      }
      return selector(new ImmutableJWKSet<>(JWKSet.parse(text)));
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new ServerStartException(
          "principal-keys must be the https address of a JSON Web Key Set, or a file with one or"
              + " with PEM public keys; "
              + keys
              + " is not: "
              + e.getMessage(),
          e);
    }
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("http://127.0.0.1:") || address.startsWith("http://[::1]:");
  }

  private static JWKSource<SecurityContext> remote(String address) throws IOException {
    DefaultResourceRetriever retriever =
        new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, KEY_SET_BYTES);
    return JWKSourceBuilder.create(URI.create(address).toURL(), retriever)
        .retrying(true)
        .outageTolerant(true)
        .build();
  }

  private static JWSKeySelector<SecurityContext> selector(JWKSource<SecurityContext> source) {
    return new JWSVerificationKeySelector<>(ALGORITHMS, source);
  }

  private static boolean fits(JWSAlgorithm algorithm, Key key) {
    return ALGORITHMS.contains(algorithm)
        && (JWSAlgorithm.Family.RSA.contains(algorithm)
            ? key instanceof RSAPublicKey
            : key instanceof ECPublicKey);
  }

  /**
   * Whom a token is for.
   *
   * @throws RefusedException with 401 if it is not to be trusted, 503 if that cannot be said now
   */
  Principal verify(String token) {
    try {
      SignedJWT signed = SignedJWT.parse(token);
      String subject = processor.process(signed, null).getSubject();
      return new Principal(subject, chosen(Json.parse(signed.getPayload().toBytes()).asObject()));
    } catch (RemoteKeySourceException e) {
      throw new RefusedException(
          503,
          "source-unavailable",
          "the keys to verify tokens with cannot be had; try again later");
    } catch (ParseException | BadJOSEException | JOSEException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private Json chosen(JsonObject payload) {
    Map<String, Json> seen = new HashMap<>();
    claims.forEach(name -> payload.find(name).ifPresent(value -> seen.put(name, value)));
    return Json.object(seen);
  }

  /** The refusal of a token. */
  static RefusedException refused(String reason) {
    return new RefusedException(
        ProblemDocument.of(401, "unauthorized", "the token is not accepted: " + reason),
        Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""));
  }
}
