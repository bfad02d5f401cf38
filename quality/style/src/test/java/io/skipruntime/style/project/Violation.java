package io.skipruntime.style.project;

/**
 * One place that breaks a rule.
 *
 * @param subject what an exception names to let it pass: a file, a method, a package; it holds no
 *     line number, so that it stays the same while the file around it changes
 * @param message what is wrong there, for the reader of the failed test
 */
public record Violation(String subject, String message) {

  @Override
  public String toString() {
    return subject + ": " + message;
  }
}
