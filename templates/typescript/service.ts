// The service starter: votes for the options of a poll, and how many votes each option has.
import type { EagerCollection, Mapper, Resource, Values } from "@skipruntime/core";
import { Count } from "@skipruntime/helpers";
import { runService } from "@skipruntime/server";

type Inputs = { votes: EagerCollection<string, string> };
type Shared = { counts: EagerCollection<string, number> };

/** A vote of a person becomes an entry of the option that it is for. */
class ByOption implements Mapper<string, string, string, string> {
  *mapEntry(person: string, options: Values<string>): Iterable<[string, string]> {
    for (const option of options) yield [option, person];
  }
}

class Counts implements Resource<Shared> {
  instantiate(shared: Shared) {
    return shared.counts;
  }
}

await runService({
  initialData: { votes: [] },
  resources: { counts: Counts },
  createGraph: ({ votes }: Inputs): Shared => ({ counts: votes.mapReduce(ByOption)(Count<string>) }),
});
