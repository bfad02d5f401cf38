package io.skipruntime.server.observe;

import io.opentelemetry.context.Context;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.ProblemDocument;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A request and its answer, as those see it who watch the server. It never has what may be secret:
 * neither the path itself nor parameters, only the route.
 *
 * <p>Used by the request's loop; {@link #context}, {@link #resource} and {@link #collection} by all
 * threads that work for the request, once it is dispatched.
 */
public final class Exchange {

  private static final String NO_ROUTE = "(none)";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final long startNanos = System.nanoTime();
  private final String listener;
  private final String method;
  private final String remoteAddress;
  private final Context context;
  private String route = NO_ROUTE;
  private String resource = "";
  private String collection = "";
  private String problem = "";
  private String errorId = "";
  private int status;
  private LongSupplier bytesWritten = () -> 0;
  private LongSupplier bytesDirectly = () -> 0;

  /**
   * A request that has begun.
   *
   * @param context what spans for the request belong to
   */
  Exchange(String listener, String method, String remoteAddress, Context context) {
    this.listener = listener;
    this.method = METHODS.contains(method) ? method : "OTHER";
    this.remoteAddress = remoteAddress;
    this.context = context;
  }

  /**
   * Notes which route was found.
   *
   * @param template the route's path, with names in braces
   * @param parts what the braces stand for, by name
   */
  public void dispatched(String template, Map<String, String> parts) {
    route = template;
    resource = parts.getOrDefault("resource", "");
    collection = parts.getOrDefault("collection", "");
  }

  /** Notes why the request is refused. */
  public void refused(ProblemDocument document) {
    problem = document.type();
    Json identifier = document.members().get("errorId");
    errorId = identifier == null ? "" : identifier.asString();
  }

  String listener() {
    return listener;
  }

  /** The method, or {@code OTHER} for one that is not in use. */
  String method() {
    return method;
  }

  String remoteAddress() {
    return remoteAddress;
  }

  /** The route's path with names in braces. */
  public String route() {
    return route;
  }

  /** The name of the resource that is meant, empty if none is. */
  public String resource() {
    return resource;
  }

  /** The name of the collection that is meant, empty if none is. */
  String collection() {
    return collection;
  }

  /** The type of the problem document that answers it, empty if none does. */
  String problem() {
    return problem;
  }

  /** What the log has the failure under, empty if it has none. */
  String errorId() {
    return errorId;
  }

  /** What spans for the request belong to. */
  Context context() {
    return context;
  }

  /** Notes that the answer has begun. */
  void answering(int answerStatus) {
    status = answerStatus;
  }

  /** The status of the answer; 0 before it begins. */
  int status() {
    return status;
  }

  /** Notes who counts the bytes of the answer's body, as far as they are known to the host. */
  public void sent(LongSupplier bytes) {
    bytesWritten = bytes;
  }

  /** Notes who counts bytes of the answer's body that are sent past the host's own count. */
  public void sentDirectly(LongSupplier bytes) {
    bytesDirectly = bytes;
  }

  /** How many bytes of the answer's body were sent past the host's own count. */
  long bytesDirectly() {
    return bytesDirectly.getAsLong();
  }

  /** How many bytes of the answer's body were sent so far. */
  long bytesWritten() {
    return bytesWritten.getAsLong() + bytesDirectly();
  }

  /** How long it has taken so far. */
  long nanos() {
    return System.nanoTime() - startNanos;
  }
}
