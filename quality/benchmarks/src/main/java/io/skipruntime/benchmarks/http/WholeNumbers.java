package io.skipruntime.benchmarks.http;

/** The whole numbers in a text, one after the other, whatever is between them. */
final class WholeNumbers {

  private final String text;
  private int position;

  WholeNumbers(String text, int from) {
    this.text = text;
    this.position = from;
  }

  /** The next number; 0 if there is none. */
  long next() {
    while (position < text.length() && !Character.isDigit(text.charAt(position))) {
      position++;
    }
    long number = 0;
    while (position < text.length() && Character.isDigit(text.charAt(position))) {
      number = 10 * number + text.charAt(position++) - '0';
    }
    return number;
  }
}
