package io.skipruntime.server.route;

import io.skipruntime.ForbiddenException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.CommandAnswer;
import io.skipruntime.engine.ServiceCommands;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.IdempotencyKey;
import io.skipruntime.server.request.MediaTypes;
import io.skipruntime.server.request.StreamAccess;
import io.skipruntime.server.request.User;
import io.skipruntime.server.request.Users;
import java.util.Optional;

/**
 * Running commands: the same path on both listeners. A backend may run each command; a subscriber
 * those that are for verified users if it is one, and those that are for anybody.
 */
final class CommandRoutes {

  private static final String TEMPLATE = "/v1/commands/{command}";

  private final ServiceCommands commands;
  private final Security security;

  CommandRoutes(ServiceInstance service, Security security) {
    this.commands = service.commands();
    this.security = security;
  }

  /** The route of the listener that is for backends. */
  Route controlRoute() {
    return Route.blocking("POST", TEMPLATE, call -> run(call, security.users().ofBackend(call)));
  }

  /** The route of the listener that is open to subscribers. */
  Route streamingRoute() {
    return Route.blocking(
        "POST",
        TEMPLATE,
        call -> {
          Optional<User> user = security.users().subscriber(call);
          if (user.isEmpty()) {
            requireForAnybody(call);
          }
          return run(call, user);
        });
  }

  /** Refuses alike what is for users and what does not exist. */
  private void requireForAnybody(Call call) {
    String name = call.part("command");
    if (security.users().areRequired()
        || !commands.names().contains(name)
        || !commands.isForAnybody(name)) {
      throw Users.unauthorized(
          "commands are for verified users: send Authorization: Bearer and the user's token");
    }
    security.streams().checkCommand(StreamAccess.given(call), name);
  }

  private Answer run(Call call, Optional<User> user) {
    requireJson(call);
    String name = call.part("command");
    Optional<String> key = IdempotencyKey.of(call);
    ClientParams params = new ClientParams(call.json(), user.map(User::principal));
    CommandAnswer answer =
        Rejections.ofParameters(
            "",
            () -> {
              try {
                return key.isPresent()
                    ? commands.run(name, params, key.get())
                    : commands.run(name, params);
              } catch (ForbiddenException refusal) {
                throw new RefusedException(Failures.forbidden(refusal, "command"));
              }
            });
    return Answer.json(200, answer.result().toUtf8())
        .with("Skip-Watermark", answer.watermark().toString())
        .with("Cache-Control", "no-store");
  }

  /** Pages of foreign origins can send what is not JSON, or has no body, without asking. */
  private static void requireJson(Call call) {
    String type = call.header("Content-Type").orElse("");
    if (!MediaTypes.isJson(type)) {
      throw new RefusedException(
          415,
          "unsupported-media-type",
          "a command needs Content-Type: application/json, also without parameters");
    }
  }
}
