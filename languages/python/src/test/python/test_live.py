"""Live views, with a stand-in for a service that does what a real one does only now and then."""

from __future__ import annotations

import threading
import time
import unittest
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import unquote

import skip
from support import DEADLINE_SECONDS, QUICK, Exchange, ScriptedService, eventually, until

SIGNS = ": signs current\nretry: 10\n\n"
CURRENT = ": current\n\n"
INIT = 'event: init\nid: e/1\ndata: [["a",[1]]]\n\n'
UPDATE = 'event: update\nid: e/2\ndata: [["b",[2]]]\n\n'
FAILED = 'event: error\ndata: {"type":"computation-failed","status":422,"detail":"no","errorId":"x"}\n\n'


def first(exchange: Exchange) -> None:
    """Connected, with data that are current, and then broken off."""
    exchange.events(SIGNS + INIT + CURRENT).end()


def stays(exchange: Exchange) -> None:
    exchange.events(SIGNS + INIT + CURRENT)


def old(exchange: Exchange) -> None:
    """As a service that is older than the sign."""
    exchange.events("retry: 10\n\n" + INIT).end()


def opened(exchange: Exchange) -> None:
    exchange.answer(201, "uuid?token=t", "text/plain")


def events(text: str | bytes) -> Callable[[Exchange], object]:
    return lambda exchange: exchange.events(text)


