"""A poll: the command ``vote`` writes to the input ``votes``, and the resource ``counts`` shows how many votes each option has."""

from collections.abc import Iterator

import skip
from skip import CommandContext, CommandRefusedError, Eager, Input, Service, command, mapper, resource, run


@mapper
def by_option(voter: str, option: str) -> Iterator[tuple[str, str]]:
    yield option, voter


class Starter(Service):
    votes: Input[str, str]
    initial = {"votes": {"Ann": "tea", "Ben": "coffee"}}

    def graph(self) -> None:
        self.by_option = self.votes.map(by_option)

    @resource
    def counts(self) -> Eager[str, int]:
        return self.by_option.reduce(skip.count)

    @resource
    def voters(self, option: str) -> Eager[str, str]:
        return self.by_option.slice(option, option)

    @command(for_anybody=True)
    def vote(self, context: CommandContext, *, voter: str, option: str) -> None:
        if self.votes.unique(voter, None) == option:
            raise CommandRefusedError.conflict(f"{voter} has voted for {option} already")
        context.put(self.votes, voter, option)


if __name__ == "__main__":
    run(Starter)
