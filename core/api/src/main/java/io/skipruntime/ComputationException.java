package io.skipruntime;

import io.skipruntime.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** A function of the service failed; says which node it belongs to and for which key it ran. */
public class ComputationException extends SkipException {

  private static final long serialVersionUID = 1L;

  private final String node;
  private final String key;
  private final String causeMessage;

  /**
   * A failure of a user's function.
   *
   * @param node how the graph names the node
   * @param key the key the function ran for
   * @param cause what the function threw
   */
  public ComputationException(String node, Object key, Throwable cause) {
    this(node, text(key), cause);
  }

  private ComputationException(String node, String key, Throwable cause) {
    super(node + " failed for key " + key + ": " + messageOf(cause), cause);
    this.node = node;
    this.key = key;
    this.causeMessage = messageOf(cause);
  }

  /** How the graph names the node, for example {@code groups.map(ActiveMembers)}. */
  public String node() {
    return node;
  }

  /** The key the function ran for, as JSON text. */
  public String key() {
    return key;
  }

  /** The message of what the function threw. */
  public String causeMessage() {
    return causeMessage;
  }

  private static String messageOf(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String text(Object key) {
    try {
      JsonWriter writer = new JsonWriter();
      writer.write(key);
      return new String(writer.toByteArray(), StandardCharsets.UTF_8);
    } catch (RuntimeException notJson) {
      return String.valueOf(key);
    }
  }
}
