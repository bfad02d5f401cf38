package io.skipruntime;

import io.skipruntime.json.FailureText;
import io.skipruntime.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A function of the service failed; says which node it belongs to and for which key it ran. */
public class ComputationException extends SkipException {

  private static final long serialVersionUID = 1L;

  private static final List<String> OF_FRAMEWORK = List.of("io.skipruntime", "io.skipruntime.json");
  private static final List<String> OUTSIDE = List.of("java.", "jdk.", "io.skipruntime.engine.");

  private final String node;
  private final String key;
  private final String causeMessage;
  private final boolean isRefusal;

  /**
   * A failure of a user's function.
   *
   * @param node how the graph names the node
   * @param key the key the function ran for
   * @param cause what the function threw
   */
  public ComputationException(String node, Object key, Throwable cause) {
    this(node, text(key), cause, false);
  }

  private ComputationException(String node, String key, Throwable cause, boolean isRefusal) {
    super(node + " failed for key " + key + ": " + messageOf(cause), cause);
    this.node = node;
    this.key = key;
    this.causeMessage = messageOf(cause);
    this.isRefusal = isRefusal;
  }

  /** How the graph names the node, for example {@code groups.map(ActiveMembers)}. */
  public String node() {
    return node;
  }

  /** The key the function ran for, as JSON text. */
  public String key() {
    return key;
  }

  /** The message of what the function threw; its beginning, if it is very long. */
  public String causeMessage() {
    return causeMessage;
  }

  /**
   * A resource that refuses who asks for it.
   *
   * @param resource how messages name the resource
   * @param params its parameters
   */
  public static ComputationException refused(
      String resource, Object params, ForbiddenException refusal) {
    return new ComputationException(resource, text(params), refusal, true);
  }

  /** The refusal, if a resource refuses who asks for it; empty if a function has failed. */
  public Optional<ForbiddenException> refusal() {
    return isRefusal && getCause() instanceof ForbiddenException refusal
        ? Optional.of(refusal)
        : Optional.empty();
  }

  /**
   * The place at which the cause was thrown, as the author of the service sees it: the innermost
   * one that is neither in the framework nor in the Java platform; empty if there is none.
   */
  public Optional<StackTraceElement> place() {
    Throwable cause = getCause();
    return cause == null
        ? Optional.empty()
        : Arrays.stream(cause.getStackTrace()).filter(ComputationException::isOfAuthor).findFirst();
  }

  private static boolean isOfAuthor(StackTraceElement frame) {
    String type = frame.getClassName();
    String inPackage = type.substring(0, Math.max(type.lastIndexOf('.'), 0));
    return OF_FRAMEWORK.stream().noneMatch(inPackage::equals)
        && OUTSIDE.stream().noneMatch(inPackage::startsWith);
  }

  private static String messageOf(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : FailureText.of(message);
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