def answered(status: int, body: str, content_type: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.answer(status, body, content_type)


def refused(status: int, kind: str, *headers: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.refuse(status, kind, *headers)


class Held:
    """A step of a script that leaves the answer to the test."""

    def __init__(self) -> None:
        self._came = threading.Event()
        self._exchange: Exchange | None = None

    def __call__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._came.set()

    def exchange(self) -> Exchange:
        assert self._came.wait(DEADLINE_SECONDS) and self._exchange is not None
        return self._exchange


class LiveViewTest(unittest.TestCase):
    @contextmanager
    def play(
        self,
        *script: Callable[[Exchange], object],
        timing: skip.Timing = QUICK,
        through: Literal["resource", "stream"] = "resource",
        **options: Any,
    ) -> Iterator[tuple[skip.LiveView, list[Exchange]]]:
        with (
            ScriptedService(script) as service,
            skip.connect(service.address, control=service.address, timing=timing, timeout=DEADLINE_SECONDS, **options) as made,
            made.follow("numbers", {"from": 1}, through=through) as view,
        ):
            yield view, service.requests

    def assert_statuses(self, view: skip.LiveView, *expected: skip.Status) -> None:
        until(view, lambda: view.status is expected[0])
        for status in expected[1:]:
            until(view, lambda status=status: view.status is status)  # type: ignore[misc]

    def test_asks_for_the_resource_and_resumes_after_its_last_event(self) -> None:
        with self.play(old, old) as (_, requests):
            eventually(lambda: len(requests) == 3, "a third connection")
            self.assertEqual({unquote(each.path) for each in requests}, {'/v1/resources/numbers?params={"from":1}'})
            self.assertEqual([each.headers.get("last-event-id") for each in requests], [None, "e/1", "e/1"])
            self.assertEqual(requests[0].headers["accept"], "text/event-stream")

    def test_does_not_count_an_event_that_was_cut_off(self) -> None:
        cut = 'event: update\nid: e/2\ndata: [["a",[2]]]\n'
        second = Held()
        with self.play(lambda e: e.events(INIT + cut).end(), second) as (view, requests):
            until(view, lambda: view.status is skip.Status.STALE)
            second.exchange().events(":\n\n")
            until(view, lambda: view.status is skip.Status.LIVE)
            self.assertEqual(view.to_dict(), {"a": [1]})
            self.assertEqual(requests[1].headers["last-event-id"], "e/1")

    def test_is_live_when_the_service_has_said_so_and_no_sooner(self) -> None:
        second = Held()
        with self.play(first, second) as (view, _):
            exchange = second.exchange()
            until(view, lambda: view.status is skip.Status.STALE)
            exchange.events(SIGNS)
            exchange.write(UPDATE)
            until(view, lambda: len(view.contents) == 2)
            self.assertIs(view.status, skip.Status.STALE)
            self.assertIsNotNone(view.error)
            exchange.write(":\n\n" + UPDATE.replace("e/2", "e/3").replace("[2]", "[3]"))
            until(view, lambda: view.contents.unique("b") == 3)
            self.assertIs(view.status, skip.Status.STALE)
            exchange.write(CURRENT)
            until(view, lambda: view.status is skip.Status.LIVE)
            self.assertIsNone(view.error)
            exchange.write(UPDATE.replace("e/2", "e/4").replace("[2]", "[4]"))
            until(view, lambda: view.contents.unique("b") == 4)
            self.assertIs(view.status, skip.Status.LIVE)
            self.assertEqual(view.watermark, "e/4")

    def test_is_live_by_the_sign_alone_if_nothing_was_missed(self) -> None:
        second = Held()
        with self.play(first, second) as (view, _):
            until(view, lambda: view.status is skip.Status.STALE)
            second.exchange().events(SIGNS + CURRENT)
            until(view, lambda: view.status is skip.Status.LIVE)
            self.assertEqual(view.to_dict(), {"a": [1]})

    def test_of_an_older_service_is_live_with_the_first_event_or_heartbeat_of_a_resumed_stream(self) -> None:
        second = Held()
        with self.play(old, second) as (view, _):
            self.assert_statuses(view, skip.Status.STALE)
            exchange = second.exchange().events("retry: 10\n\n: stale since 2026-11-28T12:00:00Z\n\n")
            until(view, lambda: view.source_stale_since is not None)
            self.assertIs(view.status, skip.Status.STALE)
            exchange.write(":\n\n")
            until(view, lambda: view.status is skip.Status.LIVE)

    def test_says_that_a_source_is_away_until_it_is_back(self) -> None:
        only = Held()
        with self.play(only) as (view, _):
            exchange = only.exchange().events(SIGNS + INIT + CURRENT + ": stale since 2026-11-28T12:00:00Z\n\n")
            until(view, lambda: view.source_stale_since == "2026-11-28T12:00:00Z")
            self.assertIn("a source is away since 2026-11-28T12:00:00Z", repr(view))
            self.assertIs(view.status, skip.Status.LIVE)
            exchange.write(": live\n\n")
            until(view, lambda: view.source_stale_since is None)

    def test_begins_again_after_it_has_failed(self) -> None:
        second = Held()
        with self.play(lambda e: e.events(INIT + FAILED).end(), second) as (view, requests):
            second.exchange()
            self.assertIsNone(requests[1].headers.get("last-event-id"))
            second.exchange().events(INIT)
            until(view, lambda: view.status is skip.Status.LIVE)

    def test_is_failed_until_the_sign_after_the_resource_has_recovered(self) -> None:
        only = Held()
        with self.play(only) as (view, _):
            exchange = only.exchange().events(SIGNS + INIT + CURRENT)
            until(view, lambda: view.status is skip.Status.LIVE)
            exchange.write(FAILED)
            until(view, lambda: view.status is skip.Status.FAILED)
            with self.assertRaises(skip.ComputationFailedError) as raised:
                view.ready()
            self.assertEqual((raised.exception.error_id, len(view.contents)), ("x", 1))
            exchange.write(INIT.replace("[1]", "[2]"))
            until(view, lambda: view.contents.unique("a") == 2)
            self.assertIs(view.status, skip.Status.FAILED)
            exchange.write(CURRENT)
            until(view, lambda: view.status is skip.Status.LIVE)

    def assert_stays(self, view: skip.LiveView, status: skip.Status) -> None:
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            self.assertIs(view.status, status)
            time.sleep(0.005)

    def test_is_not_live_by_a_sign_before_the_first_contents_which_is_about_those_that_follow(self) -> None:
        second = Held()
        with self.play(lambda e: e.events(SIGNS + INIT + CURRENT + FAILED).end(), second) as (view, requests):
            exchange = second.exchange()
            until(view, lambda: view.status is skip.Status.STALE)
            exchange.events(SIGNS + CURRENT)
            self.assertIsNone(requests[1].headers.get("last-event-id"))
            self.assert_stays(view, skip.Status.STALE)
            exchange.write(INIT.replace('"a"', '"b"'))
            until(view, lambda: view.status is skip.Status.LIVE)
            self.assertEqual(view.to_dict(), {"b": [1]})

    def test_stays_failed_until_its_contents_are_there_whatever_sign_or_heartbeat_comes_before(self) -> None:
        for beginning, sign in ((SIGNS, CURRENT), ("retry: 10\n\n", ":\n\n")):
            with self.subTest(sign):
                only = Held()
                with self.play(only) as (view, _):
                    exchange = only.exchange().events(beginning + INIT + sign)
                    until(view, lambda view=view: view.status is skip.Status.LIVE)  # type: ignore[misc]
                    exchange.write(FAILED + sign)
                    until(view, lambda view=view: view.status is skip.Status.FAILED)  # type: ignore[misc]
                    self.assert_stays(view, skip.Status.FAILED)
                    exchange.write(INIT.replace("[1]", "[2]"))
                    until(view, lambda view=view: view.status is skip.Status.LIVE)  # type: ignore[misc]
                    self.assertEqual(view.to_dict(), {"a": [2]})

    def test_does_not_take_contents_that_begin_with_a_difference(self) -> None:
        odd = events(SIGNS + UPDATE + CURRENT)
        failed = events(SIGNS + INIT + CURRENT + FAILED + UPDATE + CURRENT)
        last = Held()
        with self.play(odd, failed, last) as (view, _):
            exchange = last.exchange()
            self.assertIsInstance(view.error, skip.UnexpectedAnswerError)
            self.assertEqual(view.contents.to_dict(), {"a": [1]})
            exchange.events(SIGNS + INIT + CURRENT)
            until(view, lambda: view.status is skip.Status.LIVE)

    def test_is_failed_where_an_event_cannot_be_read(self) -> None:
        for odd in (b'[["a",[1e99999]]]', b"[", b"5", b'[["a"]]', b'[["a",["\xff"]]]'):
            with self.subTest(odd):
                second = Held()
                event = b"event: init\nid: e/9\ndata: " + odd + b"\n\n"
                with self.play(events(event), second) as (view, requests):
                    until(view, lambda: view.status is skip.Status.FAILED)
                    self.assertEqual(getattr(view.error, "type", ""), "unreadable")
                    second.exchange().events(SIGNS + INIT + CURRENT)
                    until(view, lambda: view.status is skip.Status.LIVE)
                    self.assertIsNone(requests[1].headers.get("last-event-id"))

    def test_is_stale_with_a_reason_where_something_else_answers_than_the_service(self) -> None:
        for status, content_type, body in (
            (200, "text/html; charset=utf-8", "<h1>Log in</h1>"),
            (200, "application/json", "[]"),
            (203, "text/event-stream", INIT),
            (503, "text/html", "busy"),
        ):
            with self.subTest(status=status, content_type=content_type):
                last = Held()
                page = answered(status, body, content_type)
                with self.play(first, page, page, last) as (view, _):
                    last.exchange()
                    self.assertIs(view.status, skip.Status.STALE)
                    self.assertIn(getattr(view.error, "type", ""), ("unexpected-answer", "about:blank"))
                    last.exchange().events(SIGNS + CURRENT)
                    until(view, lambda: view.status is skip.Status.LIVE)

    def test_waits_as_long_as_the_service_wants(self) -> None:
        second = Held()
        with self.play(refused(503, "overloaded", "Retry-After: 1"), second) as (view, _):
            until(view, lambda: view.error is not None)
            self.assertEqual(getattr(view.error, "retry_after", None), 1.0)
            second.exchange().events(INIT)
            until(view, lambda: view.status is skip.Status.LIVE)

    def test_makes_another_connection_when_one_is_silent_for_too_long(self) -> None:
        timing = skip.Timing(retry=0.01, max_retry=0.05, silence=0.3)
        with self.play(stays, stays, stays, timing=timing) as (view, requests):
            until(view, lambda: view.status is skip.Status.STALE)
            self.assertIn("sent nothing for 0.3 seconds", str(view.error))
            eventually(lambda: len(requests) >= 2, "a second connection")
            self.assertEqual(requests[0].headers["skip-heartbeat-seconds"], "1")

    def test_a_refusal_is_told_and_tried_again(self) -> None:
        with self.play(refused(404, "unknown-resource"), stays) as (view, _):
            until(view, lambda: view.status is not skip.Status.CONNECTING)
            until(view, lambda: view.status is skip.Status.LIVE)
        with self.play(*[refused(404, "unknown-resource")] * 1_000) as (view, _):
            with self.assertRaises(skip.NotFoundError) as raised:
                view.ready(DEADLINE_SECONDS)
            self.assertEqual((raised.exception.status, raised.exception.type), (404, "unknown-resource"))

    def test_reads_its_token_again_when_the_service_does_not_take_it_any_more(self) -> None:
        tokens = iter(["one", "two", "three"])
        with self.play(first, refused(401, "unauthorized"), stays, token=lambda: next(tokens)) as (view, requests):
            eventually(lambda: len(requests) == 3, "a third request")
            until(view, lambda: view.status is skip.Status.LIVE)
            self.assertEqual([each.headers["authorization"] for each in requests], ["Bearer one", "Bearer two", "Bearer three"])

    def test_a_token_that_cannot_be_had_is_an_error_of_the_view(self) -> None:
        def fails() -> str:
            raise RuntimeError("no token today")

        with self.play(token=fails) as (view, _):
            until(view, lambda: view.error is not None)
            self.assertIn("no token today", str(view.error))

    def test_opens_another_stream_when_its_own_is_unknown(self) -> None:
        unknown = 'retry: 60000\n\nevent: error\ndata: {"type":"unknown-stream","status":404}\n\n'
        script: Sequence[Callable[[Exchange], object]] = [
            opened,
            first,
            refused(404, "unknown-stream"),
            opened,
            first,
            lambda e: e.events(SIGNS + unknown).end(),
            opened,
            lambda e: e.events(SIGNS + INIT.replace("[1]", "[2]") + CURRENT),
            lambda e: e.answer(200, "{}"),
        ]
        with self.play(*script, timing=skip.Timing(0.01, 60.0, 20.0), through="stream") as (view, requests):
            until(view, lambda: view.status is skip.Status.LIVE and view.contents.unique("a") == 2)
        follow = "GET /v1/streams/uuid?token=t"
        self.assertEqual(
            [f"{each.method} {each.path}" for each in requests],
            ["POST /v1/streams/numbers", follow, follow, "POST /v1/streams/numbers", follow, follow,
             "POST /v1/streams/numbers", follow, "DELETE /v1/streams/uuid"],
        )  # fmt: skip

    def test_does_not_ask_again_for_what_it_may_not_follow_any_more(self) -> None:
        withdrawn = SIGNS + INIT + CURRENT + 'event: error\ndata: {"type":"forbidden","status":403,"detail":"no"}\n\n'
        steps: Sequence[Callable[[Exchange], object]] = [lambda e: e.events(withdrawn).end(), refused(403, "forbidden")]
        for step in steps:
            with self.play(step, stays) as (view, requests):
                until(view, lambda: view.status is skip.Status.FAILED)
                threading.Event().wait(0.5)
                self.assertEqual(len(requests), 1)
                self.assertIs(view.status, skip.Status.FAILED)
                self.assertIsInstance(view.error, skip.ForbiddenError)

    def test_asks_again_at_once_when_its_permission_has_expired(self) -> None:
        expired = SIGNS.replace("10", "60000") + INIT + CURRENT + 'event: error\ndata: {"type":"unauthorized","status":401}\n\n'
        with self.play(lambda e: e.events(expired).end(), stays, timing=skip.Timing(0.01, 60.0, 20.0)) as (view, requests):
            eventually(lambda: len(requests) == 2, "another request")
            until(view, lambda: view.status is skip.Status.LIVE)

    def test_goes_on_when_a_listener_raises_and_logs_it(self) -> None:
        only, told = Held(), []

        def fails(changes: object) -> None:
            told.append(changes)
            raise RuntimeError("the mistake of a listener")

        with self.play(only) as (view, _), self.assertLogs("skip", "ERROR") as log:
            end = view.on_change(fails)
            exchange = only.exchange().events(SIGNS + INIT + CURRENT)
            view.ready(DEADLINE_SECONDS)
            end()
            exchange.write(UPDATE)
            until(view, lambda: len(view.contents) == 2)
        self.assertEqual(told, [(skip.Change("a", (), (1,)),)])
        self.assertIn("the mistake of a listener", log.output[0])

    def test_changes_are_merged_for_an_iteration_that_is_slow(self) -> None:
        only = Held()
        with self.play(only) as (view, _):
            changes = view.changes()
            exchange = only.exchange().events(SIGNS + INIT + CURRENT)
            self.assertEqual(next(changes), (skip.Change("a", (), (1,)),))
            exchange.write(UPDATE + UPDATE.replace("[2]", "[3]") + UPDATE.replace("b", "a").replace("[2]", "[]"))
            until(view, lambda: "a" not in view.contents)
            self.assertEqual(next(changes), (skip.Change("a", (1,), ()), skip.Change("b", (), (3,))))
            view.close()
            self.assertEqual(list(changes), [])

    def test_an_iteration_ends_after_its_time_without_changes(self) -> None:
        with self.play(stays) as (view, _):
            view.ready(DEADLINE_SECONDS)
            self.assertEqual(list(view.changes(timeout=0.01)), [])

    def test_who_waits_is_told_that_the_view_is_closed(self) -> None:
        with self.play() as (view, _):
            raised: list[BaseException] = []

            def wait() -> None:
                try:
                    view.ready()
                except skip.ClosedError as error:
                    raised.append(error)

            waiting = threading.Thread(target=wait)
            waiting.start()
            view.close()
            waiting.join(DEADLINE_SECONDS)
            self.assertEqual(len(raised), 1)
            with self.assertRaises(skip.ClosedError):
                view["a"]
            self.assertFalse(view._thread.is_alive())

    def test_a_wait_that_is_over_says_what_was_met(self) -> None:
        with self.play(*[refused(503, "busy")] * 1_000) as (view, _):
            until(view, lambda: view.error is not None)
            with self.assertRaises(TimeoutError) as raised:
                view.ready(0.01)
            self.assertIn("it is busy", str(raised.exception))

    def test_reach_asks_the_service_again_where_no_event_comes(self) -> None:
        with self.play(stays, lambda e: e.events(SIGNS + CURRENT)) as (view, requests):
            view.ready(DEADLINE_SECONDS)
            self.assertEqual(view.reach("e/1", DEADLINE_SECONDS).to_dict(), {"a": [1]})
            self.assertEqual(len(requests), 1)
            self.assertEqual(view.reach("e/5", DEADLINE_SECONDS).to_dict(), {"a": [1]})
            self.assertEqual([each.headers.get("last-event-id") for each in requests], [None, "e/1"])
            with self.assertRaises(skip.WaitTimeoutError):
                view.reach("e/6", 0.5)

    def test_reach_does_not_take_the_word_of_a_connection_that_had_begun_before(self) -> None:
        held, late = Held(), Held()
        with self.play(first, held, late) as (view, requests):
            held.exchange()
            reached: list[skip.Contents] = []
            waiting = threading.Thread(target=lambda: reached.append(view.reach("e/2", DEADLINE_SECONDS)))
            waiting.start()
            eventually(lambda: len(requests) == 3, "it is asked again")
            held.exchange().events(SIGNS + CURRENT)
            late.exchange().events(SIGNS + UPDATE + CURRENT)
            waiting.join(DEADLINE_SECONDS)
            self.assertEqual(reached[0].to_dict(), {"a": [1], "b": [2]})
