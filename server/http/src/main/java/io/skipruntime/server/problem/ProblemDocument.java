package io.skipruntime.server.problem;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A problem document (RFC 9457): why a request was not carried out.
 *
 * @param status the HTTP status
 * @param type the name of the kind of problem, such as {@code unknown-resource}
 * @param detail what is wrong with this request, for people
 * @param members what else the document has, by name
 */
public record ProblemDocument(int status, String type, String detail, Map<String, Json> members) {

  /** The media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** When a client may come back for which there was no room, or no service. */
  public static final int RETRY_SECONDS = 5;

  /** How many mistakes of a body are listed; the others are counted in the detail. */
  private static final int MOST_ERRORS = 20;

  /** A document without members of its own. */
  public static ProblemDocument of(int status, String type, String detail) {
    return new ProblemDocument(status, type, detail, Map.of());
  }

  /**
   * What is wrong with the values of a body.
   *
   * @param type the type, unless all problems are numbers that do not fit
   * @param problems at least one; their pointers are relative to the body
   */
  public static ProblemDocument ofValues(String type, List<Problem> problems) {
    boolean outOfRange =
        problems.stream().allMatch(each -> each.kind() == Problem.Kind.NUMBER_OUT_OF_RANGE);
    List<Json> errors =
        problems.stream()
            .limit(MOST_ERRORS)
            .<Json>map(each ->
                Json.object(
                    Map.of(
                        "pointer", JsonString.wellFormed(each.pointer()),
                        "detail", JsonString.wellFormed(each.detail()))))
            .toList();
    Problem first = problems.get(0);
    String others = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    return new ProblemDocument(
        422,
        outOfRange ? "number-out-of-range" : type,
        first + others,
        Map.of("errors", Json.array(errors)));
  }

  /** This document with one more member. */
  public ProblemDocument with(String name, Json value) {
    Map<String, Json> extended = new HashMap<>(members);
    extended.put(name, value);
    return new ProblemDocument(status, type, detail, extended);
  }

  /** The answer that carries this document, to a request for a path. */
  public Answer answer(String path) {
    Map<String, String> headers =
        isTemporary() ? Map.of("Retry-After", String.valueOf(RETRY_SECONDS)) : Map.of();
    return new Answer(status, MEDIA_TYPE, bytes(path), headers);
  }

  /** The document as JSON in UTF-8, where no request is known that it answers. */
  public byte[] bytes() {
    return bytes("");
  }

  private byte[] bytes(String path) {
    Map<String, Json> all = new HashMap<>(members);
    all.put("type", Json.of(type));
    all.put("title", Json.of(title()));
    all.put("status", Json.of(status));
    all.put("detail", JsonString.wellFormed(detail));
    all.put("instance", JsonString.wellFormed(path));
    return Json.object(all).toUtf8();
  }

  /** Whether the same request may succeed later. */
  public boolean isTemporary() {
    return status == 429 || status == 503;
  }

  private String title() {
    String words = type.replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
