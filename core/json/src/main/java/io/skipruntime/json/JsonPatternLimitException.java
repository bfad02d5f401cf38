package io.skipruntime.json;

/** A pattern has more matches in a document, or takes more work to find them, than is allowed. */
public final class JsonPatternLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JsonPatternLimitException(String message) {
    super(message);
  }
}
