package io.skipruntime.server.request;

import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.Problem;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A question about the service: a body that is an object. What has another shape is refused with a
 * pointer to it.
 */
public final class Question {

  private final JsonObject body;

  private Question(JsonObject body) {
    this.body = body;
  }

  /**
   * The question of a body.
   *
   * @throws RefusedException if it is no object
   */
  public static Question of(Json body) {
    if (body instanceof JsonObject object) {
      return new Question(object);
    }
    throw refused("", "expected an object");
  }

  /** A member, if it is there. */
  public Optional<Json> find(String name) {
    return body.find(name);
  }

  /**
   * A member.
   *
   * @throws RefusedException if it is not there
   */
  public Json required(String name) {
    return find(name).orElseThrow(() -> refused("/" + name, "is missing"));
  }

  /**
   * A text, if it is there.
   *
   * @throws RefusedException if it is none
   */
  public Optional<String> text(String name) {
    return find(name)
        .map(json -> {
          if (json instanceof JsonString text) {
            return text.value();
          }
          throw refused("/" + name, "expected a string, not " + json);
        });
  }

  /**
   * A text.
   *
   * @throws RefusedException if it is not there, or none
   */
  public String requiredText(String name) {
    return text(name).orElseThrow(() -> refused("/" + name, "is missing"));
  }

  /**
   * A whole number.
   *
   * @param usual what it is if it is not there
   * @param most how large it may be
   * @throws RefusedException if it is none, negative or too large
   */
  public int number(String name, int usual, int most) {
    return find(name)
        .map(json -> {
          if (json instanceof JsonNumber number && isWhole(number.asDecimal(), most)) {
            return number.asDecimal().intValueExact();
          }
          throw refused("/" + name, "expected a whole number from 0 to " + most + ", not " + json);
        })
        .orElse(usual);
  }

  private static boolean isWhole(BigDecimal number, int most) {
    return number.signum() >= 0
        && number.compareTo(BigDecimal.valueOf(most)) <= 0
        && number.stripTrailingZeros().scale() <= 0;
  }

  /**
   * A watermark, if it is there.
   *
   * @throws RefusedException if it is none
   */
  public Optional<Watermark> watermark(String name) {
    return text(name).map(PastRead::watermark);
  }

  private static RefusedException refused(String pointer, String detail) {
    return new RefusedException(
        ProblemDocument.ofValues(
            "invalid-parameters", List.of(new Problem(pointer, Problem.Kind.INVALID, detail))));
  }
}
