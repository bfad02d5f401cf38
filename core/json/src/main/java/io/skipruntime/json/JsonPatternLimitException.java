package io.skipruntime.json;

/** A pattern that has more matches in a document, or takes more work, than is allowed. */
public final class JsonPatternLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JsonPatternLimitException(String message) {
    super(message);
  }
}
