package io.skipruntime.server.route;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.PastService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonWriter;
import io.skipruntime.json.Problem;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.Entries;
import io.skipruntime.server.request.PastRead;
import io.skipruntime.server.request.RequestBody;
import io.skipruntime.server.request.StreamAccess;
import io.skipruntime.server.request.User;
import io.skipruntime.server.request.WatermarkGate;
import io.skipruntime.server.stream.LostStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reading, writing and opening streams: the routes of the control listener. */
final class ControlRoutes {

  private final ServiceInstance service;
  private final Optional<String> prefix;
  private final Security security;
  private final WatermarkGate gate;
  private final int maxEntries;
  private final LostStreams identifiers;

  ControlRoutes(
      ServiceInstance service, ServerOptions options, Security security, LostStreams identifiers) {
    this.identifiers = identifiers;
    this.service = service;
    this.prefix = options.resourcePrefix();
    this.security = security;
    this.gate = new WatermarkGate(service, options.watermarkWaitMillis());
    this.maxEntries = options.limits().maxEntries();
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.blocking("POST", "/v1/snapshot/{resource}", this::snapshot));
    routes.add(Route.blocking("POST", "/v1/snapshot/{resource}/lookup", this::lookup));
    routes.add(Route.deferring("PATCH", "/v1/inputs/{collection}", this::write));
    routes.add(Route.deferring("PATCH", "/v1/inputs", this::writeSeveral));
    routes.add(Route.blocking("POST", "/v1/streams/{resource}", this::openStream));
    for (String template : StreamingRoutes.streamTemplates(prefix)) {
      routes.add(Route.blocking("DELETE", template, this::closeStream));
    }
    return routes;
  }

  private Answer snapshot(Call call) {
    String resource = call.part("resource");
    ClientParams params = security.users().ofBackend(call, call.json());
    gate.await(call);
    Optional<PastService> past = PastRead.of(call, service);
    List<Entry<Object, Object>> entries =
        Rejections.ofParameters(
            "",
            () ->
                past.isPresent()
                    ? past.get().getAll(resource, params)
                    : service.getAll(resource, params));
    JsonWriter out = new JsonWriter();
    Entries.write(entries, out);
    return Answer.json(200, out.toByteArray());
  }

  private Answer lookup(Call call) {
    String resource = call.part("resource");
    RequestBody.Lookup lookup = RequestBody.lookup(call.json());
    ClientParams params = security.users().ofBackend(call, lookup.params());
    gate.await(call);
    Optional<PastService> past = PastRead.of(call, service);
    List<Object> values =
        Rejections.ofParameters(
            "/params",
            () ->
                past.isPresent()
                    ? past.get().getArray(resource, params, lookup.key())
                    : service.getArray(resource, params, lookup.key()));
    JsonWriter out = new JsonWriter();
    Entries.writeValues(values, out);
    return Answer.json(200, out.toByteArray());
  }

  private CompletionStage<Answer> write(Call call) {
    String collection = call.part("collection");
    requireInput(collection);
    List<Entry<Json, Json>> entries = RequestBody.entries(call.json());
    requireFew(entries.size());
    try {
      return written(service.submit(writes -> writes.update(collection, entries)));
    } catch (InvalidInputException e) {
      throw new RefusedException(ProblemDocument.ofValues("invalid-entries", e.problems()));
    }
  }

  private CompletionStage<Answer> writeSeveral(Call call) {
    Map<String, List<Entry<Json, Json>>> inputs = RequestBody.inputs(call.json());
    inputs.keySet().forEach(this::requireInput);
    requireFew(inputs.values().stream().mapToInt(List::size).sum());
    return written(
        service.submit(writes -> {
          List<Problem> problems = new ArrayList<>();
          inputs.forEach((collection, entries) -> {
            try {
              writes.update(collection, entries);
            } catch (InvalidInputException e) {
              problems.addAll(Rejections.below(RequestBody.pointer(collection), e));
            }
          });
          if (!problems.isEmpty()) {
            throw new RefusedException(ProblemDocument.ofValues("invalid-entries", problems));
          }
        }));
  }

  private void requireFew(int entries) {
    if (entries > maxEntries) {
      throw new RefusedException(
          ProblemDocument.of(
                  413,
                  "body-too-large",
                  "a write may have " + maxEntries + " entries; divide it into several")
              .with("maxEntries", Json.of(maxEntries)));
    }
  }

  private void requireInput(String collection) {
    if (!service.inputNames().contains(collection)) {
      throw new RefusedException(
          404,
          "unknown-collection",
          "there is no input collection " + collection + "; there are " + service.inputNames());
    }
  }

  private static CompletionStage<Answer> written(CompletionStage<Watermark> shown) {
    return shown.thenApply(
        watermark -> Answer.empty(200).with("Skip-Watermark", watermark.toString()));
  }

  private Answer openStream(Call call) {
    String resource = call.part("resource");
    Optional<User> user = security.users().ofBackend(call);
    ClientParams params = new ClientParams(call.json(), user.map(User::principal));
    String uuid = identifiers.newIdentifier();
    Rejections.ofParameters(
        "",
        () -> {
          service.instantiateResource(uuid, resource, params, user.flatMap(User::expiry));
          return uuid;
        });
    String identifier = prefix.map(each -> each + "/" + uuid).orElse(uuid);
    return security
        .streams()
        .permission(uuid)
        .map(token ->
            Answer.text(201, identifier + "?" + StreamAccess.PARAMETER + "=" + token)
                .with(StreamAccess.HEADER, token))
        .orElseGet(() -> Answer.text(201, identifier));
  }

  private Answer closeStream(Call call) {
    service.closeResourceInstance(call.part("uuid"));
    return Answer.empty(200);
  }
}
