package io.skipruntime.engine.graph;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The digest of what a node computes from what, by which it is known in every run of a program. */
public final class Fingerprint {

  /** Half of the bits that make a collision as rare as a defect of the memory. */
  private static final int BYTES = 8;

  private Fingerprint() {}

  /** The fingerprint of some texts, in their order. */
  public static String of(List<String> texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      add(text, digest);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  /** Adds a text and its length, so that texts cannot run into each other. */
  private static void add(String text, MessageDigest digest) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
