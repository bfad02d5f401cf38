import unittest

from skip import CommandRefusedError
from skip.testing import TestedService, evaluate
from starter import Starter, by_option


class StarterTest(unittest.TestCase):
    def test_a_vote_is_turned_around(self) -> None:
        self.assertEqual(list(by_option("Ann", "tea")), [("tea", "Ann")])

    def test_votes_are_counted_by_option(self) -> None:
        shown = evaluate(Starter, votes={"Ann": "tea", "Ben": "coffee", "Cem": "tea"})
        self.assertEqual(shown.resource("counts").to_dict(), {"coffee": [1], "tea": [2]})
        self.assertEqual(shown.resource("voters", "tea").to_dict(), {"tea": ["Ann", "Cem"]})

    def test_the_same_vote_again_is_refused(self) -> None:
        shown = evaluate(Starter, votes={"Ann": "tea"})
        self.assertEqual(shown.command("vote", {"voter": "Ann", "option": "coffee"}).writes, {"votes": [("Ann", ["coffee"])]})
        with self.assertRaisesRegex(CommandRefusedError, "Ann has voted for tea already"):
            shown.command("vote", {"voter": "Ann", "option": "tea"})

    def test_a_page_sees_a_vote_that_changes(self) -> None:
        with TestedService("starter.py") as service, service.follow("counts") as counts:
            self.assertEqual(counts.to_dict(), {"coffee": [1], "tea": [1]})
            done = service.command("vote", {"voter": "Ann", "option": "coffee"})
            self.assertEqual(counts.reach(done.watermark, timeout=60).to_dict(), {"coffee": [2]})
