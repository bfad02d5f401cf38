// What the types of the package allow, and what they do not; it is compiled and not run.
import { type Command, type CommandContext, type EagerCollection, type JsonType, type TypeOf, InputDefinition, Max, array, constant, date, integer, instant, anyOf, map, named, object, optional, string } from "@skipruntime-jvm/service";
import { type Followed, ScriptedExternalService, TestedService } from "@skipruntime-jvm/service/testing";
import { poll } from "./poll.ts";

const bid = object({ item: string, amount: integer, tags: optional(array(string)), kind: anyOf(constant("open"), constant("sealed")) });
type Bid = TypeOf<typeof bid>;
const fits: Bid = { item: "vase", amount: 1, kind: "open" };
// @ts-expect-error an amount is a number
const other: Bid = { item: "vase", amount: "1", kind: "open" };
// @ts-expect-error there are two kinds
const third: Bid = { item: "vase", amount: 1, kind: "shut" };

new InputDefinition<string, Bid>([["b", [fits]]], { key: string, value: bid });
// @ts-expect-error keys are strings
new InputDefinition<string, Bid>([[1, [fits]]]);
// @ts-expect-error the type is of other values
new InputDefinition<string, Bid>([], { value: string });

type Tree = { label: string; below: Tree[]; counts?: { [name in "a" | "b"]?: number }; made: string };
const tree: JsonType<Tree> = named("Tree", () =>
  object({ label: string, below: array(tree), counts: optional(map(integer, constant("a", "b"))), made: anyOf(date, instant) }));
new InputDefinition<string, Tree>([["oak", [{ label: "oak", below: [{ label: "twig", below: [], made: "2026-01-31" }], made: "2026-01-31" }]]], { value: tree });
// @ts-expect-error a label is a string
const wrongTree: Tree = { label: 1, below: [], made: "" };
// @ts-expect-error there is no count of c
const wrongCount: Tree["counts"] = { c: 1 };

type Inputs = { bids: EagerCollection<string, Bid> };
type Shared = { highest: EagerCollection<string, number> };

export class Place implements Command<Inputs, Shared, number> {
  static params = bid;
  constructor(private params: Bid) {}

  run(inputs: Inputs, shared: Shared, context: CommandContext): number {
    context.put(inputs.bids, "b", this.params);
    // @ts-expect-error highest has numbers
    context.put(shared.highest, "b", this.params);
    return shared.highest.getUnique("vase", { ifNone: 0 });
  }
}

export function reduce(numbers: EagerCollection<string, number>, texts: EagerCollection<string, string>): EagerCollection<string, number> {
  // @ts-expect-error the greatest of texts is a text
  const wrong: EagerCollection<string, number> = texts.reduce(Max<string>);
  return numbers.reduce(Max) ?? wrong;
}

export async function test(): Promise<unknown> {
  const service = await TestedService.start(poll(new ScriptedExternalService(() => [["vase", [10]]])));
  const counts: Followed<string, number> = await service.follow("counts");
  // @ts-expect-error a key has a list of values
  await service.update("votes", [["ann", "tea"]]);
  return [await counts.next(), other, third, wrongTree, wrongCount];
}
