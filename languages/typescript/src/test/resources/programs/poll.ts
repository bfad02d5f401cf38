// A poll with what a test of it needs: a reducer of its own, a command, and data from outside.
import {
  type Command, type CommandContext, type Context, type EagerCollection, type ExternalService, type Mapper, type Reducer, type Resource, type SkipService,
  type TypeOf, type Values, CommandRefusedError, InputDefinition, object, string,
} from "@skipruntime-jvm/service";

type Inputs = { votes: EagerCollection<string, string> };
type Shared = { votes: EagerCollection<string, string>; counts: EagerCollection<string, number> };

class ByOption implements Mapper<string, string, string, string> {
  *mapEntry(person: string, options: Values<string>): Iterable<[string, string]> {
    for (const option of options) {
      if (option === "") throw new Error("a vote is for an option");
      yield [option, option === "forgetful" || option === "uncounted" ? option : person];
    }
  }
}

class Counter implements Reducer<string, number> {
  initial = 0;

  add(count: number | null, vote: string) {
    if (vote === "uncounted") throw new Error("no votes for uncounted");
    return (count ?? 0) + 1;
  }

  remove(count: number, vote: string) { return vote === "forgetful" ? null : count - 1; }
}

class Counts implements Resource<Shared> {
  instantiate(shared: Shared) { return shared.counts; }
}

class Prices implements Resource<Shared> {
  constructor(private params: { of: string }) {}

  instantiate(_shared: Shared, context: Context) {
    return context.useExternalResource<string, number>({ service: "prices", identifier: "spot", params: this.params });
  }
}

const VOTE = object({ person: string, option: string });

class Vote implements Command<Inputs, Shared> {
  static params = VOTE;
  constructor(private params: TypeOf<typeof VOTE>) {}

  run(inputs: Inputs, shared: Shared, context: CommandContext) {
    const before = shared.votes.getArray(this.params.person);
    if (before.length > 0) throw CommandRefusedError.conflict(`${this.params.person} has voted for ${before[0]}`);
    context.put(inputs.votes, this.params.person, this.params.option);
  }
}

export const poll = (prices: ExternalService): SkipService<Inputs, Shared> => ({
  inputs: { votes: new InputDefinition<string, string>([], { key: string, value: string }) },
  resources: { counts: Counts, prices: Prices },
  commands: { vote: Vote },
  externalServices: { prices },
  createGraph: ({ votes }) => ({ votes, counts: votes.mapReduce(ByOption)(Counter) }),
});
