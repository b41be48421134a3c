"""Pages that come through one door on AWS: API Gateway has 300 resources for an API, and each part of an address is one.
Below these there is one for all, {proxy+}, and which page is meant is found here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.web.matching import RouteTable

SHARED_DOORS = ("/cases", "/console", "/drafts", "/office")
THE_REST = "{proxy+}"


def door_of(address: str) -> str | None:
    """The one that it comes through; None: its own."""
    return next((door for door in SHARED_DOORS if address.startswith(f"{door}/")), None)


class GatheredPages:
    """`pages`: of each method, the addresses."""

    def __init__(self, pages: Mapping[str, Iterable[str]]) -> None:
        self._tables = {method: RouteTable(filter(door_of, addresses)) for method, addresses in pages.items()}

    def as_declared(self, event: Mapping[str, Any]) -> dict[str, Any] | None:
        """The event as it would come through the page's own door; None: there is no such page."""
        asked, given = event["requestContext"], event["pathParameters"]["proxy"]
        path = asked["resourcePath"].removesuffix(THE_REST) + given
        table = self._tables.get(asked["httpMethod"])
        address, parameters = table.match(path) if table else (None, {})
        if address is None:
            return None
        return {
            **event,
            "resource": address,
            "pathParameters": dict(parameters),
            "requestContext": {**asked, "resourcePath": address},
        }
