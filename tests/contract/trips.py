"""Round trips to AWS that wait for each other: calls made at once are one, as long as the longest of them."""

from collections.abc import Callable, Sequence
from typing import Any


class Trips:
    def __init__(self) -> None:
        self.count = 0

    def of(self, client: Any) -> Any:
        """The client, each of its calls counted."""
        return _Counted(client, self)

    def at_once(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        before = longest = self.count
        answers = []
        for call in calls:
            self.count = before
            answers.append(call())
            longest = max(longest, self.count)
        self.count = longest
        return answers


class _Counted:
    def __init__(self, client: Any, trips: Trips) -> None:
        self._client, self._trips = client, trips

    def __getattr__(self, operation: str) -> Any:
        call = getattr(self._client, operation)

        def counted(**request: Any) -> Any:
            self._trips.count += 1
            return call(**request)

        return counted
