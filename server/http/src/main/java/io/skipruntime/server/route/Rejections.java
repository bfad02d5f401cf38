package io.skipruntime.server.route;

import io.skipruntime.InvalidInputException;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.json.Problem;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Users;
import java.util.List;
import java.util.function.Supplier;

/** Refusals of requests whose values the service rejects. */
final class Rejections {

  private Rejections() {}

  /**
   * Runs a step that decodes the parameters of a resource.
   *
   * @param pointer where the parameters are in the body
   * @throws RefusedException if the resource rejects them, or is for users and the request is not
   *     made for one
   */
  static <T> T ofParameters(String pointer, Supplier<T> step) {
    try {
      return step.get();
    } catch (InvalidInputException e) {
      throw new RefusedException(ProblemDocument.ofValues("invalid-parameters", below(pointer, e)));
    } catch (PrincipalRequiredException e) {
      throw Users.missing(e);
    }
  }

  /** The problems of a rejected part of a body, with pointers relative to the body. */
  static List<Problem> below(String pointer, InvalidInputException rejection) {
    return rejection.problems().stream()
        .map(each -> new Problem(pointer + each.pointer(), each.kind(), each.detail()))
        .toList();
  }
}
