from __future__ import annotations

import enum
import math
import unittest
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from skip.exact_json import identity, order, parse, parse_any, same, stored, text


class Colour(enum.Enum):
    RED = 1


@dataclass(frozen=True)
class Point:
    x: int
    y: float


class ExactJsonTest(unittest.TestCase):
    def test_whole_numbers_are_exact_however_they_are_written(self) -> None:
        for literal, exact in {
            "9007199254740993": 2**53 + 1,
            "1.234567890123456789E+24": 1234567890123456789 * 10**6,
            "-12345678901234567890.0": -12345678901234567890,
            "1e400": 10**400,
        }.items():
            self.assertEqual(parse(literal), exact)
            self.assertIs(type(parse(literal)), int)

    def test_decimals_are_the_nearest_float(self) -> None:
        self.assertEqual(parse("[0.1, 1.0, 1e3, 9007199254740993.5]"), [0.1, 1.0, 1000.0, 9007199254740994.0])

    def test_numbers_that_cannot_be_read_exactly_are_refused(self) -> None:
        for literal in ("1e99999", "1.5e9999999", "-1e99999", "NaN", "Infinity"):
            with self.assertRaises(ValueError, msg=literal):
                parse(literal)

    def test_numbers_that_cannot_be_read_exactly_are_infinities_where_all_is_read(self) -> None:
        self.assertEqual(parse_any('["1e99999", 1e99999, -1.5e9999999, 1e400]'), ["1e99999", math.inf, -math.inf, 10**400])
        with self.assertRaises(ValueError):
            parse_any("NaN")

    def test_what_a_service_does_not_store_is_refused(self) -> None:
        deep: Any = "x" * 600
        for _ in range(500):
            deep = [deep]
        for value in (deep, 10**1_000 - 1, {"a": [deep[0][0], 1 - 10**1_000]}):
            self.assertEqual(stored(value), value)
        for value in ([deep], {"a": deep}, 10**1_000, ["x", -(10**1_000)]):
            with self.assertRaises(ValueError):
                stored(value)

    def test_text_is_one_for_all_values_that_are_equal(self) -> None:
        self.assertEqual(text({"b": [1.0, None], "a": True}), '{"a":true,"b":[1,null]}')
        self.assertEqual(text({"a": True, "b": (1, None)}), text({"b": [1, None], "a": True}))
        self.assertEqual(text([1e300, -0.0, 0.5, 10**400]), f"[{int(1e300)},0,0.5,{10**400}]")

    def test_texts_of_times_are_in_their_order(self) -> None:
        begin = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
        times = [begin + timedelta(microseconds=each) for each in (0, 1, 500_000, 1_000_000)]
        self.assertEqual(sorted(map(text, times)), list(map(text, times)))
        self.assertEqual(text(times[1]), '"2026-01-31T12:00:00.000001000Z"')

    def test_what_stands_for_json_is_written(self) -> None:
        moment = datetime(2026, 11, 29, 12, tzinfo=timezone(timedelta(hours=1)))
        given: dict[str, Any] = {
            "point": Point(1, 2.5),
            "colour": Colour.RED,
            "set": {3, 1, 2},
            "price": Decimal("12345678901234567890.25"),
            "whole": Decimal("1E+3"),
            "id": uuid.UUID(int=7),
            "since": moment,
        }
        self.assertEqual(
            text(given),
            '{"colour":"RED","id":"00000000-0000-0000-0000-000000000007","point":{"x":1,"y":2.5},'
            '"price":12345678901234567890.25,"set":[1,2,3],"since":"2026-11-29T11:00:00.000000000Z","whole":1000}',
        )

    def test_what_stands_for_no_json_is_refused(self) -> None:
        for value in (float("nan"), float("-inf"), Decimal("NaN"), "\ud800", datetime(2026, 1, 1)):
            with self.assertRaises(ValueError, msg=repr(value)):
                text(value)
        for other in (object(), {(1,): 2}, {1: 2, "1": 3}, b"bytes", Point):
            with self.assertRaises(TypeError, msg=repr(other)):
                text(other)

    def test_keys_of_dictionaries_become_names(self) -> None:
        self.assertEqual(text({10: 1, 9: 2}), '{"10":1,"9":2}')
        self.assertEqual(text({date(2026, 1, 31): 1, uuid.UUID(int=7): 2}), f'{{"{uuid.UUID(int=7)}":2,"2026-01-31":1}}')

    def test_identity_tells_true_from_one_and_one_from_no_float(self) -> None:
        values = [None, False, True, 0, 1, "", "1", "json", [], [1], {}, {"a": 1}]
        self.assertEqual(len({identity(value) for value in values}), len(values))
        self.assertEqual(identity(1), identity(1.0))
        self.assertEqual(identity([1, True]), identity((1.0, True)))
        self.assertFalse(same([True], [1]))
        self.assertFalse(same(True, 1))
        self.assertTrue(same(({"a": [1]},), ({"a": [1.0]},)))

    def test_order_is_that_of_a_service(self) -> None:
        ordered: list[Any] = [
            None, False, True, -1.5, 2**53, 2**53 + 1, 10**400, "", "a", "\uff5e", "\U0001f600", [], [1], [1, 0], [2],
            {}, {"a": 1}, {"a": 1, "c": 1}, {"a": 5}, {"b": 1},
        ]  # fmt: skip
        self.assertEqual(sorted(reversed(ordered), key=order), ordered)

    def test_deep_values_are_read_and_written(self) -> None:
        deep = "[" * 500 + '{"a":1}' + "]" * 500
        self.assertEqual(text(parse(deep)), deep)
        self.assertGreater(order(parse(deep)), order([]))
