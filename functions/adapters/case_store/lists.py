"""The lists of the DynamoDB store. Each is a query of one index; none reads the whole table."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from functions.adapters.case_store.bodies import case_id_in, case_in, event_in, kept_events
from functions.adapters.case_store.query import (
    cities_asked,
    regions,
    scope,
    start_key,
    statuses,
    whole_moments,
)
from functions.adapters.case_store.rows import CASE_SK, ITEM_SK, NEWS_SHARD, SHARDS, at_key, attributes, view
from functions.adapters.case_store.writes import Backoff
from functions.adapters.codec import stamp
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.case import Case, Event
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import CaseQuery, NewsMark
from functions.ports.deps import AtOnce
from functions.ports.page import Page, ids_of, page_of
from schemas.codes import CaseStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

StoredRow = dict[str, Any]
Request = dict[str, Any]
# Many walks make one page, and most of them hold little: none of those reads a whole page ahead.
LEAST_AHEAD = 5


class Lists:
    """Every list looks one entry ahead, so that a cursor is given only if something follows."""

    def __init__(self, client: "DynamoDBClient", table: str, backoff: Backoff, at_once: AtOnce) -> None:
        self._client = client
        self._table = table
        self._backoff = backoff
        self._at_once = at_once

    def rows(self, condition: str, values: dict[str, str | int], **options: Any) -> Iterator[StoredRow]:
        """Row by row, asking for the next page of the index only when it is wanted."""
        request = self.query(condition, values, **options)
        yield from self._from(request, self._page(request))

    def query(self, condition: str, values: dict[str, str | int], **options: Any) -> Request:
        return {
            "TableName": self._table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": {f"#{name}": name for name in _names(condition)},
            "ExpressionAttributeValues": attributes({f":{name}": value for name, value in values.items()}),
            **options,
        }

    def begun(self, requests: Sequence[Request], *, then: int | None = None) -> list[Iterator[StoredRow]]:
        """Several walks, row by row, whose first pages are read at once. `then`: how many rows the next ones have, which are
        read one after the other: a walk of which all was wanted may be the one that has them.
        """
        pages = self._at_once([partial(self._page, request) for request in requests])
        further = [{**request, "Limit": then} if then else request for request in requests]
        return [self._from(request, page) for request, page in zip(further, pages, strict=True)]

    def _page(self, request: Request) -> Any:
        return self._backoff.run(lambda: self._client.query(**request))

    def _from(self, request: Request, page: Any) -> Iterator[StoredRow]:
        while True:
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            page = self._page({**request, "ExclusiveStartKey": page["LastEvaluatedKey"]})

    def ledger_rows(self, case_id: str, *, consistent: bool = True) -> list[StoredRow]:
        """The case's own rows, without its form and its history: nothing if there is no such case."""
        values: dict[str, str | int] = {"pk": f"CASE#{case_id}", "sk": CASE_SK}
        return list(self.rows("#pk = :pk AND begins_with( #sk , :sk)", values, ConsistentRead=consistent))

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
        kept = (_placed(one) for one in kept_events(self.ledger_rows(case_id)))
        earlier = sorted((entry for entry in kept if entry[0] > after), key=_place)
        found = list(islice(merge(earlier, map(_event, rows), key=_place), limit + 1))
        return page_of(found, limit, lambda key: write_cursor(f"events#{case_id}", (key,)))

    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None) -> Page[Case]:
        """An applicant's own list is one walk; an operator's goes city by city, through its regions and statuses at once."""
        first, place = read_cursor(scope(query), cursor, int, str) or (0, start_key(query))
        found: list[tuple[tuple[int, str], Case | str]] = []
        for number, walk in enumerate(self._walks(query, first, place, page=limit + 1), first):
            wanted = (
                ((number, place), one) for place, one in walk if isinstance(one, str) or query.matches(one)
            )
            found += islice(wanted, limit + 1 - len(found))
            if len(found) > limit:
                break
        return page_of(found, limit, lambda place: write_cursor(scope(query), place))

    def how_many(self, query: CaseQuery, *, most: int) -> int:
        """City by city, the regions of each at once, until there are enough."""
        count = 0
        for city in cities_asked(query):
            views = [view(status, region) for region in regions(query, city) for status in statuses(query)]
            if count < most:
                count += sum(self._at_once([partial(self._count, one, most - count) for one in views]))
        return min(count, most)

    def _count(self, listed: str, most: int) -> int:
        request = self.query(
            "#view = :value", {"value": listed}, IndexName="view", Select="COUNT", Limit=most
        )
        page = self._page(request)
        count = int(page["Count"])
        while count < most and "LastEvaluatedKey" in page:
            page = self._page({**request, "ExclusiveStartKey": page["LastEvaluatedKey"]})
            count += int(page["Count"])
        return count

    def settled(self, query: CaseQuery, since: datetime, *, limit: int, cursor: str | None) -> Page[str]:
        of, nothing = f"settled{scope(query)}", f"{stamp(since)}~"
        start, after = read_cursor(of, cursor, int, str) or (0, nothing)
        found: list[tuple[tuple[int, str], str]] = []
        for number, city in enumerate(cities_asked(query)[start:], start):
            requests = [self._since(region, after, limit + 1) for region in regions(query, city)]
            walk = merge(*self.begun(requests), key=_settled)
            found += (
                ((number, _settled(row)), case_id_in(row)) for row in islice(walk, limit + 1 - len(found))
            )
            if len(found) > limit:
                break
            after = nothing
        return ids_of(found, limit, lambda place: write_cursor(of, place))

    def _since(self, region: str, after: str, page: int) -> Request:
        values: dict[str, str | int] = {"value": view(CaseStatus.CLOSED, region), "after": after}
        return self.query("#view = :value AND #settled > :after", values, IndexName="settled", Limit=page)

    def _walks(
        self, query: CaseQuery, first: int, after: str, *, page: int
    ) -> Iterator[Iterator[tuple[str, Case | str]]]:
        """From the `first` on, which goes on `after`. The first fills most pages: of the others twice as many are begun
        each time that it does not.
        """
        if query.applicant is not None:
            yield _merged(query, self.begun([self._opened(query, "applicant", query.applicant, after, page)]))
            return
        wanted, width = cities_asked(query)[first:], 1
        while wanted:
            yield from self._begun_cities(query, wanted[:width], after, page)
            wanted, width, after = wanted[width:], width * 2, start_key(query)

    def _begun_cities(
        self, query: CaseQuery, wanted: Sequence[str], after: str, page: int
    ) -> Iterator[Iterator[tuple[str, Case | str]]]:
        """Side by side, of which the first goes on `after`."""
        lists = [
            [view(status, region) for region in regions(query, city) for status in statuses(query)]
            for city in wanted
        ]
        requests = [
            self._opened(
                query, "view", one, start_key(query) if later else after, max(LEAST_AHEAD, page // len(views))
            )
            for later, views in enumerate(lists)
            for one in views
        ]
        begun = iter(self.begun(requests))
        return iter([_merged(query, [next(begun) for _ in views]) for views in lists])

    def _opened(self, query: CaseQuery, index: str, value: str, after: str, page: int) -> Request:
        beyond = ">" if query.oldest_first else "<"
        return self.query(
            f"#{index} = :value AND #opened {beyond} :after",
            {"value": value, "after": after},
            IndexName=index,
            ScanIndexForward=query.oldest_first,
            Limit=page,
        )

    def due(self, now: datetime, *, limit: int, cursor: str | None) -> Page[str]:
        """The longest due first, of all shards: where there is more than can be done, none of them has to wait for ever."""
        after, until = read_cursor("due", cursor, str, str) or (" ", " "), stamp(now)
        if after[0] > until:
            return Page(())
        ahead = max(LEAST_AHEAD, limit // SHARDS)
        requests = [self._owed(shard, after[0], until, ahead) for shard in range(SHARDS)]
        found: dict[str, str] = {}
        last = None
        for place in merge(*map(_in_order, self.begun(requests, then=limit))):
            # Of the moment at which the page before ended all is read again.
            if place <= after:
                continue
            if len(found) == limit and place[1] not in found:
                return Page(tuple(found), last)
            found[place[1]] = last = write_cursor("due", place)
        return Page(tuple(found))

    def news(self, after: datetime | None, until: datetime, *, limit: int) -> tuple[NewsMark, ...]:
        first = stamp(after + timedelta.resolution) if after else " "
        requests = [
            self.query(
                "#shard = :shard AND #check_at BETWEEN :first AND :until",
                {"shard": shard, "first": first, "until": stamp(until)},
                IndexName="due",
                Limit=limit + 1,
            )
            for shard in range(NEWS_SHARD, NEWS_SHARD + SHARDS)
        ]
        walks = [map(_mark, walk) for walk in self.begun(requests)]
        return whole_moments(merge(*walks), limit)

    def _owed(self, shard: int, after: str, until: str, page: int) -> Request:
        values: dict[str, str | int] = {"shard": shard, "after": after, "until": until}
        condition = "#shard = :shard AND #check_at BETWEEN :after AND :until"
        return self.query(condition, values, IndexName="due", Limit=page)


def _placed(event: Event | str) -> tuple[str, Event | str]:
    """Of one that cannot be read nobody knows when it was: it is named first."""
    return ("!", event) if isinstance(event, str) else (at_key(event), event)


def _place(entry: tuple[str, Event | str]) -> str:
    return entry[0]


def _event(row: StoredRow) -> tuple[str, Event | str]:
    place = str(row["at_key"]["S"])
    try:
        return place, event_in(row)
    except RecordUnreadable:
        return place, place.partition("#")[2]


def _mark(row: StoredRow) -> NewsMark:
    code = str(row["sk"]["S"]).removeprefix(ITEM_SK)
    return NewsMark(datetime.fromisoformat(row["check_at"]["S"]), case_id_in(row), code)


def _in_order(walk: Iterator[StoredRow]) -> Iterator[tuple[str, str]]:
    """When, and whose: an index gives rows of one moment in no order."""
    for at, rows in groupby(walk, key=lambda row: str(row["check_at"]["S"])):
        yield from ((at, case_id) for case_id in sorted(map(case_id_in, rows)))


def _settled(row: StoredRow) -> str:
    return str(row["settled"]["S"])


def _merged(query: CaseQuery, walks: list[Iterator[StoredRow]]) -> Iterator[tuple[str, Case | str]]:
    """In the query's order, each with its place; of one that cannot be read its id."""
    found = (map(_read, walk) for walk in walks)
    return merge(*found, key=lambda entry: entry[0], reverse=not query.oldest_first)


def _read(row: StoredRow) -> tuple[str, Case | str]:
    place = str(row["opened"]["S"])
    try:
        return place, case_in(row)
    except RecordUnreadable:
        return place, case_id_in(row)


def _names(condition: str) -> list[str]:
    return [word[1:] for word in condition.split() if word.startswith("#")]
