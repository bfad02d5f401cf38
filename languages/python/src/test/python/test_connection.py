"""Requests, with a stand-in for a service or for what is between."""

from __future__ import annotations

import tempfile
import threading
import unittest
from collections.abc import Callable
from pathlib import Path

import skip
from support import Exchange, ScriptedService


def page(status: int) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.answer(status, "<html>", "text/html")


def written(exchange: Exchange) -> None:
    exchange.answer(200, "{}", "application/json", "Skip-Watermark: e/1")


class ConnectionTest(unittest.TestCase):
    def test_connections_are_kept_and_another_one_is_made_when_one_has_ended(self) -> None:
        def answers_and_ends(exchange: Exchange) -> None:
            exchange.answer(200, "[]")
            exchange.end()

        with ScriptedService([lambda e: e.answer(200, "[]"), answers_and_ends, lambda e: e.answer(200, "[[1,[2]]]")]) as service:
            with skip.connect(control=service.address) as made:
                made.snapshot("x")
                made.snapshot("x")
                self.assertEqual(service.connections, 1)
                self.assertEqual(made.snapshot("x").to_dict(), {1: [2]})
                self.assertEqual(service.connections, 2)

    def test_a_read_whose_connection_breaks_is_made_again_and_a_write_is_not(self) -> None:
        def breaks(exchange: Exchange) -> None:
            exchange.end()

        with ScriptedService([written, breaks, written, breaks, lambda e: e.answer(200, "[]")]) as service:
            with skip.connect(control=service.address) as made:
                self.assertEqual(made.put("x", {1: 2}), "e/1")
                with self.assertRaises(skip.UnreachableError):
                    made.put("x", {1: 3})
                made.put("x", {1: 4})
                self.assertEqual(made.lookup("x", 1), [])
                self.assertEqual(
                    [each.body.decode() for each in service.requests],
                    ["[[1,[2]]]", "[[1,[3]]]", "[[1,[4]]]", '{"key":1,"params":{}}', '{"key":1,"params":{}}'],
                )

    def test_a_read_that_is_not_answered_in_time_is_not_made_again(self) -> None:
        with ScriptedService([lambda e: e.answer(200, "[]")]) as service:
            with skip.connect(control=service.address, timeout=0.2) as made:
                made.snapshot("x")
                with self.assertRaises(skip.UnreachableError):
                    made.snapshot("x")
                self.assertEqual(len(service.requests), 2)

    def test_a_command_is_sent_again_under_its_key_until_its_outcome_is_known(self) -> None:
        done: list[str] = []
        script = [lambda e: e.end(), lambda e: e.refuse(503, "busy", "Retry-After: 0"),
                  lambda e: e.answer(200, '{"bid":7}', "application/json", "Skip-Watermark: e/2")]  # fmt: skip
        with ScriptedService(script) as service, skip.connect(service.address) as made:
            answer = made.command("place_bid", {"amount": 1})
            self.assertEqual((answer.result, answer.watermark), ({"bid": 7}, "e/2"))
            done = [each.headers["idempotency-key"] for each in service.requests]
        self.assertEqual((len(done), len(set(done))), (3, 1))
        with ScriptedService([lambda e: e.refuse(409, "command-refused")]) as service, skip.connect(service.address) as made:
            with self.assertRaises(skip.CommandRefusedError) as raised:
                made.command("place_bid", idempotency_key="own")
            self.assertEqual(raised.exception.detail, "it is command-refused")
            self.assertEqual(service.requests[0].headers["idempotency-key"], "own")
        with ScriptedService([lambda e: e.refuse(503, "busy", "Retry-After: 0")] * 9) as service:
            with skip.connect(service.address) as made, self.assertRaises(skip.UnavailableError):
                made.command("place_bid")
            self.assertEqual(len(service.requests), 4)

    def test_tokens_are_sent_and_read_from_their_files_again(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory, "token")
            file.write_text("first\n")
            with ScriptedService([lambda e: e.answer(200, "[]")] * 2) as service:
                with skip.connect(control=service.address, control_token=file, token="user") as made:
                    made.snapshot("x")
                    file.write_text("second\n")
                    made.snapshot("x")
                heads = [each.headers for each in service.requests]
            self.assertEqual([each["authorization"] for each in heads], ["Bearer first", "Bearer second"])
            self.assertEqual({each["skip-user-token"] for each in heads}, {"user"})

    def test_problems_are_exceptions_with_all_that_the_service_says(self) -> None:
        problem = (
            '{"type":"invalid-entries","status":422,"title":"Invalid entries","detail":"/0/1/0: expected a number","errorId":"x9",'
            '"errors":[{"pointer":"/0/1/0","detail":"expected a number"},{"pointer":"/1","detail":"expected an entry"}]}'
        )
        script = [lambda e: e.answer(422, problem, "application/problem+json")]
        with ScriptedService(script) as service, skip.connect(control=service.address) as made:
            with self.assertRaises(skip.InvalidRequestError) as raised:
                made.put("x", {1: "one"})
        error = raised.exception
        self.assertEqual((error.status, error.type, error.error_id), (422, "invalid-entries", "x9"))
        self.assertEqual(error.errors[1], skip.Mistake("/1", "expected an entry"))
        for part in ("invalid-entries: /0/1/0: expected a number", "  /1: expected an entry", "errorId x9"):
            self.assertIn(part, str(error))

    def test_each_status_has_its_exception(self) -> None:
        kinds = {400: skip.MalformedRequestError, 401: skip.UnauthorizedError, 403: skip.ForbiddenError, 404: skip.NotFoundError,
                 410: skip.VersionGoneError, 412: skip.WatermarkNotReachedError, 413: skip.TooLargeError,
                 429: skip.UnavailableError, 500: skip.InternalError, 503: skip.UnavailableError, 418: skip.SkipError}  # fmt: skip
        for status, kind in kinds.items():
            with ScriptedService([page(status)]) as service:
                with skip.connect(control=service.address) as made, self.assertRaises(skip.SkipError) as raised:
                    made.snapshot("x")
            self.assertIs(type(raised.exception), kind)
            self.assertEqual(raised.exception.status, status)

    def test_answers_of_others_than_a_service_are_told_apart(self) -> None:
        with ScriptedService([page(200)] * 4) as service, skip.connect(service.address, control=service.address) as made:
            for use in (
                lambda: made.snapshot("x"),
                lambda: made.put("x", {}),
                lambda: made.command("x"),
                lambda: made.open_stream("x"),
            ):
                with self.assertRaises(skip.UnexpectedAnswerError) as raised:
                    use()
                self.assertIn("text/html", str(raised.exception))

    def test_a_service_that_is_not_there_is_unreachable(self) -> None:
        with ScriptedService([]) as service:
            gone = service.address
        with skip.connect(gone, control=gone) as made, self.assertRaises(skip.UnreachableError):
            made.snapshot("x")

    def test_a_service_that_does_not_answer_in_time_is_unreachable(self) -> None:
        with ScriptedService([]) as service, skip.connect(control=service.address, timeout=0.05) as made:
            with self.assertRaises(skip.UnreachableError):
                made.put("x", {1: 1})

    def test_many_threads_use_one_connection(self) -> None:
        count = 40
        with ScriptedService([lambda e: e.answer(200, f"[[0,[{e.body.decode()}]]]")] * count * 5) as service:
            with skip.connect(control=service.address) as made:
                seen: list[tuple[int, object]] = []

                def ask(number: int) -> None:
                    for _ in range(5):
                        seen.append((number, made.snapshot("x", number).unique(0)))

                threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
                for each in threads:
                    each.start()
                for each in threads:
                    each.join()
        self.assertEqual(len(seen), count * 5)
        self.assertTrue(all(number == answer for number, answer in seen))

    def test_what_makes_no_sense_is_refused_before_anything_is_sent(self) -> None:
        for address in ("127.0.0.1:8080", "ftp://example.org", "http://", "http://example.org/?x=1"):
            with self.assertRaises(ValueError, msg=address):
                skip.connect(address)
        with self.assertRaises(ValueError):
            skip.connect("http://example.org", timeout=0)
        made = skip.connect("http://example.org")
        with self.assertRaisesRegex(ValueError, "control="):
            made.put("x", {1: 1})
        with self.assertRaisesRegex(ValueError, "url="):
            skip.connect(control="http://example.org").follow("x")
        made = skip.connect(control="http://example.org")
        for values in ("text", {"a": 1}, 5):
            with self.assertRaisesRegex(TypeError, "put"):
                made.update("x", [(1, values)])  # type: ignore[list-item]

    def test_paths_of_an_address_are_kept_and_names_are_quoted(self) -> None:
        with ScriptedService([lambda e: e.answer(200, "[]")]) as service:
            with skip.connect(control=service.address + "/behind/") as made:
                made.snapshot("a/b ü", at="e/1")
            self.assertEqual(service.requests[0].path, "/behind/v1/snapshot/a%2Fb%20%C3%BC?at=e%2F1")
