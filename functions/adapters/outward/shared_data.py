"""Asks a sharing platform (数据共享平台) over HTTP: every source at once, signed, and no longer than two seconds in all.

No interface of the province's is public (待核定), so this is our own small contract, for an adapter on their side:
`POST {address}/{source}` with `{name, id_number, attributes, purpose, request}`, signed by Standard Webhooks 1.0; 200 and
`{attribute: value}` (only what is known), 404 for a person whom the source does not know. Anything else: it has failed.
"""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any

from functions.adapters.outward.address import BadAddress
from functions.adapters.outward.calls import NoAnswer
from functions.adapters.outward.secrets import SHARED_DATA, Secrets, SecretUnusable
from functions.adapters.outward.signed_post import SignedPost
from functions.ports.shared_data import SourceAnswer, SourceQuery
from schemas.catalogue.prefill import SourceCode
from schemas.json_text import json_of

BUDGET_SECONDS = 2.0
_CONNECT_SECONDS = 0.8
# A whole answer is far smaller; what was cut is no JSON and counts as failed.
UNKNOWN_PERSON = 404


class HttpSharedData:
    def __init__(
        self,
        url: str,
        secrets: Secrets,
        *,
        clock: Callable[[], datetime],
        budget_seconds: float = BUDGET_SECONDS,
    ) -> None:
        """Raises ValueError for an address that is none."""
        if not url.startswith(("https://", "http://")):
            raise ValueError("the sharing platform's address is an http(s) URL")
        self._url = url.rstrip("/")
        self._secrets = secrets
        self._budget = budget_seconds
        connect = min(_CONNECT_SECONDS, budget_seconds)
        self._http = SignedPost(clock=clock, seconds=budget_seconds, connect_seconds=connect)
        self._threads = ThreadPoolExecutor(max_workers=2 * len(SourceCode), thread_name_prefix="shared-data")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._http.close()

    def ask(self, queries: tuple[SourceQuery, ...]) -> tuple[SourceAnswer, ...]:
        asked = [(query, self._threads.submit(self._one, query)) for query in queries]
        wait([future for _, future in asked], timeout=self._budget)
        return tuple(_answer(query, future) for query, future in asked)

    def _one(self, query: SourceQuery) -> SourceAnswer:
        body = json.dumps(
            {
                "name": query.name,
                "id_number": query.id_number,
                "attributes": sorted(query.attributes),
                "purpose": query.purpose,
                "request": query.key,
            },
            ensure_ascii=False,
        ).encode()
        try:
            keys = self._secrets.keys(SHARED_DATA)
            answered = self._http.send(f"{self._url}/{query.source.value}", body, key=query.key, keys=keys)
        except NoAnswer as error:
            return SourceAnswer(query.source, error=str(error))
        except (BadAddress, SecretUnusable) as error:
            return SourceAnswer(query.source, error=type(error).__name__)
        if answered.status == UNKNOWN_PERSON:
            return SourceAnswer(query.source)
        if answered.status != 200:
            return SourceAnswer(query.source, error=f"HTTP {answered.status}")
        return _read(query, answered.body)


def _answer(query: SourceQuery, future: "Future[SourceAnswer]") -> SourceAnswer:
    if not future.done():
        future.cancel()
        return SourceAnswer(query.source, error="Timeout")
    return future.result()


def _read(query: SourceQuery, body: bytes) -> SourceAnswer:
    """Only what was asked for: what else a source tells is not taken."""
    try:
        said: Any = json_of(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return SourceAnswer(query.source, error="Unreadable")
    values = {name: value for name, value in said.items() if name in query.attributes and value is not None}
    return SourceAnswer(query.source, values)
