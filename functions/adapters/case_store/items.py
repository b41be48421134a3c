"""Lists of items on DynamoDB. Their indexes hold keys only, so that an answer to an item costs no copy of its row."""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from functions.adapters.case_store.bodies import case_id_in, item_in
from functions.adapters.case_store.lists import LEAST_AHEAD, Lists, Request, StoredRow
from functions.adapters.case_store.query import attentions, cities_asked, period, scope, wants, watched
from functions.adapters.case_store.writes import Backoff, Unfinished
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import ItemQuery
from functions.ports.page import Page, page_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# BatchGetItem takes no more.
MOST_AT_ONCE = 100


class ItemRows:
    def __init__(self, client: "DynamoDBClient", table: str, backoff: Backoff, lists: Lists) -> None:
        self._client = client
        self._table = table
        self._backoff = backoff
        self._lists = lists

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None) -> Page[CaseItem]:
        """All cities at once, for who has waited longest comes first wherever that is."""
        if query.finished:
            return self._finished(query, limit, cursor)
        (after,) = read_cursor(scope(query), cursor, str) or (" ",)
        place_of = _todo_by if query.waiting else _since
        places = merge(*self._walks(query, after, limit + 1), key=place_of)
        wanted = self._wanted(query, places, limit + 1, place_of)
        found = list(islice(wanted, limit + 1))
        return page_of(found, limit, lambda since: write_cursor(scope(query), (since,)))

    def _finished(self, query: ItemQuery, limit: int, cursor: str | None) -> Page[CaseItem]:
        """Backwards, from where the page before it ended: a condition takes both ends in, so the first may be that one."""
        first, end = period(query)
        (before,) = read_cursor(scope(query), cursor, str) or (end,)
        request = self._lists.query(
            "#finished = :value AND #finished_at BETWEEN :first AND :before",
            {"value": query.office or " ", "first": first, "before": before},
            IndexName="finished",
            ScanIndexForward=False,
            Limit=limit + 2,
        )
        places = (place for walk in self._lists.begun([request]) for place in walk)
        earlier = (place for place in places if _finished_at(place) < before)
        found = list(islice(self._wanted(query, earlier, limit + 1, _finished_at), limit + 1))
        return page_of(found, limit, lambda place: write_cursor(scope(query), (place,)))

    def _walks(self, query: ItemQuery, after: str, page: int) -> list[Iterator[StoredRow]]:
        if query.office is not None:
            return self._lists.begun(
                [self._walk("office", query.office, after, page)] if query.office else []
            )
        if query.waiting:
            ahead = max(LEAST_AHEAD, page // max(len(query.cities), 1))
            return self._lists.begun(
                [self._walk("todo", city, after, ahead, "todo_by") for city in cities_asked(query)], then=page
            )
        watch = [watched(needed, city) for city in cities_asked(query) for needed in attentions(query)]
        ahead = max(LEAST_AHEAD, page // max(len(watch), 1))
        return self._lists.begun([self._walk("attention", value, after, ahead) for value in watch], then=page)

    def _walk(self, index: str, value: str, after: str, page: int, place: str = "since") -> Request:
        return self._lists.query(
            f"#{index} = :value AND #{place} > :after",
            {"value": value, "after": after},
            IndexName=index,
            Limit=page,
        )

    def _wanted(
        self, query: ItemQuery, places: Iterator[StoredRow], page: int, place_of: Callable[[StoredRow], str]
    ) -> Iterator[tuple[str, CaseItem | str]]:
        """The rows themselves, with their place in the list: an index may lag behind them. Of one that cannot be read its
        case's id and its code.
        """
        while batch := list(islice(places, min(page, MOST_AT_ONCE))):
            found = self._items(batch)
            for place in batch:
                item = found[_key(place)]
                if isinstance(item, str) or wants(query, item):
                    yield place_of(place), item

    def _items(self, places: Iterable[StoredRow]) -> dict[tuple[str, str], CaseItem | str]:
        """By key, each asked for once: an entry that is being moved may stand at both of its places for a moment."""
        wanted = {_key(place): {"pk": place["pk"], "sk": place["sk"]} for place in places}
        found: dict[tuple[str, str], CaseItem | str] = {}

        def read() -> None:
            keys: Any = [key for name, key in wanted.items() if name not in found]
            answer = self._client.batch_get_item(
                RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}}
            )
            found.update({_key(row): _read(row) for row in answer["Responses"].get(self._table, [])})
            if answer.get("UnprocessedKeys"):
                raise Unfinished

        self._backoff.run(read)
        return found


def _read(row: StoredRow) -> CaseItem | str:
    try:
        return item_in(row)
    except RecordUnreadable:
        return f"{case_id_in(row)}/{row['sk']['S'].rsplit('#', 1)[-1]}"


def _since(place: StoredRow) -> str:
    return str(place["since"]["S"])


def _finished_at(place: StoredRow) -> str:
    return str(place["finished_at"]["S"])


def _todo_by(place: StoredRow) -> str:
    return str(place["todo_by"]["S"])


def _key(row: StoredRow) -> tuple[str, str]:
    return row["pk"]["S"], row["sk"]["S"]
