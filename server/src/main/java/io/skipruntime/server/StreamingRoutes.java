package io.skipruntime.server;

import io.skipruntime.engine.InvalidInputException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.UnknownInstanceException;
import io.skipruntime.json.Json;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Subscribing: the routes of the streaming listener. */
final class StreamingRoutes {

  private static final Logger LOGGER = System.getLogger(StreamingRoutes.class.getName());

  private final ServiceInstance service;
  private final Principals principals;
  private final Optional<String> prefix;

  StreamingRoutes(ServiceInstance service, Optional<String> prefix, Principals principals) {
    this.service = service;
    this.principals = principals;
    this.prefix = prefix;
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
    return new StreamSource(call.part("uuid"), () -> {});
  }

  private StreamSource resource(Call call) {
    String identifier = UUID.randomUUID().toString();
    String resource = call.part("resource");
    ControlRoutes.withParameters("", () -> open(identifier, resource, call));
    return new StreamSource(identifier, () -> close(identifier));
  }

  private String open(String identifier, String resource, Call call) {
    if (call.query().contains("params")) {
      Json given = call.json(call.query().get("params"));
      Json params = principals.complete(call, resource, given, "");
      service.instantiateResource(identifier, resource, params);
      return identifier;
    }
    NamedParameters named = NamedParameters.of(call);
    try {
      service.instantiateResource(
          identifier, resource, principals.complete(call, resource, named.json(), ""));
    } catch (InvalidInputException e) {
      service.instantiateResource(
          identifier,
          resource,
          principals.complete(call, resource, named.withStrings(e).json(), ""));
    }
    return identifier;
  }

  private void close(String identifier) {
    try {
      service.closeResourceInstance(identifier);
    } catch (UnknownInstanceException e) {
      LOGGER.log(Level.TRACE, "closed already", e);
    }
  }
}
