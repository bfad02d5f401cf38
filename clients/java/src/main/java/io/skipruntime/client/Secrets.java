package io.skipruntime.client;

/** The requirements for the tokens that a program gives; messages never have the token. */
final class Secrets {

  private Secrets() {}

  /**
   * A token that a header can have.
   *
   * @param name what the token is called, for messages
   * @throws IllegalArgumentException if it is empty, or has a character that no token has (RFC
   *     6750, 2.1), such as the byte order mark or the line end of a file
   */
  static String checked(String name, String token) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty");
    }
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
        throw new IllegalArgumentException(
            "%s has a character at offset %d that is neither a letter, a digit nor a sign of ASCII"
                .formatted(name, i));
      }
    }
    return token;
  }
}
