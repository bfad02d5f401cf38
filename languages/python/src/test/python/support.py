"""What the tests share: a service that plays a script, and a relay that breaks, holds and moves connections."""

from __future__ import annotations

import os
import socket
import threading
import time
import unittest
from collections.abc import Callable, Sequence

import skip

DEADLINE_SECONDS = 60.0
QUICK = skip.Timing(retry=0.01, max_retry=0.05, silence=20.0)


def address(name: str) -> str:
    """The address of a service that the build has started; without it, the test is skipped."""
    found = os.environ.get(name)
    if not found:
        raise unittest.SkipTest(f"{name} names no running service")
    return found


def eventually(condition: Callable[[], object], what: str) -> None:
    """Waits for something that no view tells of."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come: {what}")
        pause.wait(0.005)


def until(view: skip.LiveView, condition: Callable[[], object]) -> None:
    """Waits for a state of a view."""
    with view._lock:
        if not view._lock.wait_for(condition, DEADLINE_SECONDS):
            raise AssertionError(f"still {view!r}")


class Exchange:
    """A request, and the connection to answer it on."""

    def __init__(self, connection: socket.socket, head: list[str], body: bytes) -> None:
        self._connection = connection
        self.is_ended = False
        self.method, self.path, _ = head[0].split(" ")
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        self.body = body

    def write(self, text: str | bytes) -> None:
        """Sends raw text; that the client is gone is no failure of the script."""
        try:
            self._connection.sendall(text.encode() if isinstance(text, str) else text)
        except OSError:
            pass

    def events(self, text: str | bytes = "") -> Exchange:
        """Begins an event stream that ends with its connection."""
        self.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        self.write(text)
        return self

    def answer(self, status: int, body: str = "", content_type: str = "application/json", *headers: str) -> None:
        """Answers, and lets the connection be used again."""
        lines = [f"HTTP/1.1 {status} Answer", f"Content-Type: {content_type}", f"Content-Length: {len(body.encode())}", *headers]
        self.write("\r\n".join(lines) + "\r\n\r\n" + body)

    def refuse(self, status: int, kind: str, *headers: str) -> None:
        """Answers with a problem."""
        body = f'{{"type":"{kind}","status":{status},"detail":"it is {kind}"}}'
        self.answer(status, body, "application/problem+json", *headers)

    def end(self) -> None:
        """Ends the connection, and reads nothing more of it: what was sent meanwhile is not answered."""
        self.is_ended = True
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class ScriptedService:
    """A stand-in for a service: the n-th request is given to the n-th step of a script; what comes after its end hangs."""

    def __init__(self, script: Sequence[Callable[[Exchange], object]]) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self.requests: list[Exchange] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def connections(self) -> int:
        """How many connections there were."""
        return len(self._open)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with self._lock:
                self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        read = connection.makefile("rb")
        try:
            while line := read.readline():
                head = [line.decode().strip()]
                while (line := read.readline()).strip():
                    head.append(line.decode().strip())
                length = next((int(each.partition(":")[2]) for each in head if each.lower().startswith("content-length:")), 0)
                exchange = Exchange(connection, head, read.read(length))
                with self._lock:
                    number = len(self.requests)
                    self.requests.append(exchange)
                if number < len(self._script):
                    self._script[number](exchange)
                if exchange.is_ended:
                    return
        except OSError:
            pass

    def __enter__(self) -> ScriptedService:
        return self

    def __exit__(self, *_: object) -> None:
        shut(self._server)
        for connection in self._open:
            shut(connection)


class Relay:
    """A port that passes bytes to a service; it can break connections, hold back what comes, and lead to another service."""

    def __init__(self, target: str) -> None:
        self._target = self._parts(target)
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._flows = threading.Event()
        self._flows.set()
        self._takes = True
        self.piece_bytes = 1 << 16
        self.connections = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def _parts(target: str) -> tuple[str, int]:
        host, _, port = target.removeprefix("http://").partition(":")
        return host, int(port)

    def lead_to(self, target: str) -> None:
        """Passes new connections to another service, and breaks those that there are."""
        self._target = self._parts(target)
        self.break_off()

    def break_off(self) -> None:
        """Ends all connections; new ones are taken."""
        with self._lock:
            ended, self._sockets = self._sockets, []
        for each in ended:
            shut(each)

    def refuse(self) -> None:
        """Ends all connections, and each new one at once."""
        self._takes = False
        self.break_off()

    def accept_again(self) -> None:
        self._takes = True

    def hold(self) -> None:
        """Passes on nothing that the service sends."""
        self._flows.clear()

    def release(self) -> None:
        self._flows.set()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            try:
                if not self._takes:
                    raise OSError("refused")
                service = socket.create_connection(self._target)
            except OSError:
                shut(client)
                continue
            with self._lock:
                self._sockets += [client, service]
            threading.Thread(target=self._pass, args=(client, service, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(service, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        try:
            while piece := source.recv(self.piece_bytes):
                if is_answer:
                    self._flows.wait(DEADLINE_SECONDS)
                target.sendall(piece)
        except OSError:
            pass
        shut(source)
        shut(target)

    def __enter__(self) -> Relay:
        return self

    def __exit__(self, *_: object) -> None:
        self._flows.set()
        shut(self._server)
        self.break_off()


def shut(given: socket.socket) -> None:
    """Ends a socket, whatever its state."""
    try:
        given.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    given.close()
