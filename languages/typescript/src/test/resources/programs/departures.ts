// The next departures of a station, from an API that is asked again and again; lines can be hidden here.
import type { Context, EagerCollection, Mapper, Resource, Values } from "@skipruntime/core";
import { PolledExternalService } from "@skipruntime/helpers";
import { runService } from "@skipruntime/server";

type Departure = { trip: string; line: string; delayMinutes: number };
type Inputs = { hidden: EagerCollection<string, string> };

class Shown implements Mapper<string, Departure, string, Departure> {
  constructor(private readonly hidden: EagerCollection<string, string>) {}

  mapEntry(trip: string, departures: Values<Departure>): Iterable<[string, Departure]> {
    const departure = departures.getUnique();
    return this.hidden.getArray(departure.line).length === 0 ? [[trip, departure]] : [];
  }
}

class Board implements Resource<Inputs> {
  constructor(private readonly params: { station: string }) {}

  instantiate(shared: Inputs, context: Context): EagerCollection<string, Departure> {
    return context
      .useExternalResource<string, Departure>({ service: "api", identifier: "departures", params: { station: this.params.station } })
      .map(Shown, shared.hidden);
  }
}

await runService({
  initialData: { hidden: [] },
  externalServices: {
    api: new PolledExternalService({
      departures: {
        url: "http://127.0.0.1:8090/departures", interval: 20,
        conv: (answer: { departures: Departure[] }) => answer.departures.map((departure) => [departure.trip, [departure]]),
      },
    }),
  },
  resources: { departures: Board },
  createGraph: (inputs: Inputs) => inputs,
});
