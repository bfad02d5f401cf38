package io.skipruntime.server.request;

import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import io.skipruntime.server.host.RequestHeaders;
import io.skipruntime.server.problem.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A request as the handler of its route sees it.
 *
 * @param path what the route's path has in braces, decoded, by name
 * @param query the parameters after the question mark, decoded
 * @param headers the headers
 * @param principal the user whom the host has found out to be the sender, if it has
 * @param body the body, empty if there is none; not changed any more
 * @param maxDepth how deep JSON may be nested
 * @param isAbandoned whether the client has gone, so that an answer is of no use; asked by any
 *     thread
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Call(
    Map<String, String> path,
    Parameters query,
    RequestHeaders headers,
    Optional<Principal> principal,
    byte[] body,
    int maxDepth,
    BooleanSupplier isAbandoned) {

  /** This call with its body. */
  public Call withBody(byte[] received) {
    return new Call(path, query, headers, principal, received, maxDepth, isAbandoned);
  }

  /** A part of the path. */
  public String part(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  /** A header's value, if it was sent. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.first(name));
  }

  /**
   * A part of the query as JSON.
   *
   * @throws io.skipruntime.json.JsonSyntaxException if it is not JSON
   */
  public Json json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), maxDepth);
  }

  /**
   * The body as JSON; {@code {}} if there is none.
   *
   * @throws RefusedException if it is not sent as JSON
   * @throws io.skipruntime.json.JsonSyntaxException if it is not JSON
   */
  public Json json() {
    if (body.length == 0) {
      return Json.object(Map.of());
    }
    String type = header("Content-Type").orElse("");
    if (!MediaTypes.isJson(type)) {
      throw new RefusedException(
          415,
          "unsupported-media-type",
          "a body needs Content-Type: application/json"
              + (type.isEmpty() ? ", and has none" : ", not " + type));
    }
    return DocumentReader.read(body, maxDepth);
  }
}
