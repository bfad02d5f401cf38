from __future__ import annotations

import random
import unittest
from typing import Any

from skip import Change, Contents, NonUniqueValueError
from skip.client.contents import Ledger, PendingChanges
from skip.exact_json import parse, text


class ContentsTest(unittest.TestCase):
    def test_keys_are_in_the_order_of_the_service(self) -> None:
        contents = Contents([({"b": 1}, [1]), (True, [2]), (1, [3]), ("x", [4]), ([1], [5]), (None, [6])])
        self.assertEqual(list(contents), [None, True, 1, "x", [1], {"b": 1}])

    def test_keys_are_found_by_what_they_are_in_json(self) -> None:
        contents = Contents([({"a": 1, "b": 2}, ["object"]), (1, ["one"])])
        self.assertEqual(contents[{"b": 2, "a": 1.0}], ("object",))
        self.assertEqual(contents[1.0], ("one",))
        self.assertNotIn(True, contents)
        with self.assertRaises(KeyError):
            contents["1"]

    def test_unique_gives_the_one_value_and_refuses_others(self) -> None:
        contents = Contents([(1, [5]), (2, [5, 6]), (3, [])])
        self.assertEqual(contents.unique(1), 5)
        self.assertEqual(contents.unique(3, 0), 0)
        for key in (2, 3):
            with self.assertRaises(NonUniqueValueError):
                contents.unique(key)

    def test_equality_is_that_of_json(self) -> None:
        self.assertEqual(Contents([(1, [{"a": 1}])]), Contents([(1.0, [{"a": 1.0}])]))
        self.assertNotEqual(Contents([(1, [True])]), Contents([(1, [1])]))
        self.assertNotEqual(Contents([(1, [1])]), Contents([(1, [1]), (2, [1])]))

    def test_dictionaries_and_records_are_what_pandas_takes(self) -> None:
        contents = Contents([(2, [{"name": "Bob", "key": 7}]), ([1], [3, 4])])
        self.assertEqual(contents.to_dict(), {2: [{"name": "Bob", "key": 7}], (1,): [3, 4]})
        self.assertEqual(
            contents.to_records(),
            [{"key": 2, "name": "Bob", "value.key": 7}, {"key": [1], "value": 3}, {"key": [1], "value": 4}],
        )
        with self.assertRaises(ValueError):
            Contents([(1, [1]), (True, [2])]).to_dict()

    def test_html_shows_the_first_rows_and_escapes_what_comes_from_a_service(self) -> None:
        html = Contents([(n, [{"name": "<script>"}]) for n in range(1_000)])._repr_html_()
        self.assertIn("1000 keys", html)
        self.assertIn("&lt;script&gt;", html)
        self.assertNotIn("<script>", html)
        self.assertEqual(html.count("<tr>"), 61)

    def test_contents_that_were_handed_out_do_not_change(self) -> None:
        ledger = Ledger()
        ledger.replace([(1, [1])])
        before = ledger.contents
        ledger.apply([(1, [2]), (2, [2])])
        self.assertEqual(before.to_dict(), {1: [1]})
        self.assertEqual(ledger.contents.to_dict(), {1: [2], 2: [2]})
        self.assertIs(ledger.contents, ledger.contents)

    def test_only_what_differs_is_a_change(self) -> None:
        ledger = Ledger()
        ledger.replace([(1, [1]), (2, [2])])
        self.assertEqual(ledger.apply([(1, [1.0]), (3, []), (2, [])]), [Change(2, (2,), ())])
        self.assertEqual(ledger.replace([(1, [True])]), [Change(1, (1,), (True,))])
        self.assertEqual(ledger.replace([(1, [True])]), [])

    def test_random_changes_lead_to_the_same_contents_as_a_plain_model(self) -> None:
        chance = random.Random(20261129)
        keys: list[Any] = [None, True, 1, "1", [1], {"a": 1}, 0.5, 2**70]
        for _ in range(200):
            ledger, pending = Ledger(), PendingChanges()
            model: dict[str, Any] = {}
            seen: dict[str, Any] = {}
            for _ in range(30):
                entries = [(key, [chance.randrange(3)] * chance.randrange(3)) for key in chance.sample(keys, 3)]
                if chance.random() < 0.1:
                    model = {}
                    pending.add(ledger.replace(entries))
                else:
                    pending.add(ledger.apply(entries))
                model.update({text(key): values for key, values in entries})
                model = {key: values for key, values in model.items() if values}
                self.assertEqual({text(key): list(values) for key, values in ledger.contents.items()}, model)
                if chance.random() < 0.3:
                    for change in pending.take():
                        self.assertEqual(seen.get(text(change.key), ()), change.before)
                        self.assertNotEqual(change.before, change.after)
                        seen[text(change.key)] = change.after
                    self.assertEqual({key: list(values) for key, values in seen.items() if values}, model)
            self.assertEqual(list(ledger.contents), [parse(text(key)) for key in ledger.contents])
