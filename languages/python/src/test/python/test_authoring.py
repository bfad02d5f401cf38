"""The describing of services: what is refused, what is described, and what a description is worth, by evaluation from scratch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unittest
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, TypedDict, TypeVar, Union
from uuid import UUID

import skip
from auction import Auction, Bid
from conformance_service import Conformance, LargestThree, active_members, add_to, filter_friends
from skip import CommandContext, Eager, Input, Lazy, Service, Values, WiringError, command, lazy, mapper, resource
from skip.service.annotations import wire_type
from skip.service.decoding import decoder
from skip.service.definition import Definition
from skip.service.fitting import instant
from skip.service.purity import identity
from skip.service.resolution import hints
from skip.service.worker import ToldFunction
from skip.testing import evaluate

TRACES = Path(__file__).resolve().parents[5] / "quality" / "conformance" / "src" / "test" / "resources" / "traces"
CACHE: dict[int, int] = {}
LIMIT = 5


class Colour(Enum):
    RED = "r"
    GREEN = "g"


@dataclass(frozen=True)
class Tree:
    label: str
    children: tuple[Tree, ...] = ()


@dataclass(frozen=True)
class Everything:
    id: UUID
    since: datetime
    price: Decimal
    ratio: float
    colour: Colour
    kind: Literal["a", "b", 3]
    note: str | None
    pair: tuple[int, str]
    tree: Tree
    stock: dict[str, list[int]]
    anything: Any


@dataclass(frozen=True)
class Sum:
    op: Literal["+"]
    left: Term
    right: Term


@dataclass(frozen=True)
class Negation:
    op: Literal["-"]
    of: Term


Term = Union[int, Sum, Negation]
Document = Union[int, date, "list[Document]", "dict[str, Document]"]
Circle = Union[int, "Circle"]  # type: ignore[misc]  # a type checker refuses it, too
T = TypeVar("T")


@dataclass(frozen=True)
class Linked(Generic[T]):
    value: T
    next: Linked[T] | None = None


@dataclass(frozen=True)
class Child(Linked[date]):
    more: int = 0


@dataclass(frozen=True)
class Growing(Generic[T]):
    next: Growing[list[T]] | None = None


class Titled(TypedDict):
    title: str


class Menu(Titled, total=False):
    below: list[Menu]


class Chain(NamedTuple):
    value: int
    next: Chain | None


class Text(str, Enum):
    SHORT = "s"


Identifier = NewType("Identifier", int)


def recursive(
    term: Term, document: Document, circle: Circle, linked: Linked[date], menu: Menu, chain: Chain
) -> None:
    """A function with annotations that are within themselves."""


@dataclass
class Changeable:
    value: int


@mapper
def uses_cache(key: int, value: int) -> Iterator[tuple[int, int]]:
    CACHE[key] = value
    yield key, value


@mapper
def uses_limit(key: int, value: int) -> Iterator[tuple[int, int]]:
    if value < helper(LIMIT):
        yield key, value


def helper(value: int) -> int:
    return value + json.loads("1")  # type: ignore[no-any-return]


def counts() -> int:
    global LIMIT
    LIMIT += 1
    return LIMIT


@mapper
def calls_what_counts(key: int, value: int) -> Iterator[tuple[int, int]]:
    yield key, counts()


@mapper
def takes_a_default(key: int, value: int, seen: list[int] = []) -> Iterator[tuple[int, int]]:  # noqa: B006
    yield key, value


@mapper
def yields_no_json(key: int, value: int, what: str) -> Iterator[Any]:
    yield {"nan": (key, float("nan")), "object": (key, object()), "single": key, "key": (object(), 1)}[what]


@mapper
def changes_what_it_is_given(key: int, friends: list[int], other: Eager[int, list[int]]) -> Iterator[tuple[int, int]]:
    friends.append(1) if key else other.get(0)[0].sort()
    yield key, 1


@lazy
def in_a_circle(key: int, itself: Lazy[int, int]) -> Iterator[int]:
    yield itself[(key + 1) % 3]


@mapper
def reads(key: int, value: int, numbers: Lazy[int, int]) -> Iterator[tuple[int, int]]:
    yield key, numbers[key]


class Numbers(Service):
    numbers: Input[int, int]
    lists: Input[int, list[int]]
    initial = {"numbers": {1: 10, 2: 20}}

    @resource
    def odd(self, what: str) -> Eager[int, Any]:
        return self.numbers.map(yields_no_json, what)

    @resource
    def limited(self) -> Eager[int, int]:
        return self.numbers.map(uses_limit)

    @resource
    def changed(self) -> Eager[int, int]:
        return self.lists.map(changes_what_it_is_given, self.lists)

    @resource
    def circle(self) -> Eager[int, int]:
        return self.numbers.map(reads, in_a_circle.collection())

    @resource
    def impure(self, name: Literal["uses_cache", "calls_what_counts", "takes_a_default"]) -> Eager[int, int]:
        return self.numbers.map({"uses_cache": uses_cache, "calls_what_counts": calls_what_counts}.get(name, takes_a_default))

    @resource
    def wrong(self, *, arguments: int) -> Eager[int, int]:
        return self.numbers.map(add_to, *range(arguments))


def line_of(text: str) -> int:
    """The line of this file that has a text."""
    return next(number for number, line in enumerate(Path(__file__).read_text().splitlines(), 1) if text in line)


class PurityTest(unittest.TestCase):
    def test_a_function_that_captures_variables_is_refused_with_name_and_line(self) -> None:
        captured = 5
        with self.assertRaises(skip.ImpureFunctionError) as raised:

            @mapper
            def captures(key: int, value: int) -> Iterator[tuple[int, int]]:
                yield key, value + captured

        self.assertRegex(str(raised.exception), r"^test_authoring\.py:\d+: captures captures captured; give it")

    def test_a_function_that_depends_on_what_can_change_is_refused_with_name_and_line(self) -> None:
        for name, text, reason in (
            ("uses_cache", "    CACHE[key] = value", "uses_cache uses the global CACHE, a dict, which can change"),
            ("calls_what_counts", "    LIMIT += 1", "counts writes the global LIMIT"),
            ("takes_a_default", "def takes_a_default", "takes_a_default uses a default value, a list, which can change"),
        ):
            with self.subTest(name), self.assertRaises(skip.ImpureFunctionError) as raised:
                evaluate(Numbers).resource("impure", name)
            self.assertIn(reason, str(raised.exception))
            self.assertIn(
                f"test_authoring.py:{line_of(text)}", str(raised.exception).replace(f":{line_of(text) - 1}:", f":{line_of(text)}:")
            )

    def test_constants_and_pure_functions_may_be_used(self) -> None:
        self.assertEqual(evaluate(Numbers, numbers={1: 1, 2: 9}).resource("limited").to_dict(), {1: [1]})

    def test_identity_is_the_same_in_another_process_and_differs_with_the_code(self) -> None:
        program = (
            "from conformance_service import LargestThree, active_members\nfrom skip.service.purity import identity\n"
            "print(active_members.code, identity(LargestThree))"
        )
        environment = {**os.environ, "PYTHONHASHSEED": "7"}
        other = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        self.assertEqual(other.stdout.split(), [active_members.code, identity(LargestThree)])
        self.assertNotEqual(active_members.code, filter_friends.code)

        codes = set()
        for constant in ("1", "2", "helped(1)", "{1, 2}", "len('x')"):
            namespace: dict[str, Any] = {"__name__": "author", "__builtins__": __builtins__}
            exec(f"def helped(x): return x\ndef f(key, value): return {constant}", namespace)  # noqa: S102
            codes.add(identity(namespace["f"]))
        self.assertEqual(len(codes), 5)

    def test_what_a_function_calls_is_part_of_its_identity(self) -> None:
        codes = set()
        for body in ("x", "x + 1"):
            namespace: dict[str, Any] = {"__name__": "author", "__builtins__": __builtins__}
            exec(f"def helped(x): return {body}\ndef f(key, value): return helped(1)", namespace)  # noqa: S102
            codes.add(identity(namespace["f"]))
        self.assertEqual(len(codes), 2)


class AnnotationTest(unittest.TestCase):
    SENT = {
        "id": "00000000-0000-0000-0000-000000000007",
        "since": "2026-11-29T11:00:00Z",
        "price": 0.1,
        "ratio": 2,
        "colour": "RED",
        "kind": 3,
        "note": None,
        "pair": [1, "x"],
        "tree": {"label": "root", "children": [{"label": "leaf"}]},
        "stock": {"a": [1]},
        "anything": {"x": [1]},
    }

    def test_annotations_become_types(self) -> None:
        tree = {"object": {"label": "string", "children": {"array": {"use": "Tree"}}}, "optional": ["children"]}
        described = wire_type(Everything)
        self.assertEqual(described["where"], {"Tree": tree})
        self.assertEqual(
            described["type"],
            {
                "object": {
                    "id": "uuid",
                    "since": "instant",
                    "price": "number",
                    "ratio": "number",
                    "colour": {"anyOf": [{"constant": "RED"}, {"constant": "GREEN"}]},
                    "kind": {"anyOf": [{"constant": "a"}, {"constant": "b"}, {"constant": 3}]},
                    "note": {"anyOf": ["string", "null"]},
                    "pair": {"tuple": ["integer", "string"]},
                    "tree": {"use": "Tree"},
                    "stock": {"map": {"array": "integer"}},
                    "anything": "json",
                }
            },
        )

    def test_json_becomes_values_of_annotations_that_cannot_be_changed(self) -> None:
        decode = decoder(Everything)
        assert decode is not None
        made = decode(self.SENT)
        self.assertEqual(made.id, UUID(int=7))
        self.assertEqual(made.since, datetime(2026, 11, 29, 11, tzinfo=timezone.utc))
        self.assertEqual((made.price, made.ratio, made.colour), (Decimal("0.1"), 2.0, Colour.RED))
        self.assertEqual(made.pair, (1, "x"))
        self.assertEqual(made.tree, Tree("root", (Tree("leaf"),)))
        self.assertEqual((made.stock, made.anything), ({"a": [1]}, {"x": [1]}))
        with self.assertRaisesRegex(TypeError, "cannot be changed"):
            made.stock["a"].append(2)
        with self.assertRaisesRegex(TypeError, "cannot be changed"):
            made.stock.clear()
        with self.assertRaisesRegex(TypeError, "cannot be changed"):
            made.anything["x"].sort()
        self.assertEqual(json.loads(skip.exact_json.text(made)), {**self.SENT, "since": "2026-11-29T11:00:00.000000000Z", "tree": json.loads(skip.exact_json.text(made.tree))})

    def test_what_is_of_several_types_becomes_the_one_that_fits(self) -> None:
        decode = decoder(Tree | list[UUID] | int | None)
        assert decode is not None
        given = [{"label": "x"}, ["00000000-0000-0000-0000-000000000007"], 5, None]
        self.assertEqual([decode(each) for each in given], [Tree("x"), [UUID(int=7)], 5, None])

    def test_types_within_themselves_are_described_with_an_end(self) -> None:
        known = hints(recursive)
        self.assertEqual(
            wire_type(known["term"])["where"]["Negation"],
            {"object": {"op": {"anyOf": [{"constant": "-"}]}, "of": {"anyOf": ["integer", {"use": "Sum"}, {"use": "Negation"}]}}},
        )
        for name, given, wanted in (
            ("term", {"op": "+", "left": 1, "right": {"op": "-", "of": 2}}, Sum("+", 1, Negation("-", 2))),
            ("document", {"a": [1, {"b": ["2026-01-31"]}]}, {"a": [1, {"b": [date(2026, 1, 31)]}]}),
            ("linked", {"value": "2026-01-31", "next": {"value": "2026-02-01"}}, Linked(date(2026, 1, 31), Linked(date(2026, 2, 1)))),
            ("menu", {"title": "a", "below": [{"title": "b"}]}, {"title": "a", "below": [{"title": "b"}]}),
            ("chain", [1, [2, None]], Chain(1, Chain(2, None))),
        ):
            with self.subTest(name):
                decode = decoder(known[name])
                assert decode is not None
                made = decode(given)
                self.assertEqual(made, wanted)
                self.assertEqual(decode(json.loads(skip.exact_json.text(made))), wanted)

    def test_types_that_never_end_are_refused(self) -> None:
        for annotation, reason in ((hints(recursive)["circle"], "the type Circle is nothing but itself"), (Growing[int], "more and more types")):
            with self.subTest(reason), self.assertRaisesRegex(WiringError, reason):
                wire_type(annotation)

    def test_forms_of_types_are_described_and_become_values(self) -> None:
        for annotation, described, sent, made in (
            (Annotated[int, "unit"], "integer", 1, 1),
            (Identifier, "integer", 1, 1),
            (dict[int, date], {"map": "date", "names": "integer"}, {"7": "2026-01-31"}, {7: date(2026, 1, 31)}),
            (dict[Colour, int], {"map": "integer", "names": {"anyOf": [{"constant": "RED"}, {"constant": "GREEN"}]}}, {"RED": 1}, {Colour.RED: 1}),
            (Text, {"anyOf": [{"constant": "SHORT"}]}, "SHORT", Text.SHORT),
            (Literal[Colour.RED], {"anyOf": [{"constant": "RED"}]}, "RED", Colour.RED),
            (tuple[()], {"tuple": []}, [], ()),
            (Linked[date] | None, None, {"value": "2026-01-31"}, Linked(date(2026, 1, 31))),
            (Child, {"object": {"value": "date", "next": "json", "more": "integer"}, "optional": ["next", "more"]}, {"value": "2026-01-31"}, Child(date(2026, 1, 31))),
        ):  # fmt: skip
            with self.subTest(str(annotation)):
                if described is not None and annotation is not Child:
                    self.assertEqual(wire_type(annotation), described)
                decode = decoder(annotation)
                found = sent if decode is None else decode(sent)
                self.assertEqual(found, made)
                self.assertIs(type(found), type(made) if not isinstance(made, dict) else type(found))

    def test_of_several_types_the_most_specific_one_is_meant(self) -> None:
        for annotation, sent, made in (
            (datetime | str, "x", "x"),
            (str | UUID, "00000000-0000-0000-0000-000000000007", UUID(int=7)),
            (list[date] | list[str], ["2026-01-31", "x"], ["2026-01-31", "x"]),
            (list[date] | list[str], ["2026-01-31"], [date(2026, 1, 31)]),
            (Linked[date] | Linked[str], {"value": "x"}, Linked("x")),
            (dict[str, UUID] | dict[str, str], {"a": "b"}, {"a": "b"}),
        ):
            with self.subTest(str(annotation)):
                decode = decoder(annotation)
                assert decode is not None
                self.assertEqual(decode(sent), made)

    def test_points_in_time_are_read_as_engines_write_them(self) -> None:
        for written in ("2026-01-31T12:00:00.123456789Z", "2026-01-31T13:00:00.123456+01:00"):
            self.assertEqual(instant(written), datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=timezone.utc))
        self.assertEqual(instant("2026-01-31T12:00Z"), datetime(2026, 1, 31, 12, tzinfo=timezone.utc))
        with self.assertRaisesRegex(ValueError, "no point in time with an offset"):
            instant("2026-01-31T12:00:00")

    def test_an_async_function_is_refused_with_its_place(self) -> None:
        async def coroutine(key: int, value: int) -> None:
            raise NotImplementedError

        async def generator(key: int, value: int) -> Any:
            yield key, value

        for each in (coroutine, generator):
            for decorator in (mapper, lazy):
                with self.assertRaisesRegex(WiringError, r"test_authoring.py:\d+: .*\w is async; .* write def in place of async def"):
                    decorator(each)

    def test_a_function_that_cannot_be_made_fails_when_it_is_to_run(self) -> None:
        told = ToldFunction("mapper", "nothing@0", [{"collection": 0}])
        self.assertIsInstance(told.failure, skip.SkipError)
        self.assertEqual(told.own, 1)

    def test_what_stands_for_no_json_is_refused_and_all_mistakes_are_told(self) -> None:
        class Wrong(Service):
            a: Input[int, Changeable]
            b: Input[bytes, int]
            initial = {"c": {1: 2}, "a": [1, 2]}  # type: ignore[dict-item]

            async def graph(self) -> None:  # type: ignore[override]
                raise NotImplementedError

            @resource
            async def later(self) -> Eager[int, int]:
                raise NotImplementedError

            @command
            async def write(self, context: CommandContext) -> None:
                raise NotImplementedError

            @resource
            def both(self, x: int, y: int) -> Eager[int, int]:
                raise NotImplementedError

        with self.assertRaises(WiringError) as raised:
            Definition(Wrong())
        for part in ("input a: values of Changeable could be changed; write @dataclass(frozen=True)", "input b: there is no JSON for bytes",
                     "initial data is given for c, which is no input", "initial data of a is a dictionary of keys and values, not list",
                     "graph() is async; it looks up what it needs and returns: write def in place of async def",
                     "resource later: resource later is async", "command write: command write is async", "resource both: resource both takes several parameters"):  # fmt: skip
            self.assertIn(part, str(raised.exception))


class EvaluationTest(unittest.TestCase):
    def test_a_mapper_is_a_function_that_is_tested_as_it_is(self) -> None:
        self.assertEqual(list(add_to(1, (2, 3), 10)), [(1, 12), (1, 13)])

    def test_the_description_says_inputs_with_types_and_initial_data_and_resources(self) -> None:
        described = Definition(Numbers()).described()
        self.assertEqual(described["inputs"]["numbers"], {"key": "integer", "value": "integer", "initial": [[1, [10]], [2, [20]]]})
        self.assertEqual(described["resources"]["wrong"], {"params": {"object": {"arguments": "integer"}}})
        self.assertEqual(described["resources"]["odd"], {"params": "string"})

    def test_what_is_yielded_that_is_no_json_is_refused_with_the_function(self) -> None:
        for what, reason in (("nan", "a value that is no JSON"), ("object", "a value that is no JSON"),
                             ("single", "not a pair"), ("key", "the key that is no JSON")):  # fmt: skip
            with self.subTest(what), self.assertRaisesRegex(TypeError, rf"yields_no_json \(test_authoring.py:\d+\) .*{reason}"):
                evaluate(Numbers).resource("odd", what)

    def test_values_that_functions_share_cannot_be_changed(self) -> None:
        for key in (0, 1):
            with self.assertRaisesRegex(TypeError, "cannot be changed"):
                evaluate(Numbers, lists={key: [2, 1]} if key else {0: [2, 1]}).resource("changed")

    def test_a_mapper_that_is_given_too_much_or_too_little_is_refused_with_the_place(self) -> None:
        for arguments in (0, 2):
            with self.assertRaisesRegex(WiringError, rf"test_authoring.py:{line_of('map(add_to, *range')}: add_to .* takes n"):
                evaluate(Numbers).resource("wrong", {"arguments": arguments})

    def test_a_value_that_depends_on_itself_is_refused(self) -> None:
        with self.assertRaisesRegex(skip.SkipError, "depends on itself"):
            evaluate(Numbers).resource("circle")

    def test_collections_are_of_no_use_outside_of_functions(self) -> None:
        with self.assertRaises(skip.SkipError):
            Input[int, int](0).size()

    def test_unknown_inputs_and_resources_are_refused(self) -> None:
        with self.assertRaises(skip.NotFoundError):
            evaluate(Numbers, no_such={})
        with self.assertRaises(skip.NotFoundError):
            evaluate(Numbers).resource("no_such")

    def test_values_collections_have_one_value_or_say_so(self) -> None:
        self.assertEqual(Values([5]).unique(), 5)
        for values in ([], [1, 2]):
            with self.assertRaises(skip.NonUniqueValueError):
                Values(values).unique()

    def test_recorded_traces_of_the_conformance_service_are_what_evaluation_gives(self) -> None:
        compared = 0
        for trace in sorted(TRACES.glob("run-*.json"))[: int(os.environ.get("SKIP_TRACES", "8"))]:
            inputs: dict[str, dict[Any, list[Any]]] = {name: {} for name in ("a", "b", "users", "groups")}
            for step in json.loads(trace.read_text()):
                if step["do"] == "update":
                    for key, values in step["entries"]:
                        inputs[step["collection"]][key] = values
                elif step["do"] in ("snapshot", "lookup"):
                    found = evaluate_entries(inputs).resource(step["resource"], step["params"])
                    wanted = skip.Contents(step["result"]) if step["do"] == "snapshot" else tuple(step["result"])
                    seen = found if step["do"] == "snapshot" else found.get(step["key"], ())
                    self.assertEqual(seen, wanted, f"{trace.name}: {step}")
                    compared += 1
        self.assertGreater(compared, 100)


def evaluate_entries(inputs: dict[str, dict[Any, list[Any]]]) -> skip.testing.Evaluation:
    """As :func:`evaluate`, of inputs with several values a key."""
    return evaluate(Conformance, **{name: {key: Values(each) for key, each in given.items()} for name, given in inputs.items()})


class CommandTest(unittest.TestCase):
    def setUp(self) -> None:
        self.shown = evaluate(Auction, bids={"vase-10": Bid("vase", 10)})
        self.ann = skip.Principal("tests", "ann")

    def test_a_command_reads_and_tells_what_it_writes(self) -> None:
        now = datetime(2026, 1, 31, tzinfo=timezone.utc)
        done = self.shown.command("place_bid", {"item": "vase", "amount": 11}, principal=self.ann, now=now)
        self.assertEqual(done.result, {"bid": "vase-11", "at": "2026-01-31T00:00:00+00:00"})
        self.assertEqual(done.writes, {"bids": [("vase-11", [{"item": "vase", "amount": 11, "by": "ann"}])]})
        self.assertEqual(self.shown.command("try", "clear").writes, {"bids": [("vase-10", [])]})
        self.assertEqual(self.shown.command("try", "nothing").result, {})

    def test_a_command_refuses(self) -> None:
        with self.assertRaisesRegex(skip.CommandRefusedError, "a bid must be above 10") as caught:
            self.shown.command("place_bid", {"item": "vase", "amount": 10})
        self.assertEqual(caught.exception.status, 409)
        with self.assertRaisesRegex(skip.SkipError, "makes none"):
            self.shown.command("try", "map")
        with self.assertRaisesRegex(skip.SkipError, "writes to a collection that is computed"):
            self.shown.command("try", "computed")
        with self.assertRaises(skip.NotFoundError):
            self.shown.command("there_is_none")

    def test_commands_and_users_are_described(self) -> None:
        told = Definition(Auction()).described()
        self.assertEqual(
            told["commands"]["place_bid"],
            {
                "params": {"object": {"item": "string", "amount": "integer", "user": "principal"}, "optional": ["user"]},
                "result": {"object": {"bid": "string", "at": "string"}},
                "forAnybody": True,
            },
        )
        self.assertEqual(told["commands"]["try"], {"params": "string", "result": {"object": {}}, "forAnybody": False})
        self.assertEqual(told["resources"]["mine"], {"params": {"object": {"user": "principal", "items": {"array": "string"}}}})

    def test_a_command_that_is_described_wrongly_is_refused(self) -> None:
        class Wrong(Service):
            @skip.command
            def no_context(self, what: str) -> None:
                pass

            @skip.command
            def two_users(self, context: skip.CommandContext, one: skip.Principal, other: skip.Principal) -> None:
                pass

        with self.assertRaisesRegex(WiringError, "takes a CommandContext first(.|\n)*takes several users"):
            Definition(Wrong())
