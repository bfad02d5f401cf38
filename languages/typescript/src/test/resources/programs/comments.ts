// Types that are within themselves, and within each other; and other forms that types have in programs.
import {
  type EagerCollection, type Json, type JsonType, type Mapper, type Resource, type Values,
  InputDefinition, anyOf, array, constant, date, instant, integer, map, named, object, optional, runService, string, tuple,
} from "@skipruntime-jvm/service";

enum Mood { Good = "good", Bad = "bad" }

type Comment = { text: string; replies: Comment[]; mood?: Mood };
const comment: JsonType<Comment> = named("Comment", () =>
  object({ text: string, replies: array(comment), mood: optional(constant(Mood.Good, Mood.Bad)) }));

type Sum = { op: "+"; left: Term; right: Term };
type Negation = { op: "-"; of: Term };
type Term = number | Sum | Negation;
const term: JsonType<Term> = named("Term", () => anyOf(integer, sum, negation));
const sum: JsonType<Sum> = named("Sum", () => object({ op: constant("+"), left: term, right: term }));
const negation: JsonType<Negation> = named("Negation", () => object({ op: constant("-"), of: term }));

function page<T>(item: JsonType<T>) {
  return object({ items: array(item), next: anyOf(string, constant(null)) });
}
const base = { day: date, at: instant };
const forms = object({ ...base, pair: tuple(string, integer), prices: map(integer, constant("EUR", "USD")), byId: map(string, integer), page: page(comment) });

class Count implements Mapper<string, Comment, string, number> {
  mapEntry(key: string, comments: Values<Comment>): Iterable<[string, number]> {
    return comments.toArray().map((each) => [key, this.count(each)]);
  }

  private count(given: Comment): number {
    return 1 + given.replies.reduce((total, each) => total + this.count(each), 0);
  }
}

type Inputs = { comments: EagerCollection<string, Comment>; terms: EagerCollection<string, Term>; forms: EagerCollection<string, Json> };
type Shared = Inputs & { counts: EagerCollection<string, number> };

class Counts implements Resource<Shared> {
  static params = object({ below: optional(comment) });
  instantiate(shared: Shared) { return shared.counts; }
}

await runService({
  inputs: {
    comments: new InputDefinition<string, Comment>([], { key: string, value: comment }),
    terms: new InputDefinition<string, Term>([], { key: string, value: term }),
    forms: new InputDefinition<string, Json>([], { key: string, value: forms }),
  },
  resources: { counts: Counts },
  createGraph: (inputs: Inputs): Shared => ({ ...inputs, counts: inputs.comments.map(Count) }),
});
