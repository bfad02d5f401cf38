package io.skipruntime.server.route;

import io.skipruntime.InvalidInputException;
import io.skipruntime.Principal;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.NamedParameters;
import io.skipruntime.server.request.StreamAccess;
import io.skipruntime.server.request.Users;
import io.skipruntime.server.security.VerifiedToken;
import io.skipruntime.server.stream.StreamSource;
import io.skipruntime.server.thread.Deadlines;
import io.vertx.core.MultiMap;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Subscribing: the routes of the streaming listener. */
final class StreamingRoutes {

  private static final Logger LOGGER = System.getLogger(StreamingRoutes.class.getName());

  private final ServiceInstance service;
  private final Optional<String> prefix;
  private final Security security;
  private final Deadlines deadlines;

  StreamingRoutes(
      ServiceInstance service, Optional<String> prefix, Security security, Deadlines deadlines) {
    this.service = service;
    this.prefix = prefix;
    this.security = security;
    this.deadlines = deadlines;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String template : streamTemplates(prefix)) {
      routes.add(Route.streaming(template, this::stream));
    }
    routes.add(Route.streaming("/v1/resources/{resource}", this::resource));
    return routes;
  }

  /** The paths of a stream: by its identifier alone, and as it was returned. */
  static List<String> streamTemplates(Optional<String> prefix) {
    List<String> templates = new ArrayList<>(List.of("/v1/streams/{uuid}"));
    prefix.ifPresent(each -> templates.add("/v1/streams/" + each + "/{uuid}"));
    return templates;
  }

  private StreamSource stream(Call call) {
    security.streams().checkStream(call, call.part("uuid"));
    return new StreamSource(call.part("uuid"), () -> {});
  }

  private StreamSource resource(Call call) {
    String identifier = UUID.randomUUID().toString();
    Optional<VerifiedToken> user = user(call);
    Rejections.ofParameters("", () -> open(identifier, call, user));
    Runnable expiry = user.map(each -> endAt(each.expiry(), identifier)).orElse(() -> {});
    return new StreamSource(
        identifier,
        () -> {
          expiry.run();
          close(identifier);
        });
  }

  private Optional<VerifiedToken> user(Call call) {
    Optional<VerifiedToken> user = security.users().subscriber(call);
    if (user.isEmpty()) {
      if (security.users().areRequired()) {
        throw Users.unauthorized(
            "this is for verified users: send Authorization: Bearer and the user's token");
      }
      security.streams().checkResource(call, call.part("resource"));
    }
    return user;
  }

  /** Ends a stream when its user is no longer verified. */
  private Runnable endAt(Instant expiry, String identifier) {
    long millis =
        Math.max(1, Duration.between(security.streams().clock().instant(), expiry).toMillis());
    return deadlines.after(millis, () -> close(identifier));
  }

  private String open(String identifier, Call call, Optional<VerifiedToken> user) {
    String resource = call.part("resource");
    Optional<Principal> principal = user.map(VerifiedToken::principal);
    if (call.query().contains("params")) {
      Json params = call.json(call.query().get("params"));
      service.instantiateResource(identifier, resource, new ClientParams(params, principal));
      return identifier;
    }
    NamedParameters named = NamedParameters.of(parameters(call), call::json);
    try {
      service.instantiateResource(identifier, resource, new ClientParams(named.json(), principal));
    } catch (InvalidInputException e) {
      service.instantiateResource(
          identifier, resource, new ClientParams(named.withStrings(e).json(), principal));
    }
    return identifier;
  }

  /** The parameters of the resource: those of the address without what proves who asks. */
  private MultiMap parameters(Call call) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap().addAll(call.query());
    if (security.users().verifier().isPresent()) {
      parameters.remove(Users.PARAMETER);
    }
    if (security.streams().tokens().isPresent()) {
      parameters.remove(StreamAccess.PARAMETER);
    }
    return parameters;
  }

  private void close(String identifier) {
    try {
      service.closeResourceInstance(identifier);
    } catch (UnknownInstanceException e) {
      LOGGER.log(Level.TRACE, "closed already", e);
    }
  }
}
