"""The lists of the DynamoDB store. Each is a query of one index; none reads the whole table."""

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from functions.adapters.case_store_bodies import case_id_in, case_in, event_in, kept_events
from functions.adapters.case_store_query import cities, matches, opened, scope, statuses
from functions.adapters.case_store_rows import CASE, SHARDS, at_key, attributes, view
from functions.adapters.case_store_writes import Backoff
from functions.adapters.codec import stamp
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case import Case, Event
from functions.ports import CaseQuery, Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]
LAST = "\uffff"


class Lists:
    """Every list looks one entry ahead, so that a cursor is given only if something follows."""

    def __init__(self, client: "DynamoDBClient", table: str, backoff: Backoff) -> None:
        self._client = client
        self._table = table
        self._backoff = backoff

    def rows(self, condition: str, values: dict[str, str | int], **options: Any) -> Iterator[Row]:
        """Row by row, asking for the next page of the index only when it is wanted."""
        request = {
            "TableName": self._table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": {f"#{name}": name for name in _names(condition)},
            "ExpressionAttributeValues": attributes({f":{name}": value for name, value in values.items()}),
            **options,
        }
        while True:
            page = self._backoff.run(lambda: self._client.query(**request))
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def ledger_rows(self, case_id: str) -> list[Row]:
        """The case's own rows, without its form and its history: nothing if there is no such case."""
        values: dict[str, str | int] = {"pk": f"CASE#{case_id}", "sk": CASE}
        return list(self.rows("#pk = :pk AND begins_with( #sk , :sk)", values, ConsistentRead=True))

    def events(self, case_id: str, *, limit: int, cursor: str | None) -> Page[Event]:
        position = read_cursor(f"events#{case_id}", cursor, str)
        after = position[0] if position else " "
        rows = self.rows(
            "#pk = :pk AND #at_key > :after",
            {"pk": f"CASE#{case_id}", "after": after},
            IndexName="history",
            ConsistentRead=True,
            Limit=limit + 1,
        )
        kept = (event for event in kept_events(self.ledger_rows(case_id)) if at_key(event) > after)
        walk = merge(sorted(kept, key=at_key), map(event_in, rows), key=at_key)
        found = list(islice(walk, limit + 1))
        return _page(found, limit, lambda event: write_cursor(f"events#{case_id}", (at_key(event),)))

    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None) -> Page[Case]:
        """An applicant's own list is one walk; an operator's goes city by city, through every status at once."""
        walks = self._walks(query, page=limit + 1)
        position = read_cursor(scope(query), cursor, int, str) or (0, LAST)
        found: list[tuple[int, Case]] = []
        for number, walk in list(enumerate(walks))[position[0] :]:
            before = position[1] if number == position[0] else LAST
            wanted = (case for case in walk(before) if matches(query, case))
            found += ((number, case) for case in islice(wanted, limit + 1 - len(found)))
        page = _page(found, limit, lambda last: write_cursor(scope(query), (last[0], opened(last[1]))))
        return Page(tuple(case for _, case in page.entries), page.cursor)

    def _walks(self, query: CaseQuery, *, page: int) -> list[Callable[[str], Iterator[Case]]]:
        if query.applicant is not None:
            applicant = query.applicant
            return [lambda before: self._newest("applicant", applicant, before, page)]

        def walk(city: str) -> Callable[[str], Iterator[Case]]:
            views = [view(status, city) for status in statuses(query)]
            return lambda before: merge(
                *(self._newest("view", one, before, page) for one in views), key=opened, reverse=True
            )

        return [walk(city) for city in cities(query)]

    def _newest(self, index: str, value: str, before: str, page: int) -> Iterator[Case]:
        rows = self.rows(
            f"#{index} = :value AND #opened < :before",
            {"value": value, "before": before},
            IndexName=index,
            ScanIndexForward=False,
            Limit=page,
        )
        return (case_in(row) for row in rows)

    def due(self, now: datetime, *, limit: int, cursor: str | None) -> Page[str]:
        """Shard by shard. Two rows may share a check_at, so the place in a shard is a whole key of its index."""
        position = read_cursor("due", cursor, int, str, str, str)
        found: dict[str, str] = {}
        last = None
        for shard in range(position[0] if position else 0, SHARDS):
            start = position if position and shard == position[0] else None
            for row in self._owed(shard, stamp(now), start, page=limit + 1):
                case_id = case_id_in(row)
                if len(found) == limit and case_id not in found:
                    return Page(tuple(found), last)
                place = (shard, row["check_at"]["S"], row["pk"]["S"], row["sk"]["S"])
                found[case_id] = last = write_cursor("due", place)
        return Page(tuple(found))

    def _owed(self, shard: int, now: str, start: tuple[Any, ...] | None, *, page: int) -> Iterator[Row]:
        options: dict[str, Any] = {"IndexName": "due", "Limit": page}
        if start:
            names = ("shard", "check_at", "pk", "sk")
            options["ExclusiveStartKey"] = attributes(dict(zip(names, start, strict=True)))
        return self.rows("#shard = :shard AND #check_at <= :now", {"shard": shard, "now": now}, **options)


def _page(found: list[Any], limit: int, cursor: Callable[[Any], str]) -> Page[Any]:
    kept = tuple(found[:limit])
    return Page(kept, cursor(kept[-1]) if len(found) > limit else None)


def _names(condition: str) -> list[str]:
    return [word[1:] for word in condition.split() if word.startswith("#")]
