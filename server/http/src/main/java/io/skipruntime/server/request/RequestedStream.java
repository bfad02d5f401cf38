package io.skipruntime.server.request;

import io.skipruntime.engine.EventId;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.Problem;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of several streams that a request asks for; only its shape is checked here.
 *
 * @param name what its events are told apart by
 * @param target what it is a stream of
 * @param last the last event of it that the client has seen, if it resumes
 * @param token the permission for it that the client gives, if any
 */
public record RequestedStream(
    String name, Target target, Optional<EventId> last, Optional<String> token) {

  /** The thing that a stream is of. */
  public sealed interface Target permits Opened, OfResource {}

  /**
   * A stream that was opened at control.
   *
   * @param uuid its identifier
   */
  public record Opened(String uuid) implements Target {}

  /**
   * A resource, to be opened.
   *
   * @param resource its name
   * @param params its parameters, unless they are left out
   */
  public record OfResource(String resource, Optional<Json> params) implements Target {}

  private static final int MAX_NAME_LENGTH = 64;
  private static final Set<String> MEMBERS =
      Set.of("name", "stream", "resource", "params", "id", "token");

  /**
   * Reads a list of streams.
   *
   * @param most how many there may be
   * @throws RefusedException that points at what is wrong
   */
  public static List<RequestedStream> listOf(Json json, int most) {
    List<Problem> problems = new ArrayList<>();
    List<RequestedStream> streams = new ArrayList<>();
    if (!(json instanceof JsonArray array) || array.size() == 0 || array.size() > most) {
      problems.add(problem("", "expected a list of 1 to " + most + " streams to follow"));
    } else {
      Set<String> names = new HashSet<>();
      for (int i = 0; i < array.size(); i++) {
        RequestedStream stream = of(array.get(i), "/" + i, problems);
        if (!names.add(stream.name)) {
          problems.add(problem("/" + i + "/name", "is that of another stream, too"));
        }
        streams.add(stream);
      }
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(ProblemDocument.ofValues("invalid-streams", problems));
    }
    return streams;
  }

  private static RequestedStream of(Json json, String pointer, List<Problem> problems) {
    if (!(json instanceof JsonObject object)) {
      problems.add(problem(pointer, "expected {\"name\": …, \"resource\": …, \"params\": …}"));
      return new RequestedStream(pointer, new Opened(""), Optional.empty(), Optional.empty());
    }
    object.names().stream()
        .filter(member -> !MEMBERS.contains(member))
        .forEach(member ->
            problems.add(
                problem(pointer + RequestBody.pointer(member), "there is no such member")));
    String name = text(object, "name", pointer, problems).orElse("");
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      problems.add(
          problem(
              pointer + "/name", "a name is needed, of 1 to " + MAX_NAME_LENGTH + " characters"));
    }
    Optional<String> stream = text(object, "stream", pointer, problems);
    Optional<String> resource = text(object, "resource", pointer, problems);
    if (stream.isPresent() == resource.isPresent()
        || (stream.isPresent() && object.has("params"))) {
      problems.add(
          problem(pointer, "either a stream is needed, or a resource, which may have params"));
    }
    Optional<String> token = text(object, "token", pointer, problems);
    return new RequestedStream(
        name.isEmpty() ? pointer : name,
        stream
            .<Target>map(identifier -> new Opened(uuid(identifier)))
            .orElseGet(() -> new OfResource(resource.orElse(""), object.find("params"))),
        text(object, "id", pointer, problems).flatMap(EventId::parse),
        token.or(() -> stream.flatMap(RequestedStream::tokenIn)));
  }

  private static Optional<String> text(
      JsonObject object, String member, String pointer, List<Problem> problems) {
    Optional<Json> value = object.find(member);
    if (value.isPresent() && !(value.get() instanceof JsonString)) {
      problems.add(problem(pointer + "/" + member, "expected a string"));
      return Optional.empty();
    }
    return value.map(Json::asString);
  }

  /** The UUID in what opening a stream answered, which may have a prefix and a permission. */
  private static String uuid(String identifier) {
    String path = identifier.split("\\?", 2)[0];
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Optional<String> tokenIn(String identifier) {
    String before = "?" + StreamAccess.PARAMETER + "=";
    int at = identifier.indexOf(before);
    return at < 0 ? Optional.empty() : Optional.of(identifier.substring(at + before.length()));
  }

  private static Problem problem(String pointer, String detail) {
    return new Problem(pointer, Problem.Kind.INVALID, detail);
  }
}
