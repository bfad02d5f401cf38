package io.skipruntime.server.security;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Public keys in a file, read again when it has changed. Thread-safe. */
final class KeysFile implements JWKSource<SecurityContext> {

  private static final System.Logger LOGGER = System.getLogger(KeysFile.class.getName());
  private static final String OPTION = "jwt-keys-file";
  private static final long LOOK_NANOS = 10_000_000_000L;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private final String file;
  private byte[] read;
  private JWKSet keys;
  private long lookedAt = System.nanoTime();

  KeysFile(String file) throws SecretFileException {
    this.file = file;
    this.read = SecretFile.bytes(OPTION, file);
    this.keys = parse(read);
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    JWKSet all = current();
    List<JWK> selected = selector.select(all);
    return selected.isEmpty() ? withoutIdentifiers(selector.getMatcher()).select(all) : selected;
  }

  /**
   * Selects among keys that have no identifier, as those in PEM: whatever a token calls its key.
   */
  private static JWKSelector withoutIdentifiers(JWKMatcher matcher) {
    return new JWKSelector(new JWKMatcher.Builder(matcher).keyIDs((String) null).build());
  }

  private synchronized JWKSet current() {
    long now = System.nanoTime();
    if (now - lookedAt > LOOK_NANOS) {
      lookedAt = now;
      try {
        byte[] found = SecretFile.bytes(OPTION, file);
        if (!Arrays.equals(found, read)) {
          read = found;
          keys = parse(found);
        }
      } catch (SecretFileException e) {
        LOGGER.log(System.Logger.Level.WARNING, "keys from before are used: {0}", e.getMessage());
      }
    }
    return keys;
  }

  private JWKSet parse(byte[] bytes) throws SecretFileException {
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    try {
      JWKSet found = text.startsWith("{") ? JWKSet.parse(text) : ofPem(text);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (ParseException | IllegalArgumentException e) {
      throw new SecretFileException(OPTION + " " + file + ": it has a key that cannot be read");
    } catch (InvalidKeySpecException e) {
      throw new SecretFileException(
          OPTION + " " + file + ": it has a key that cannot be used: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new SecretFileException(OPTION + " " + file + ": it has a key that cannot be used");
    }
    throw new SecretFileException(
        OPTION + " " + file + ": it has neither a JSON web key set nor public keys in PEM");
  }

  private static JWKSet ofPem(String text) throws GeneralSecurityException {
    List<JWK> keys = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
      keys.add(
          switch (block.group(1)) {
            case "PUBLIC KEY" -> jwk(publicKey(bytes));
            case "CERTIFICATE" ->
                jwk(
                    CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes))
                        .getPublicKey());
            default ->
                throw new InvalidKeySpecException(
                    block.group(1) + "; PUBLIC KEY and CERTIFICATE are what it may have");
          });
    }
    return new JWKSet(keys);
  }

  private static PublicKey publicKey(byte[] bytes) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(bytes));
      } catch (InvalidKeySpecException e) {
        LOGGER.log(System.Logger.Level.TRACE, "not a key of {0}", algorithm);
      }
    }
    throw new InvalidKeySpecException("it is neither RSA nor EC nor Ed25519");
  }

  private static JWK jwk(PublicKey key) throws InvalidKeySpecException {
    return switch (key) {
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
      case ECPublicKey ec ->
          new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
      default -> {
        if (!key.getAlgorithm().equals("EdDSA")) {
          throw new InvalidKeySpecException("it is of " + key.getAlgorithm());
        }
        yield EdwardsKey.jwk(key);
      }
    };
  }
}
