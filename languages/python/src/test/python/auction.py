"""An auction: a command that beats the highest bid, or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import skip
from skip import CommandContext, CommandRefusedError, Eager, Input, Principal, Service, command, mapper, resource, run


@dataclass(frozen=True)
class Bid:
    item: str
    amount: int
    by: str | None = None


@dataclass(frozen=True)
class Accepted:
    bid: str
    at: str


@mapper
def by_item(bid_id: str, bid: Bid) -> Iterator[tuple[str, int]]:
    yield bid.item, bid.amount


class Auction(Service):
    bids: Input[str, Bid]

    def graph(self) -> None:
        self.highest = self.bids.map_reduce(by_item, skip.max)

    @resource("highest")
    def all_highest(self) -> Eager[str, int]:
        return self.highest

    @resource
    def mine(self, user: Principal, *, items: list[str]) -> Eager[str, int]:
        if user.subject == "mallory":
            raise skip.ForbiddenError("mallory is out")
        return self.highest.slices([(item, item) for item in items])

    @command(for_anybody=True)
    def place_bid(self, context: CommandContext, *, item: str, amount: int, user: Principal | None) -> Accepted:
        highest = self.highest.unique(item, 0)
        if amount <= 0:
            raise CommandRefusedError.invalid("a bid must be above 0")
        if amount <= highest:
            raise CommandRefusedError.conflict(f"a bid must be above {highest}")
        bid = f"{item}-{amount}"
        context.put(self.bids, bid, Bid(item, amount, user.subject if user else None))
        return Accepted(bid, context.now.isoformat())

    @command("try")
    def do_what_it_says(self, context: CommandContext, what: str) -> None:
        if what == "raise":
            raise ValueError("as it was told")
        if what == "map":
            self.bids.map(by_item)
        if what == "computed":
            context.put(self.highest, "vase", 1)
        if what == "wrong":
            wrong: Any = {"item": 7, "amount": 1}
            context.put(self.bids, "b", wrong)
        if what == "clear":
            context.remove(self.bids, "vase-10")


if __name__ == "__main__":
    run(Auction)
