// Bids in an auction: a command that beats the highest bid, or refuses; what enters is checked against types.
import {
  type Command, type CommandContext, type EagerCollection, type Mapper, type Principal, type Resource, type Values, CommandRefusedError, ForbiddenError,
  InputDefinition, Max, array, integer, object, optional, principal, runService, string,
} from "@skipruntime-jvm/service";

type Bid = { item: string; amount: number; by?: string };
type Inputs = { bids: EagerCollection<string, Bid> };
type Shared = { highest: EagerCollection<string, number> };

class ByItem implements Mapper<string, Bid, string, number> {
  mapEntry(_id: string, bids: Values<Bid>): Iterable<[string, number]> {
    return bids.toArray().map((bid) => [bid.item, bid.amount]);
  }
}

class Highest implements Resource<Shared> {
  instantiate(shared: Shared) { return shared.highest; }
}

class Mine implements Resource<Shared> {
  static params = object({ user: principal, items: array(string) });
  constructor(private params: { user: Principal; items: string[] }) {}

  instantiate(shared: Shared) {
    if (this.params.user.subject === "mallory") throw new ForbiddenError("mallory is out");
    return shared.highest.slices(...this.params.items.map((item): [string, string] => [item, item]));
  }
}

class PlaceBid implements Command<Inputs, Shared, { bid: string; at: string }> {
  static params = object({ item: string, amount: integer, user: optional(principal) });
  static result = object({ bid: string, at: string });
  static forAnybody = true;
  constructor(private params: { item: string; amount: number; user?: Principal }) {}

  run(inputs: Inputs, shared: Shared, context: CommandContext) {
    const { item, amount, user } = this.params;
    const highest = shared.highest.getUnique(item, { ifNone: 0 });
    if (amount <= 0) throw CommandRefusedError.invalid("a bid must be above 0");
    if (amount <= highest) throw CommandRefusedError.conflict(`a bid must be above ${highest}`);
    const bid = `${item}-${amount}`;
    context.put(inputs.bids, bid, user === undefined ? { item, amount } : { item, amount, by: user.subject });
    return { bid, at: context.now.toISOString() };
  }
}

/** Does what it is told, to see what happens. */
class Try implements Command<Inputs, Shared> {
  constructor(private params: string) {}

  run(inputs: Inputs, shared: Shared, context: CommandContext) {
    switch (this.params) {
      case "throw": throw new Error("as it was told");
      case "map": shared.highest.map(ByItem as never); break;
      case "computed": context.put(shared.highest, "vase", 1); break;
      case "wrong": context.put(inputs.bids, "b", { item: 7, amount: 1 } as never); break;
      case "clear": context.remove(inputs.bids, "vase-10"); break;
      case "exit": process.exit(3);
    }
  }
}

await runService({
  inputs: { bids: new InputDefinition<string, Bid>([], { key: string, value: object({ item: string, amount: integer, by: optional(string) }) }) },
  resources: { highest: Highest, mine: Mine },
  commands: { place_bid: PlaceBid, try: Try },
  createGraph: (inputs: Inputs): Shared => ({ highest: inputs.bids.mapReduce(ByItem)(Max) }),
});
