"""Services whose functions run in a worker of the engine: recorded traces, random runs in which the worker is killed, failures."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import skip
from conformance_service import Conformance
from skip import Values
from skip.testing import TestedService, evaluate
from support import DEADLINE_SECONDS, eventually

HERE = Path(__file__).resolve().parent
TRACES = Path(__file__).resolve().parents[5] / "quality" / "conformance" / "src" / "test" / "resources" / "traces"
INPUTS = ("a", "b", "users", "groups")


RESOURCES: dict[str, tuple[str, ...]] = {
    "plus": ("n",), "swap": (), "lookup": (), "size": (), "slice": ("from", "to"), "take": ("limit",), "top": ("limit",),
    "merge": (), "lazy": (), "chain": ("limit",), "valuesOf": ("key",), "sum": ("modulo",), "min": ("modulo",), "max": ("modulo",),
    "count": ("modulo",), "sumOfSquares": ("modulo",), "largestThree": ("modulo",), "activeMembers": (), "activeFriends": ("uid",),
    "profiles": (), "a": (),
}  # fmt: skip
"""The resources, and the names of their parameters, which are small numbers."""


TWO_FUNCTIONS = """
from skip import Input, Service, mapper, resource, run

@mapper
def keep(key: int, value: int):
    print("runs: keep")
    yield key, "kept"

@mapper
def change(key: int, value: int):
    print("runs: change")
    yield key, "{name}"

class Two(Service):
    numbers: Input[int, int]
    initial = {{"numbers": {{1: 1}}}}

    def graph(self):
        self.kept = self.numbers.map(keep)
        self.changed = self.numbers.map(change)

    @resource
    def both(self):
        return self.kept.merge(self.changed)

