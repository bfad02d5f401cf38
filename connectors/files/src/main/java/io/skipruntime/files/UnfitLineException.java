package io.skipruntime.files;

/** A line has no usable key or value; the message says why, for people. */
final class UnfitLineException extends Exception {

  private static final long serialVersionUID = 1L;

  UnfitLineException(String message) {
    super(message);
  }
}
