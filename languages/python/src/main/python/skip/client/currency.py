"""What one connection has said about whether the client has what the service has now."""

from __future__ import annotations


class Currency:
    """What is known of one connection.

    A service says by the comment ``: current`` that the client has what it has, and that it is going to say so by the comment
    ``: signs current`` at the start of every stream. Of one that does not announce it, an older one, all that can be known is that
    the client is current with the first event, or with the first heartbeat of a stream that it resumes. Whatever is said before the
    connection has contents is about those that come first, and not about what the client has of an earlier connection.

    :ivar has_contents: whether differences of the connection are of what the client has: it goes on from an event that the client has
        seen, or has begun with all contents
    """

    def __init__(self, resumes: bool) -> None:
        self._signs = False
        self._signed = False
        self.has_contents = resumes

    @property
    def is_current(self) -> bool:
        """Whether the client has what the service has now."""
        return self.has_contents and self._signed

    @property
    def is_awaited(self) -> bool:
        """Whether it is still to be said, or to come, what the client is current with."""
        return self._signs and not self.is_current

    def comment(self, text: str) -> None:
        """Takes a comment of the stream."""
        if text == "signs current":
            self._signs = True
        elif text == "current" or (text == "" and not self._signs and self.has_contents):
            self._signed = True

    def received(self) -> None:
        """Notes that entries have come."""
        self.has_contents = True
        if not self._signs:
            self._signed = True

    def failed(self) -> None:
        """Notes that the resource has failed; all its entries follow when it has recovered."""
        self.has_contents = False
        self._signed = False
