// The service starter: votes for the options of a poll, and how many votes each option has.
import {
  type Command, type CommandContext, type EagerCollection, type Mapper, type Resource, type SkipService, type TypeOf, type Values, CommandRefusedError,
  Count, InputDefinition, object, string,
} from "@skipruntime-jvm/service";

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

const VOTE = object({ person: string, option: string });

/** A vote of a person, in place of the one before. */
class Vote implements Command<Inputs, Shared> {
  static params = VOTE;
  static forAnybody = true;
  constructor(private params: TypeOf<typeof VOTE>) {}

  run(inputs: Inputs, _shared: Shared, context: CommandContext) {
    const { person, option } = this.params;
    if (inputs.votes.getUnique(person, { ifNone: "" }) === option) throw CommandRefusedError.conflict(`${person} has voted for ${option} already`);
    context.put(inputs.votes, person, option);
  }
}

export const starter: SkipService<Inputs, Shared> = {
  inputs: { votes: new InputDefinition<string, string>([], { key: string, value: string }) },
  resources: { counts: Counts },
  commands: { vote: Vote },
  createGraph: ({ votes }) => ({ counts: votes.mapReduce(ByOption)(Count<string>) }),
};
