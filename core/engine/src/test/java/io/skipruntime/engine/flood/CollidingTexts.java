package io.skipruntime.engine.flood;

/** Different texts that all have one hash code: "Aa" and "BB" have one. */
public final class CollidingTexts {

  /** The number of texts that there are, as a power of two. */
  private static final int BITS = 15;

  private CollidingTexts() {}

  /** One of the texts. */
  public static String text(int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < BITS; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }
}
