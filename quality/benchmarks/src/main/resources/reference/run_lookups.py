"""W4 in Python, whose inputs are empty at first."""

from collections.abc import Iterator
from dataclasses import dataclass

from skip import Eager, Input, Service, mapper, resource, run


@dataclass(frozen=True)
class Row:
    reference: int
    value: int


@mapper
def join(key: int, row: Row, targets: Eager[int, int]) -> Iterator[tuple[int, int]]:
    yield key, row.value + targets[row.reference]


class Lookups(Service):
    rows: Input[int, Row]
    targets: Input[int, int]

    def graph(self) -> None:
        self.all = self.rows.map(join, self.targets)

    @resource
    def joined(self) -> Eager[int, int]:
        return self.all


if __name__ == "__main__":
    run(Lookups)
