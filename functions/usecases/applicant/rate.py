"""An applicant rates an item (好差评). The text is sealed beside the ledger first; the level and its visit are one write."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.ratings import is_rateable, rated
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.applicant import rated_items
from functions.usecases.case.once import KeyedAct, OnceResult, counted_act, do_once
from functions.usecases.case.view import ledger_of
from functions.usecases.record_kinds.applicant import RATING
from functions.usecases.records import Body, change_record
from schemas.applicant.ratings import RatingOrder
from schemas.codes import EventKind


def rate(case_id: str, order: RatingOrder, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """One rating an item: sent differently within seven days, it is changed. The same key rates once.

    Raises CaseNotFound, ItemNotFound, NotRateable, RatingFixed, KeyReused, TooOften, StaleWrite, StoreBusy.
    """
    ledger = ledger_of(case_id, by=by, deps=deps)
    act = counted_act("rated", case_id, order, by=by, key=key, deps=deps)
    present, now = ledger.item(order.item), deps.clock()
    same_text = rating_words(present, deps).get("text") == order.text
    if is_rateable(present) and present.aftercare.rating is None:
        rated_items.note_rating(present, now, deps)

    def make(ledger: Ledger) -> tuple[Change, OnceResult]:
        change = _change(ledger, order, act, now, deps, same_text=same_text)
        if change.items:
            _keep_text(ledger.item(order.item), order, deps)
        return change, {}

    do_once(act, make, deps)
    return deps.store.ledger(case_id)


def rating_words(item: CaseItem, deps: Deps) -> Mapping[str, Any]:
    """Of a rating `text` and `channel`, of its return visit `visit` (a VisitReport); empty if nobody wrote."""
    found = deps.store.record(RATING, words_key(item))
    return found.body if found else {}


def texts_of(ledger: Ledger, deps: Deps) -> dict[str, str | None]:
    """What the applicant wrote of each rated item, by its code."""
    rated = [item for item in ledger.held if item.aftercare.rating]
    return {item.code: text for item, text in zip(rated, texts_of_items(rated, deps), strict=True)}


def texts_of_items(items: Sequence[CaseItem], deps: Deps) -> tuple[str | None, ...]:
    """In their order."""
    found = deps.at_once([partial(rating_words, item, deps) for item in items])
    return tuple(words.get("text") for words in found)


def words_key(item: CaseItem) -> str:
    """The key of what `rating_words` reads."""
    return f"{item.case_id}/{item.code}"


def _change(
    ledger: Ledger, order: RatingOrder, act: KeyedAct, now: datetime, deps: Deps, *, same_text: bool
) -> Change:
    """Nothing if it says what stands there already."""
    item = ledger.item(order.item)
    after = rated(item, order.given, order.tags, now, deps.calendar, same_text=same_text)
    if after == item:
        return Change()
    detail = {"level": order.given.value, "channel": order.channel.value}
    amended = replace(ledger.case, amended_at=now)
    return Change(
        case=amended, items=(after,), events=(act.event(0, EventKind.RATED, item.code, detail, now),)
    )


def _keep_text(item: CaseItem, order: RatingOrder, deps: Deps) -> None:
    def rule(body: Body | None) -> Body:
        return {**(body or {}), "text": order.text, "channel": order.channel.value}

    change_record(deps.store, RATING, words_key(item), rule)
