"""The client with real services, which the build starts and names in the environment."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import random
import threading
import time
import unittest
from pathlib import Path
from typing import Any

import skip
from support import DEADLINE_SECONDS, QUICK, Relay, address, until

ODD: list[Any] = [
    None, False, True, 0, -1, 2**53 + 1, 10**30, -(10**20), 0.1, 1e-7, "", "1", "ü\u2028\u0000\"\\", "😀\uff5e", "\ufeffmark",
    [], [None, [1]], {}, {"ä": {"b": [1, 2.5]}}, {"a": 1, "c": 1}, "x" * 100_000,
]  # fmt: skip
"""Keys and values of every kind."""


def connect(name: str, streaming: str | None = None, **options: Any) -> skip.Connection:
    options.setdefault("timing", QUICK)
    options.setdefault("timeout", DEADLINE_SECONDS)
    url = streaming or address(f"SKIP_{name}_STREAMING")
    return skip.connect(url, control=address(f"SKIP_{name}_CONTROL"), **options)


def clear(made: skip.Connection) -> None:
    made.delete("anything", list(made.snapshot("anything")))


def json_web_token(subject: str, seconds: int = 3_600) -> str:
    """A user's token, signed with the secret that the service has."""

    def part(given: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(given).encode()).decode().rstrip("=")

    claims = {"sub": subject, "iss": "tests", "aud": "anything", "exp": int(time.time()) + seconds}
    signed = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    signature = hmac.digest(os.environ["SKIP_USER_SECRET"].encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


class GroupsTest(unittest.TestCase):
    """Reading, following and writing as the documents show it."""

    CAROL = {"name": "Carol", "active": False, "friends": [0, 1]}

    def setUp(self) -> None:
        self.service = connect("GROUPS")
        self.addCleanup(self.service.close)
        self.service.put("users", {2: self.CAROL})

    def test_snapshot_and_lookup_read_what_is_there(self) -> None:
        self.assertEqual(self.service.snapshot("active_friends", 0).to_dict(), {1001: [1]})
        self.assertEqual(self.service.lookup("active_friends", 1001, 0), [1])
        self.assertEqual(self.service.lookup("active_friends", 5, 0), [])
        self.assertEqual(self.service.snapshot("users").unique(2), self.CAROL)

    def test_snapshot_without_control_is_the_first_contents_of_a_stream(self) -> None:
        with skip.connect(address("SKIP_GROUPS_STREAMING"), timeout=DEADLINE_SECONDS) as made:
            self.assertEqual(made.snapshot("active_friends", 0).to_dict(), {1001: [1]})
            self.assertEqual(made.lookup("active_friends", 1001, 0), [1])
            with self.assertRaises(skip.NotFoundError):
                made.snapshot("no_such_resource")

    def test_times_without_end_are_waited_for(self) -> None:
        for seconds in (float("inf"), 1e300):
            with skip.connect(address("SKIP_GROUPS_STREAMING"), timeout=seconds) as made, made.follow("active_friends", 0) as view:
                self.assertEqual(view.ready(seconds).to_dict(), {1001: [1]})
                changes = view.changes(seconds)
                self.service.put("users", {2: {**self.CAROL, "active": True}})
                self.assertEqual(next(changes)[0], skip.Change(1001, (1,), (1, 2)))
                self.service.put("users", {2: self.CAROL})
                with self.assertRaises(ValueError):
                    view.wait_for(lambda _: False, float("nan"))

    def test_a_view_follows_what_is_written(self) -> None:
        with self.service.follow("active_friends", 0) as view:
            view.ready(DEADLINE_SECONDS)
            changes = view.changes()
            watermark = self.service.put("users", {2: {**self.CAROL, "active": True}})
            self.assertEqual(view.reach(watermark, DEADLINE_SECONDS).to_dict(), {1001: [1, 2], 1002: [2]})
            self.assertEqual(next(changes), (skip.Change(1001, (1,), (1, 2)), skip.Change(1002, (), (2,))))
            self.service.put("users", {2: self.CAROL})
            self.assertEqual(view.wait_for(lambda now: 1002 not in now, DEADLINE_SECONDS)[1001], (1,))

    def test_reach_waits_for_a_commit_that_changes_nothing_in_the_resource(self) -> None:
        with self.service.follow("active_friends", 3) as view:
            view.ready(DEADLINE_SECONDS)
            watermark = self.service.put("users", {2: {**self.CAROL, "active": True}})
            self.assertEqual(view.reach(watermark, DEADLINE_SECONDS).to_dict(), {})

    def test_versions_are_read_at_and_from_watermarks_on(self) -> None:
        before = self.service.put("users", {2: self.CAROL})
        after = self.service.put("users", {2: {**self.CAROL, "name": "Caroline"}})
        self.assertEqual(self.service.snapshot("users", min_watermark=after).unique(2)["name"], "Caroline")
        self.assertEqual(self.service.snapshot("users", at=before).unique(2)["name"], "Carol")
        self.assertEqual(self.service.lookup("users", 2, at=before)[0]["name"], "Carol")
        with self.assertRaises(skip.WatermarkNotReachedError):
            self.service.snapshot("users", min_watermark="other/1")

    def test_what_the_service_refuses_is_a_typed_exception_and_changes_nothing(self) -> None:
        with self.assertRaises(skip.InvalidRequestError) as raised:
            self.service.put("users", {2: {"name": 5, "active": True, "friends": []}})
        self.assertEqual(raised.exception.type, "invalid-entries")
        self.assertEqual(raised.exception.errors[0].pointer, "/0/1/0/name")
        with self.assertRaises(skip.NotFoundError):
            self.service.put("no_such_input", {1: 1})
        with self.assertRaises(skip.InvalidRequestError):
            self.service.snapshot("active_friends", "zero")
        self.assertEqual(self.service.snapshot("users").unique(2), self.CAROL)

    def test_a_stream_that_control_has_opened_is_followed_and_deleted(self) -> None:
        with self.service.follow("active_friends", 0, through="stream") as view:
            self.assertEqual(view.to_dict(), {1001: [1]})
            identifier = view._source._identifier  # type: ignore[attr-defined]
        with self.assertRaises(skip.NotFoundError):
            self.service.delete_stream(identifier)

    def test_a_stream_that_was_deleted_is_opened_again(self) -> None:
        with self.service.follow("active_friends", 0, through="stream") as view:
            view.ready(DEADLINE_SECONDS)
            self.service.delete_stream(view._source._identifier)  # type: ignore[attr-defined]
            until(view, lambda: view._connection > 1 and view.status is skip.Status.LIVE)
            self.service.put("users", {2: {**self.CAROL, "active": True}})
            view.wait_for(lambda now: now.get(1002) == (2,), DEADLINE_SECONDS)

    def test_several_inputs_are_written_in_one_commit(self) -> None:
        with self.service.follow("active_friends", 0) as view:
            view.ready(DEADLINE_SECONDS)
            changes = view.changes()
            self.service.update_all({
                "users": {2: [{**self.CAROL, "active": True}]},
                "groups": [(1003, [{"name": "Group 3", "members": [2]}])],
            })  # fmt: skip
            self.assertEqual([change.key for change in next(changes)], [1001, 1002, 1003])
            self.service.delete("groups", [1003])
            view.wait_for(lambda now: 1003 not in now, DEADLINE_SECONDS)

    def test_tables_are_shown(self) -> None:
        html = self.service.snapshot("users")._repr_html_()
        for part in ("<th>friends</th>", "<td>Carol</td>", "<td>[0,1]</td>", "4 keys"):
            self.assertIn(part, html)
        with self.service.follow("users") as view:
            view.ready(DEADLINE_SECONDS)
            self.assertIn("4 keys, live", view._repr_html_())
            self.assertEqual(view.to_records()[2], {"key": 2, **self.CAROL})


class CommandTest(unittest.TestCase):
    def test_a_command_runs_once_for_a_key_on_either_listener(self) -> None:
        for through in ("control", "streaming"):
            with connect("AUCTION") as made, made.follow("highest") as view:
                item = f"vase-by-{through}"
                params = {"item": item, "amount": 10}
                once = made.command("place_bid", params, idempotency_key=item, through=through)
                again = made.command("place_bid", params, idempotency_key=item, through=through)
                self.assertEqual(once, again)
                self.assertEqual(view.reach(once.watermark, DEADLINE_SECONDS).unique(item), 10)
                with self.assertRaises(skip.CommandRefusedError) as raised:
                    made.command("place_bid", params)
                self.assertEqual((raised.exception.status, raised.exception.detail), (409, "a bid must be above 10"))

    def test_commands_of_many_threads_are_all_carried_out(self) -> None:
        with connect("ANYTHING") as made:
            made.put("anything", {"count": 0})
            threads = [threading.Thread(target=lambda: [made.command("raise", {"by": 1}) for _ in range(10)]) for _ in range(8)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            self.assertEqual(made.snapshot("anything").unique("count"), 80)


class AnythingTest(unittest.TestCase):
    """Values of every kind, and connections of every kind."""

    def test_values_of_every_kind_come_back_as_they_are(self) -> None:
        with connect("ANYTHING") as made, made.follow("anything") as view:
            clear(made)
            watermark = made.update("anything", [(key, [value, key]) for key, value in zip(ODD, reversed(ODD), strict=True)])
            expected = skip.Contents([(key, [value, key]) for key, value in zip(ODD, reversed(ODD), strict=True)])
            self.assertEqual(made.snapshot("anything"), expected)
            followed = view.reach(watermark, DEADLINE_SECONDS)
            self.assertEqual(followed, expected)
            self.assertEqual([repr(key) for key in followed], [repr(key) for key in made.snapshot("anything")])
            for key in ODD:
                self.assertEqual(made.lookup("anything", key)[1], key)
                self.assertIs(type(made.lookup("anything", key)[1]), type(key))
            clear(made)
            view.wait_for(lambda now: len(now) == 0, DEADLINE_SECONDS)

    def test_a_view_goes_on_after_its_connection_has_broken(self) -> None:
        with connect("ANYTHING") as made, Relay(address("SKIP_ANYTHING_STREAMING")) as relay:
            clear(made)
            with connect("ANYTHING", relay.address) as behind, behind.follow("anything") as view:
                view.ready(DEADLINE_SECONDS)
                changes = view.changes()
                relay.refuse()
                until(view, lambda: view.status is skip.Status.STALE)
                made.put("anything", {1: "one"})
                made.put("anything", {2: "two"})
                last_id = view._last_id
                relay.accept_again()
                self.assertEqual(next(changes), (skip.Change(1, (), ("one",)), skip.Change(2, (), ("two",))))
                until(view, lambda: view.status is skip.Status.LIVE)
                self.assertEqual(view._last_id.partition("/")[0], last_id.partition("/")[0])

    def test_a_view_has_what_another_process_has_that_took_the_address(self) -> None:
        with connect("ANYTHING") as made, connect("OTHER") as other, Relay(address("SKIP_ANYTHING_STREAMING")) as relay:
            clear(made)
            clear(other)
            made.put("anything", {"only": "here", "both": 1})
            other.put("anything", {"both": 1, "there": True})
            with connect("ANYTHING", relay.address) as behind, behind.follow("anything") as view:
                view.wait_for(lambda now: "only" in now, DEADLINE_SECONDS)
                changes = view.changes()
                relay.lead_to(address("SKIP_OTHER_STREAMING"))
                view.wait_for(lambda now: "there" in now, DEADLINE_SECONDS)
                self.assertEqual(view.to_dict(), {"both": [1], "there": [True]})
                self.assertEqual(next(changes), (skip.Change("only", ("here",), ()), skip.Change("there", (), (True,))))

    def test_events_that_come_slowly_and_in_pieces_are_whole(self) -> None:
        with connect("ANYTHING") as made, Relay(address("SKIP_ANYTHING_STREAMING")) as relay:
            clear(made)
            relay.piece_bytes = 3
            with connect("ANYTHING", relay.address) as behind, behind.follow("anything") as view:
                view.ready(DEADLINE_SECONDS)
                relay.hold()
                made.put("anything", {"ü😀": "ü😀" * 500})
                self.assertEqual(len(view), 0)
                relay.release()
                self.assertEqual(view.wait_for(len, DEADLINE_SECONDS).to_dict(), {"ü😀": ["ü😀" * 500]})

    def test_a_service_that_is_silent_is_left_and_found_again(self) -> None:
        timing = skip.Timing(retry=0.01, max_retry=0.05, silence=3.0)
        with connect("ANYTHING") as made, Relay(address("SKIP_ANYTHING_STREAMING")) as relay:
            with connect("ANYTHING", relay.address, timing=timing) as behind, behind.follow("anything") as view:
                view.ready(DEADLINE_SECONDS)
                relay.hold()
                made.put("anything", {"silent": relay.connections})
                until(view, lambda: view.status is skip.Status.STALE)
                self.assertIn("sent nothing", str(view.error))
                relay.release()
                view.wait_for(lambda now: "silent" in now, DEADLINE_SECONDS)

    def test_a_resource_that_fails_is_told_and_recovers(self) -> None:
        with connect("ANYTHING") as made, made.follow("picky") as view:
            clear(made)
            view.wait_for(lambda now: len(now) == 0, DEADLINE_SECONDS)
            made.put("anything", {"x": "fail"})
            until(view, lambda: view.status is skip.Status.FAILED)
            self.assertIsInstance(view.error, skip.ComputationFailedError)
            with self.assertRaisesRegex(skip.ComputationFailedError, "it was asked to fail"):
                made.snapshot("picky")
            made.put("anything", {"x": "well"})
            until(view, lambda: view.status is skip.Status.LIVE)
            self.assertEqual(view.to_dict(), {"x": ["well"]})

    def test_random_changes_are_the_same_followed_and_read(self) -> None:
        chance = random.Random(21)
        count = int(os.environ["SKIP_CHANGES"])
        keys = [*ODD[:-1], *range(100)]
        with connect("ANYTHING") as made, Relay(address("SKIP_ANYTHING_STREAMING")) as relay:
            clear(made)
            with connect("ANYTHING", relay.address) as behind, behind.follow("anything") as view:
                view.ready(DEADLINE_SECONDS)
                told: dict[Any, tuple[Any, ...]] = {}
                changes = view.changes()
                for step in range(count):
                    chosen = chance.sample(keys, chance.randrange(1, 5))
                    entries = [(key, [chance.choice(ODD[:-1]) for _ in range(chance.randrange(3))]) for key in chosen]
                    watermark = made.update("anything", entries)
                    if chance.random() < 0.02:
                        relay.break_off()
                    if step % 100 == 99 or step == count - 1:
                        followed = view.reach(watermark, DEADLINE_SECONDS)
                        self.assertEqual(followed, made.snapshot("anything"), f"step {step}")
                        if view._iterated and view._iterated[0]:
                            for change in next(changes):
                                self.assertEqual(told.get(repr(change.key), ()), change.before)
                                told[repr(change.key)] = change.after
                        held = {repr(key): values for key, values in followed.items()}
                        self.assertEqual({key: values for key, values in told.items() if values}, held)


class GuardedTest(unittest.TestCase):
    """A service behind TLS that asks for tokens."""

    def connect(self, **options: Any) -> skip.Connection:
        options.setdefault("control_token", os.environ["SKIP_CONTROL_TOKEN"])
        return connect("GUARDED", ca=address("SKIP_AUTHORITY"), **options)

    def test_who_proves_nothing_is_unauthorized(self) -> None:
        with self.connect(control_token=None) as made:
            with self.assertRaises(skip.UnauthorizedError):
                made.put("anything", {1: 1})
            with self.assertRaises(skip.UnauthorizedError):
                made.follow("mine").ready(DEADLINE_SECONDS)

    def test_a_certificate_of_an_unknown_authority_is_not_trusted(self) -> None:
        with connect("GUARDED") as made, self.assertRaisesRegex(skip.UnreachableError, "certificate"):
            made.snapshot("anything")

    def test_a_user_sees_their_own_with_a_token_of_a_file(self) -> None:
        with self.connect() as made:
            made.put("anything", {"alice": "hers", "bob": "his"})
        token = Path(os.environ["SKIP_AUTHORITY"]).with_name("alice")
        token.write_text(json_web_token("alice") + "\n")
        with self.connect(token=token) as made:
            self.assertEqual(made.snapshot("mine").to_dict(), {"alice": ["hers"]})
            with made.follow("mine") as view:
                self.assertEqual(view.to_dict(), {"alice": ["hers"]})
                made.put("anything", {"alice": "new", "bob": "other"})
                view.wait_for(lambda now: now["alice"] == ("new",), DEADLINE_SECONDS)
                token.write_text(json_web_token("bob"))
                view._cancellation.cancel()
                view.wait_for(lambda now: "bob" in now, DEADLINE_SECONDS)
                self.assertEqual(view.to_dict(), {"bob": ["other"]})

    def test_a_stream_is_followed_with_the_permission_that_opening_it_gives(self) -> None:
        with self.connect() as made:
            made.put("anything", {"x": 1})
            with made.follow("anything", through="stream") as view:
                self.assertEqual(view.unique("x"), 1)
            with self.assertRaises(skip.UnauthorizedError):
                made.follow("anything").ready(DEADLINE_SECONDS)
