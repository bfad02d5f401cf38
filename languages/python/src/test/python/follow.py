"""Follows the resource ``anything`` of a service, and prints a line for each state that differs; a test of restarts runs it."""

from __future__ import annotations

import sys

import skip
from support import QUICK


def main() -> None:
    with skip.connect(sys.argv[1], timing=QUICK) as made, made.follow("anything") as view:
        printed = ""
        while True:
            with view._lock:
                line = f"{view.status} {view.contents.to_dict()}"
                if line == printed:
                    view._lock.wait()
                    continue
            print(line, flush=True)
            printed = line


if __name__ == "__main__":
    main()
