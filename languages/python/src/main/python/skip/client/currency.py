"""What one connection has said about whether the client has what the service has now."""

from __future__ import annotations


class Currency:
    """What is known of one connection.

    A service says by the comment ``: current`` that the client has what it has, and that it is going to say so by the comment
    ``: signs current`` at the start of every stream. Of one that does not announce it, an older one, all that can be known is that
    the client is current with the first event, or with the first heartbeat of a stream that it resumes.

    :ivar is_current: whether the client has what the service has now
    """

    def __init__(self, resumes: bool) -> None:
        self._resumes = resumes
        self._signs = False
        self.is_current = False

    @property
    def is_awaited(self) -> bool:
        """Whether a sign that the client is current is still to come."""
        return self._signs and not self.is_current

    def comment(self, text: str) -> None:
        """Takes a comment of the stream."""
        if text == "signs current":
            self._signs = True
        elif text == "current" or (text == "" and not self._signs and self._resumes):
            self.is_current = True

    def received(self) -> None:
        """Notes that entries have come."""
        if not self._signs:
            self.is_current = True

    def failed(self) -> None:
        """Notes that the resource has failed; all its entries follow when it has recovered."""
        self.is_current = False
        self._resumes = False