run(Two)
"""
"""A program of two functions, whose second one gives what it is made with."""


def require_launcher() -> None:
    """Skips a test where there is no engine."""
    if "SKIP_HOME" not in os.environ:
        raise unittest.SkipTest("SKIP_HOME names no launcher")


def worker_processes(parent: int) -> list[int]:
    """The processes that an engine has started for the conformance service."""
    found = []
    for each in Path("/proc").iterdir():
        try:
            if each.name.isdigit() and int((each / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                if b"conformance_service" in (each / "cmdline").read_bytes():
                    found.append(int(each.name))
        except OSError:
            continue  # it has ended meanwhile
    return found


class WorkerTest(unittest.TestCase):
    program: TestedService
    service: skip.Connection

    @classmethod
    def setUpClass(cls) -> None:
        require_launcher()
        cls.program = TestedService(HERE / "conformance_service.py")
        cls.addClassCleanup(cls.program.close)
        cls.service = cls.program.connection

    def setUp(self) -> None:
        self.inputs: dict[str, dict[Any, list[Any]]] = {name: {} for name in INPUTS}
        for name, resource in {"a": "a", "users": "profiles"}.items():
            self.service.delete(name, list(self.service.snapshot(resource)))
        self.service.delete("b", range(-20, 20))
        self.service.delete("groups", range(90, 120))

    def update(self, name: str, entries: list[Any]) -> str:
        self.inputs[name].update({key: values for key, values in entries})
        return self.service.update(name, entries)

    def test_recorded_traces_are_what_the_service_does(self) -> None:
        traces = sorted(TRACES.glob("run-*.json"))
        self.assertGreater(len(traces), 0)
        for trace in traces[: int(os.environ.get("SKIP_TRACES", "8"))]:
            with self.subTest(trace.name):
                self.setUp()
                self.replay(json.loads(trace.read_text()))

    def replay(self, steps: list[dict[str, Any]]) -> None:
        views: dict[str, skip.LiveView] = {}
        expected: dict[str, skip.Contents] = {}
        for step in steps:
            watermark = None
            match step["do"]:
                case "update":
                    watermark = self.update(step["collection"], step["entries"])
                case "snapshot":
                    self.assertEqual(self.service.snapshot(step["resource"], step["params"]), skip.Contents(step["result"]), step)
                case "lookup":
                    self.assertEqual(self.service.lookup(step["resource"], step["key"], step["params"]), step["result"], step)
                case "open":
                    views[step["id"]] = self.service.follow(step["resource"], step["params"])
                    views[step["id"]].ready(DEADLINE_SECONDS)
                case "close":
                    views.pop(step["id"]).close()
                    expected.pop(step["id"])
            expected.update({name: skip.Contents(entries) for name, entries in step.get("views", {}).items()})
            for name in step.get("views", {}):
                view, wanted = views[name], expected[name]
                seen = view.reach(watermark, DEADLINE_SECONDS) if watermark else view.ready(DEADLINE_SECONDS)
                self.assertEqual(seen, wanted, step)
        for name, view in views.items():
            self.assertEqual(view.contents, expected[name])
            view.close()

    def test_random_writes_lead_to_what_evaluation_gives_while_the_worker_is_killed(self) -> None:
        if not Path("/proc/self/stat").exists():
            self.skipTest("the processes of the engine cannot be found here")
        chance = random.Random(29)
        kills = 0
        given = {name: self.params(chance, name) for name in ("chain", "largestThree", "profiles")}
        followed = {name: self.service.follow(name, params) for name, params in given.items()}
        for step in range(int(os.environ.get("SKIP_STEPS", "100"))):
            name = chance.choice(INPUTS)
            self.update(name, [(self.key(chance, name), self.values(chance, name)) for _ in range(chance.randrange(1, 4))])
            if step % 50 == 25:
                for process in worker_processes(self.program.process_id):
                    os.kill(process, signal.SIGKILL)
                    kills += 1
            resource = chance.choice(list(RESOURCES))
            params = self.params(chance, resource)
            try:
                wanted = self.evaluated().resource(resource, params)
            except Exception:
                with self.assertRaises(skip.ComputationFailedError):
                    self.service.snapshot(resource, params)
                continue
            self.assertEqual(self.service.snapshot(resource, params), wanted, f"step {step}: {resource} {params}")
        self.assertGreater(kills, 0)
        self.update("a", [(0, [1])])
        watermark = self.update("users", [(0, [{"name": "last", "active": True, "friends": []}])])
        for name, view in followed.items():
            self.assertEqual(view.reach(watermark, DEADLINE_SECONDS), self.evaluated().resource(name, given[name]))
            view.close()

    def test_no_write_is_lost_and_a_stream_goes_on_while_the_worker_is_killed(self) -> None:
        """With ``SKIP_KILLS=1000``, the long form."""
        if not Path("/proc/self/stat").exists():
            self.skipTest("the processes of the engine cannot be found here")
        chance = random.Random(31)
        seen: list[tuple[Any, ...]] = []
        with self.service.follow("plus", {"n": 7}) as view, ThreadPoolExecutor(1) as killer:
            view.ready(DEADLINE_SECONDS)
            view.on_change(lambda changes: seen.extend((each.key, each.after) for each in changes))
            wanted = []
            for number in range(int(os.environ.get("SKIP_KILLS", "5"))):
                killed = killer.submit(self.kill, chance.random() / 500)
                watermark = self.update("a", [(1, [number])])
                killed.result()
                self.assertEqual(view.reach(watermark, DEADLINE_SECONDS).to_dict(), {1: [number + 7]})
                wanted.append((1, (number + 7,)))
            self.assertEqual(seen, wanted)

    def kill(self, seconds: float) -> None:
        """Kills the worker a moment after there is one."""
        processes = worker_processes(self.program.process_id)
        while not processes:
            processes = worker_processes(self.program.process_id)
        time.sleep(seconds)
        for process in processes:
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.kill(process, signal.SIGKILL)

    def evaluated(self) -> skip.testing.Evaluation:
        """What the service has to show now."""
        return evaluate(
            Conformance, **{name: {key: Values(each) for key, each in given.items()} for name, given in self.inputs.items()}
        )

    @staticmethod
    def params(chance: random.Random, resource: str) -> dict[str, int]:
        return {name: chance.randrange(1, 5) for name in RESOURCES[resource]}

    @staticmethod
    def key(chance: random.Random, name: str) -> int:
        return chance.randrange(100, 104) if name == "groups" else chance.randrange(8)

    @staticmethod
    def values(chance: random.Random, name: str) -> list[Any]:
        if chance.random() < 0.2:
            return []
        if name == "users":
            return [{"name": chance.choice("ABC"), "active": chance.random() < 0.6, "friends": chance.sample(range(8), 3)}]
        if name == "groups":
            return [{"name": "g", "members": chance.sample(range(8), 3)}]
        return [chance.randrange(-20, 20) for _ in range(chance.randrange(1, 3))]


class ProgramTest(unittest.TestCase):
    """A program of its own process, by the launcher that ``SKIP_HOME`` has."""

    program: TestedService
    service: skip.Connection

    @classmethod
    def setUpClass(cls) -> None:
        require_launcher()
        cls.program = TestedService(HERE / "program.py", "--function-timeout", "2")
        cls.addClassCleanup(cls.program.close)
        cls.service = cls.program.connection

    def put(self, what: str) -> None:
        self.service.put("says", {"key": what})

    def test_what_fails_is_refused_with_the_place_in_the_program_and_changes_nothing(self) -> None:
        self.put("well")
        for what, reason in {
            "raise": r"ValueError: key cannot be ü😀 \(program.py:\d+\)",
            "exit": r"SystemExit: 3 \(program.py:\d+\)",
            "interrupt": r"KeyboardInterrupt: as on a keyboard \(program.py:\d+\)",
            "cancel": r"CancelledError: by another task \(program.py:\d+\)",
            "unspeakable": r"UnspeakableError: its text cannot be shown: UnspeakableError \(program.py:\d+\)",
            "recursion": r"RecursionError: maximum recursion depth exceeded.* \(program.py:\d+\)",
            "recursion by C": "key",
            "memory": r"MemoryError",
            "cycle": r"TypeError: do_what_it_says \(program.py:\d+\) gives a value that is no JSON: nested too deep, or within itself",
            "501 levels": r"gives a value that is no JSON: nested too deep",
            "nan": r"TypeError: do_what_it_says \(program.py:\d+\) gives a value that is no JSON: nan",
            "surrogate": r"TypeError: do_what_it_says \(program.py:\d+\) gives a value that is no JSON",
            "digits": r"TypeError: do_what_it_says \(program.py:\d+\) gives a value that is no JSON: a number has more than 1,000 digits",
            "huge": r"TypeError: do_what_it_says \(program.py:\d+\) gives a value that is no JSON",
            "die": "key",
            "loop": "key",
        }.items():
            with self.subTest(what), self.assertRaisesRegex(skip.ComputationFailedError, reason):
                self.put(what)
            self.assertEqual(self.service.snapshot("said").to_dict(), {"key": ["well"]})
        for what, value in (("big", 10**40), ("tenth", 0.1), ("again", "again")):
            self.put(what)
            self.assertEqual(self.service.snapshot("said").to_dict(), {"key": [value]})
        for name in ("ValueError", "SystemExit", "KeyboardInterrupt", "CancelledError", "RecursionError", "MemoryError"):
            self.finds_in_output(f"failed for key \"key\": {name}")
        self.finds_in_output("in recursion\n    return 1 + recursion(n + 1)")
        self.put("500 levels")
        for what in ("print much", "start threads", "fork", "again"):
            self.put(what)
            self.assertEqual(self.service.snapshot("said").to_dict(), {"key": [what]})
        self.assertIn("what a function prints is no frame", self.program.output)

    def finds_in_output(self, text: str) -> None:
        eventually(lambda: text in self.program.output, text)

    def test_a_thread_of_a_function_is_told_that_it_cannot_look_up(self) -> None:
        self.put("look up")
        self.assertIn("a collection was used by another thread", self.service.snapshot("said").to_dict()["key"][0])

    def test_reads_go_on_while_a_function_does_not_end(self) -> None:
        self.put("well")
        reads = 0
        with self.service.follow("said") as view, ThreadPoolExecutor(1) as writer:
            view.ready(DEADLINE_SECONDS)
            write = writer.submit(self.put, "loop")
            while not write.done():
                self.assertEqual(self.service.snapshot("said").to_dict(), {"key": ["well"]})
                reads += 1
            with self.assertRaisesRegex(skip.ComputationFailedError, "key .*did not finish within 2000 ms"):
                write.result()
            self.assertEqual(view.to_dict(), {"key": ["well"]})
        self.assertGreater(reads, 10)

    def test_a_function_that_does_not_end_or_ends_the_process_is_found_among_others(self) -> None:
        self.put("well")
        before = self.service.snapshot("said").to_dict()
        for what, reason in {"loop": "did not finish within 2000 ms", "die": "ended the worker process, with status 3"}.items():
            entries = {f"other {i}": what if i == 17 else "well" for i in range(20)}
            with self.subTest(what), self.assertRaisesRegex(skip.ComputationFailedError, f'failed for key "other 17": {reason}'):
                self.service.put("says", entries)
            self.assertEqual(self.service.snapshot("said").to_dict(), before)

    def test_types_within_themselves_are_checked_at_each_level_and_become_values(self) -> None:
        leaf: dict[str, Any] = {"text": "leaf", "seen": {"7": "2026-01-31"}}

        def nested(levels: int, last: dict[str, Any]) -> dict[str, Any]:
            return last if levels == 0 else {"text": "x", "replies": [nested(levels - 1, last)]}

        self.service.put("replies", {"a": nested(200, leaf)})
        self.assertEqual(self.service.snapshot("last").to_dict(), {"a": [{**leaf, "replies": []}]})
        for wrong, pointer, detail in (
            ({"text": 1}, "/text", "expected a string, found 1"),
            ({"text": "x", "replies": [5]}, "/replies/0", "expected an object of replies, seen, text, found 5"),
            ({"text": "x", "seen": {"a": "2026-01-31"}}, "/seen/a", "the name has to stand for a whole number"),
            ({"text": "x", "seen": {"1": "31.1."}}, "/seen/1", 'expected a date, found "31.1."'),
        ):
            with self.subTest(pointer), self.assertRaises(skip.InvalidRequestError) as caught:
                self.service.put("replies", {"a": nested(200, wrong)})
            found = {each.pointer: each.detail for each in caught.exception.errors}
            self.assertEqual(found, {"/0/1/0" + "/replies/0" * 200 + pointer: detail})
        self.service.delete("replies", ["a"])

    def test_reducers_with_fields_and_lazy_collections_of_mappers_are_computed(self) -> None:
        self.assertEqual(self.service.snapshot("fibonacci").to_dict(), {1: [1], 30: [832040]})
        self.assertEqual(self.service.snapshot("count").to_dict(), {"a": [1], "b": [2]})
        self.assertEqual(self.service.snapshot("most").to_dict(), {"a": [1.5], "b": [10]})
        self.assertEqual(self.service.snapshot("most", {"limit": 5}).to_dict(), {"a": [1.5], "b": [5]})
        with self.service.follow("most") as view:
            view.ready(DEADLINE_SECONDS)
            self.service.delete("items", [30])
            view.wait_for(lambda now: now.get("b") == (1.5,), DEADLINE_SECONDS)
            self.service.put("items", {30: {"name": "thirty", "price": 30, "tags": ["b"]}})
            view.wait_for(lambda now: now.get("b") == (10,), DEADLINE_SECONDS)

    def test_what_an_external_service_delivers_is_followed(self) -> None:
        with self.service.follow("doubles", "doubles") as view:
            wanted = {number: [2 * number] for number in range(5, 10)}
            view.wait_for(lambda now: now.to_dict() == wanted, DEADLINE_SECONDS)

    def test_a_program_that_cannot_start_says_why(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            program = Path(directory, "wrong.py")
            program.write_text("import skip\nclass Wrong(skip.Service):\n    a: skip.Input[bytes, int]\nskip.run(Wrong)\n")
            with self.assertRaisesRegex(skip.SkipError, "input a: there is no JSON for bytes"):
                TestedService(program)

    def test_a_program_that_is_saved_is_reloaded_with_its_data_and_runs_on(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            program = Path(directory, "groups.py")
            source = (HERE / "groups.py").read_text()
            program.write_text(source)
            with TestedService(program, "--watch") as service, service.follow("active_friends", 0) as view:
                self.assertEqual(view.to_dict(), {1001: [1]})
                service.put("users", {3: {"name": "Eve", "active": False, "friends": []}})
                program.write_text(source.replace("if uid in friends", "if uid not in friends"))
                view.wait_for(lambda now: now.to_dict() == {1002: [0]}, DEADLINE_SECONDS)
                program.write_text(source)
                view.wait_for(lambda now: now.to_dict() == {1001: [1]}, DEADLINE_SECONDS)

    def test_functions_that_are_equal_do_not_run_again_when_a_program_is_saved(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            program = Path(directory, "two.py")
            source = TWO_FUNCTIONS.format(name="first")
            program.write_text(source)
            tested = TestedService(program, "--watch")
            with tested as service, service.follow("both") as view:
                view.wait_for(lambda now: now.to_dict() == {1: ["kept", "first"]}, DEADLINE_SECONDS)
                program.write_text("import math\n" + source.replace("first", "second"))
                view.wait_for(lambda now: now.to_dict() == {1: ["kept", "second"]}, DEADLINE_SECONDS)
                eventually(lambda: "reloaded: 2 collections kept, 2 computed again" in tested.output, "that it is reloaded")
            self.assertEqual(tested.output.count("runs: keep"), 1, tested.output)
            self.assertEqual(tested.output.count("runs: change"), 2, tested.output)

    def test_a_program_that_python_runs_becomes_the_command(self) -> None:
        command = [sys.executable, str(HERE / "groups.py"), "--control-port", "0", "--streaming-port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
        printed = process.stdout
        assert printed is not None
        try:
            addresses = next(re.search(r"control (\S+), streaming (\S+);", line) for line in printed if "listening" in line)
            assert addresses is not None
            with skip.connect(addresses[2], control=addresses[1], timeout=DEADLINE_SECONDS) as made:
                self.assertEqual(made.snapshot("active_friends", 0).to_dict(), {1001: [1]})
        finally:
            process.terminate()
            process.wait(DEADLINE_SECONDS)
            printed.close()


class CommandTest(unittest.TestCase):
    """Commands, and types that what enters is checked against."""

    program: TestedService
    service: skip.Connection

    @classmethod
    def setUpClass(cls) -> None:
        require_launcher()
        cls.program = TestedService(HERE / "auction.py")
        cls.addClassCleanup(cls.program.close)
        cls.service = cls.program.connection

    def setUp(self) -> None:
        self.service.delete("bids", ["vase-10", "vase-11", "b"])

    def bid(self, amount: object, **more: object) -> Any:
        return self.service.command("place_bid", {"item": "vase", "amount": amount, **more}, through="streaming").result

    def test_commands_read_one_version_and_write_the_next(self) -> None:
        self.assertEqual(self.bid(10)["bid"], "vase-10")
        self.assertEqual(self.service.snapshot("highest").to_dict(), {"vase": [10]})
        with self.assertRaises(skip.CommandRefusedError) as caught:
            self.bid(10)
        self.assertEqual((caught.exception.status, caught.exception.detail), (409, "a bid must be above 10"))
        self.assertEqual(self.service.command("try", "clear").result, {})
        self.assertEqual(self.service.snapshot("highest").to_dict(), {})

    def test_failures_name_the_place_and_change_nothing(self) -> None:
        for what, reason in {
            "raise": r"ValueError: as it was told \(auction.py:\d+\)",
            "map": "makes none",
            "computed": "is computed",
            "wrong": "/0/1/0/item: expected a string, found 7",
        }.items():
            with self.subTest(what), self.assertRaisesRegex(skip.ComputationFailedError, reason):
                self.service.command("try", what)
        with self.assertRaises(skip.UnauthorizedError):
            self.service.command("try", "clear", through="streaming")
        self.assertEqual(self.service.snapshot("highest").to_dict(), {})

    def test_what_does_not_fit_the_annotations_is_refused_with_its_place(self) -> None:
        with self.assertRaises(skip.InvalidRequestError) as caught:
            self.service.put("bids", {"b": {"item": "vase", "amount": 1.5, "more": 1}})
        found = {each.pointer: each.detail for each in caught.exception.errors}
        self.assertEqual(found["/0/1/0/amount"], "expected a whole number, found 1.5")
        self.assertIn("unknown member", found["/0/1/0/more"])
        for params in ({"item": "vase"}, {"item": "vase", "amount": 1, "user": {"issuer": "", "subject": "ann"}}):
            with self.assertRaises(skip.InvalidRequestError):
                self.service.command("place_bid", params)
        with self.assertRaises(skip.UnauthorizedError):
            self.service.snapshot("mine", {"items": []})
