package io.skipruntime.examples.departures;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.connect.PolledExternalService;
import io.skipruntime.connect.PolledResource;
import io.skipruntime.json.Json;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The next departures of a station, from an API on the web that knows nothing of streams. Lines can
 * be hidden here; {@code departures} has what is left, for each station that somebody looks at.
 */
public final class DeparturesService
    implements SkipService<DeparturesService.Inputs, DeparturesService.Inputs> {

  public record Departure(String trip, String line, String destination, long delayMinutes) {}

  /** Lines that are not shown, with the reason. */
  public record Inputs(EagerCollection<String, String> hidden) {}

  record Shown(EagerCollection<String, String> hidden)
      implements Mapper<String, Departure, String, Departure> {
    @Override
    public void mapEntry(String trip, Values<Departure> values, Emitter<String, Departure> out) {
      Departure departure = values.getUnique();
      if (hidden.get(departure.line()).isEmpty()) {
        out.emit(trip, departure);
      }
    }
  }

  // region use
  record Board(String station) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Departure> instantiate(Inputs inputs, Context context) {
      return context
          .useExternalResource(
              ExternalResource.of("api", "departures", String.class, Departure.class)
                  .withParams(Json.object(Map.of("station", Json.of(station)))))
          .map(new Shown(inputs.hidden()));
    }
  }

  // endregion

  // region poll
  private final ExternalService api;

  public DeparturesService(URI address, long intervalMillis) {
    PolledResource departures =
        PolledResource.of(address.resolve("/departures"), DeparturesService::entries)
            .withHeader("User-Agent", "departures-example")
            .withIntervalMillis(intervalMillis);
    api = new PolledExternalService(Map.of("departures", departures));
  }

  private static List<Entry<Json, Json>> entries(Json answer) {
    return answer.asObject().get("departures").asArray().elements().stream()
        .map(departure -> Entry.of(departure.asObject().get("trip"), departure))
        .toList();
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("api", api);
  }

  // endregion

  @Override
  public Resources<Inputs> resources() {
    return Resources.of("departures", Board.class);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
