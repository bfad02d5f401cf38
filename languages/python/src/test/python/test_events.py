from __future__ import annotations

import unittest

from skip.client.backoff import Backoff, Timing
from skip.client.events import EventParser, ServerEvent
from skip.client.http import retry_after_seconds

STREAM = (
    "\ufeff: signs current\r\nretry: 20\n\nevent: init\rid: e/1\r\ndata: [1,\ndata: \"ü\u2028😀\"]\n\n"
    "data: no name\nid: with\0zero\nunknown: field\nnocolon\n\n:\n\nretry: x\nevent: never told\n\ndata: cut off\n"
).encode()  # fmt: skip


class Heard:
    def __init__(self) -> None:
        self.told: list[object] = []

    def event(self, event: ServerEvent) -> None:
        self.told.append(event)

    def retry(self, millis: int) -> None:
        self.told.append(millis)

    def comment(self, text: str) -> None:
        self.told.append(text)


class EventParserTest(unittest.TestCase):
    EXPECTED: list[object] = [
        "signs current",
        20,
        ServerEvent("init", "e/1", '[1,\n"ü\u2028😀"]'),
        ServerEvent("message", "e/1", "no name"),
        "",
    ]

    def test_events_are_the_same_whatever_the_pieces(self) -> None:
        for size in (*range(1, 20), len(STREAM)):
            heard = Heard()
            parser = EventParser(heard)
            for start in range(0, len(STREAM), size):
                parser.push(STREAM[start : start + size])
                parser.push(b"")
            self.assertEqual(heard.told, self.EXPECTED, f"pieces of {size} bytes")

    def test_bytes_that_are_not_utf8_are_refused(self) -> None:
        with self.assertRaises(UnicodeDecodeError):
            EventParser(Heard()).push(b"data: \xff\n")


class WaitingTest(unittest.TestCase):
    def test_backoff_is_twice_as_long_after_each_failure_up_to_a_limit(self) -> None:
        backoff = Backoff(Timing(retry=0.1, max_retry=1.0), lambda: 1.0)
        self.assertEqual([backoff.next() for _ in range(6)], [0.1, 0.2, 0.4, 0.8, 1.0, 1.0])
        backoff.succeeded()
        self.assertEqual(backoff.next(), 0.1)
        self.assertEqual(backoff.longest(), 1.0)

    def test_backoff_takes_the_word_of_the_service_for_the_first_time_within_limits(self) -> None:
        backoff = Backoff(Timing(retry=0.5, max_retry=1.0), lambda: 0.0)
        backoff.set_base(0.6)
        self.assertEqual(backoff.next(), 0.3)
        backoff.set_base(60.0)
        self.assertEqual(backoff.next(), 0.5)
        backoff.succeeded()
        backoff.set_base(0.0)
        self.assertEqual(backoff.next(), 0.05)

    def test_times_that_make_no_sense_are_refused(self) -> None:
        for seconds in (0.0, -1.0, float("nan"), float("inf")):
            with self.assertRaises(ValueError):
                Timing(retry=seconds)

    def test_heartbeats_are_asked_for_where_the_usual_ones_are_too_rare(self) -> None:
        self.assertEqual([Timing(silence=s).heartbeat_seconds for s in (1.0, 10.0, 75.0)], [1, 3, None])

    def test_retry_after_is_seconds_or_a_date_and_bounded(self) -> None:
        given = ("120", "999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "soon", "", None)
        self.assertEqual([retry_after_seconds(each) for each in given], [120.0, 3600.0, 3600.0, 0.0, None, None, None])
