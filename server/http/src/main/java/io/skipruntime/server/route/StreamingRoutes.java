package io.skipruntime.server.route;

import io.skipruntime.InvalidInputException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.EventId;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.NamedParameters;
import io.skipruntime.server.request.Parameters;
import io.skipruntime.server.request.RequestedStream;
import io.skipruntime.server.request.StreamAccess;
import io.skipruntime.server.request.User;
import io.skipruntime.server.request.Users;
import io.skipruntime.server.stream.Framing;
import io.skipruntime.server.stream.LostStreams;
import io.skipruntime.server.stream.StreamOpening;
import io.skipruntime.server.stream.StreamSubject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Subscribing: the routes of the streaming listener. */
final class StreamingRoutes {

  private static final Logger LOGGER = System.getLogger(StreamingRoutes.class.getName());

  private final ServiceInstance service;
  private final Optional<String> prefix;
  private final Security security;
  private final LostStreams identifiers;
  private final int maxStreams;

  StreamingRoutes(
      ServiceInstance service, ServerOptions options, Security security, LostStreams identifiers) {
    this.service = service;
    this.prefix = options.resourcePrefix();
    this.security = security;
    this.identifiers = identifiers;
    this.maxStreams = options.limits().maxStreamsPerConnection();
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String template : streamTemplates(prefix)) {
      routes.add(Route.streaming(template, this::stream));
    }
    routes.add(Route.streaming("/v1/resources/{resource}", this::resource));
    routes.add(Route.streaming("/v1/streams", call -> several(call, () -> call.json(of(call)))));
    routes.add(Route.streamingOfBody("/v1/streams", call -> several(call, call::json)));
    return routes;
  }

  /** The paths of a stream: by its identifier alone, and as it was returned. */
  static List<String> streamTemplates(Optional<String> prefix) {
    List<String> templates = new ArrayList<>(List.of("/v1/streams/{uuid}"));
    prefix.ifPresent(each -> templates.add("/v1/streams/" + each + "/{uuid}"));
    return templates;
  }

  private List<StreamOpening> stream(Call call) {
    return alone(() -> opened(call.part("uuid"), StreamAccess.given(call), lastEvent(call)));
  }

  private List<StreamOpening> resource(Call call) {
    return alone(() -> {
      Optional<User> user = security.users().subscriber(call);
      if (needsPermission(user)) {
        security.streams().checkResource(call, call.part("resource"));
      }
      return ofResource(lastEvent(call), identifier -> open(identifier, call, user));
    });
  }

  /** The stream of a resource that is opened for a backend: for the control listener. */
  List<StreamOpening> ofBackend(Call call) {
    return alone(() -> {
      Optional<User> user = security.users().ofBackend(call);
      Json params = call.query().first("params").map(call::json).orElse(Json.object(Map.of()));
      return ofResource(
          lastEvent(call),
          identifier -> instantiate(identifier, call.part("resource"), params, user));
    });
  }

  private static List<StreamOpening> alone(Supplier<StreamSubject> opening) {
    return List.of(new StreamOpening(Framing.ALONE, opening));
  }

  private static Optional<EventId> lastEvent(Call call) {
    return call.header("Last-Event-ID").flatMap(EventId::parse);
  }

  /** The list of streams in an address. */
  private static String of(Call call) {
    return call.query()
        .first("of")
        .orElseThrow(() ->
            new RefusedException(
                400,
                "malformed-request",
                "say which streams to follow: ?of=[{\"name\":…,\"resource\":…}]"));
  }

  /** Several streams on one connection, of one user at the most. */
  private List<StreamOpening> several(Call call, Supplier<Json> list) {
    Optional<User> user = security.users().subscriber(call);
    List<RequestedStream> requested = RequestedStream.listOf(list.get(), maxStreams);
    Optional<EventId> last = lastEvent(call);
    return requested.stream()
        .map(each ->
            new StreamOpening(
                Framing.named(each.name()), () -> one(each, user, each.last().or(() -> last))))
        .toList();
  }

  private StreamSubject one(
      RequestedStream requested, Optional<User> user, Optional<EventId> last) {
    return switch (requested.target()) {
      case RequestedStream.Opened opened -> opened(opened.uuid(), requested.token(), last);
      case RequestedStream.OfResource wanted -> {
        if (needsPermission(user)) {
          security
              .streams()
              .checkResource(
                  requested.token(), wanted.resource(), wanted.params().map(Json::toString));
        }
        Json params = wanted.params().orElse(Json.object(Map.of()));
        yield ofResource(
            last, identifier -> instantiate(identifier, wanted.resource(), params, user));
      }
    };
  }

  private StreamSubject opened(String uuid, Optional<String> token, Optional<EventId> last) {
    security.streams().checkStream(token, uuid);
    Optional<RefusedException> ifUnknown =
        identifiers.isOfAnother(uuid) ? Optional.of(LostStreams.refusal()) : Optional.empty();
    return new StreamSubject(uuid, last, ifUnknown, () -> {});
  }

  /** A stream of a resource that is opened for it, and left when it ends. */
  private StreamSubject ofResource(Optional<EventId> last, Consumer<String> opening) {
    String identifier = identifiers.newIdentifier();
    Rejections.ofParameters(
        "",
        () -> {
          opening.accept(identifier);
          return identifier;
        });
    return new StreamSubject(identifier, last, Optional.empty(), () -> leave(identifier));
  }

  /**
   * Whether a client that asks for a resource needs a permission for it; a verified user needs
   * none.
   */
  private boolean needsPermission(Optional<User> user) {
    if (user.isEmpty() && security.users().areRequired()) {
      throw Users.unauthorized(
          "this is for verified users: send Authorization: Bearer and the user's token");
    }
    return user.isEmpty();
  }

  private void open(String identifier, Call call, Optional<User> user) {
    String resource = call.part("resource");
    Optional<String> params = call.query().first("params");
    if (params.isPresent()) {
      instantiate(identifier, resource, call.json(params.get()), user);
      return;
    }
    NamedParameters named = NamedParameters.of(parameters(call), call::json);
    try {
      instantiate(identifier, resource, named.json(), user);
    } catch (InvalidInputException e) {
      instantiate(identifier, resource, named.withStrings(e).json(), user);
    }
  }

  private void instantiate(String identifier, String resource, Json params, Optional<User> user) {
    service.instantiateResource(
        identifier,
        resource,
        new ClientParams(params, user.map(User::principal)),
        user.flatMap(User::expiry));
  }

  /** The parameters of the resource: those of the address without what proves who asks. */
  private Parameters parameters(Call call) {
    Parameters parameters = call.query();
    if (security.users().verifier().isPresent()) {
      parameters = parameters.without(Users.PARAMETER);
    }
    if (security.streams().tokens().isPresent()) {
      parameters = parameters.without(StreamAccess.PARAMETER);
    }
    return parameters;
  }

  private void leave(String identifier) {
    try {
      service.leaveResourceInstance(identifier);
    } catch (UnknownInstanceException e) {
      LOGGER.log(Level.TRACE, "closed already", e);
    }
  }
}
