"""The start of a program, as a worker or by the engine's launcher."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import sys
from pathlib import Path

from skip.client.errors import SkipError
from skip.service.channels import Talk
from skip.service.definition import Service
from skip.service.worker import VARIABLE, Worker

_HOME = "SKIP_HOME"

_talk: list[Talk] = []
"""The channel of this process, if it was begun as a worker."""


def main() -> None:
    """Runs the program that the first argument names as a worker: before it begins, the standard streams are the engine's."""
    _talk.append(Talk())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the engine, which ends this process then
    sys.argv = sys.argv[1:]
    program = sys.argv[0]
    sys.path[:2] = [str(Path(program).resolve().parent), sys.path[0]]
    runpy.run_path(program, run_name="__main__")


def run(service: type[Service] | Service, *, control: int | None = None, streaming: int | None = None) -> None:
    """Runs a service until it is told to end.

    In a program that is run by ``./skip run FILE.py`` the functions of the service run here, and all else is in the engine. In one
    that is run by ``python FILE.py`` the process becomes that command, with the arguments of the program: it is looked for in the
    directory that ``SKIP_HOME`` names, where the package is in a checkout of the project, and on the path.

    :param control: the port that the program wishes for the control listener; an option of the command line overrides it
    :param streaming: the same for the streaming listener
    :raises SkipError: if the service cannot start, or there is no launcher
    """
    if VARIABLE not in os.environ:
        engine = launcher()
        os.execv(engine, [engine, "run", *sys.argv])
    options = {name: port for name, port in (("control", control), ("streaming", streaming)) if port is not None}
    made = service() if isinstance(service, type) else service
    Worker(_talk.pop() if _talk else Talk()).serve(made, options)


def launcher() -> str:
    """The launcher of the engine.

    :raises SkipError: if it is not found
    """
    home = os.environ.get(_HOME)
    if home is not None:
        return str(Path(home, "skip"))
    near = [Path(each, "skip") for each in Path(__file__).resolve().parents]
    found = next((str(each) for each in near if each.is_file() and os.access(each, os.X_OK)), None) or shutil.which("skip")
    if found is None:
        raise SkipError(
            f"the engine is not found: set {_HOME} to a checkout of Skip for the JVM, or put its launcher skip on the path"
        )
    return found
