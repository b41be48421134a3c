"""Tells a platform of the province what its marks say is owed: case by case, each message under its own key, once.

What was told is noted after it was; whoever dies in between tells it again under the same key.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import PlatformRefused, PlatformUnavailable, StaleWrite
from functions.domain.national.messages import KeyedMessage, messages_for
from functions.domain.national.owed_messages import ToldPlatform, case_of_mark, owed_kind
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.platform import ProvincePlatform
from functions.telemetry.lines import write_line
from functions.usecases.office.circuits import resting, through_circuit
from functions.usecases.owed import came_to_nothing, next_owed
from functions.usecases.record_kinds.national import MESSAGES_TOLD
from functions.usecases.records import Body, change_record
from functions.usecases.walks import every_event

# Marks of one look; the rest is found by the next.
_AT_MOST = 500


def platforms_of(deps: Deps) -> Mapping[ToldPlatform, ProvincePlatform]:
    """Those that are connected."""
    known = {ToldPlatform.ACCEPTANCE: deps.acceptance, ToldPlatform.RATINGS: deps.ratings}
    return {name: port for name, port in known.items() if port is not None}


def owed_cases(platform: ToldPlatform, deps: Deps) -> dict[str, list[Record]]:
    """By case, the marks that say so; none while the platform is left alone. Raises StoreBusy."""
    found: dict[str, list[Record]] = {}
    if not resting(platform, deps):
        for mark in next_owed(owed_kind(platform), _AT_MOST, deps):
            found.setdefault(case_of_mark(mark.key), []).append(mark)
    return found


def tell_case(platform: ToldPlatform, case_id: str, marks: list[Record], deps: Deps) -> int:
    """How many messages it took. Raises PlatformUnavailable, StoreError: then they stay owed."""
    try:
        messages = tuple(_messages(platform, case_id, deps))
    except CaseNotFound:
        # Not opened yet, or its opening came to nothing.
        _settle([mark for mark in marks if came_to_nothing(mark, deps.clock())], deps)
        return 0
    taken, refused, error = _sent(platform, case_id, messages, deps)
    if taken or refused:
        _note(platform, case_id, taken, refused, deps)
    if error:
        raise error
    _settle(marks, deps)
    return len(taken)


def _messages(platform: ToldPlatform, case_id: str, deps: Deps) -> Iterator[KeyedMessage]:
    """Those that were not told yet."""
    ledger, told = deps.store.ledger(case_id), deps.store.record(_kind(platform), case_id)
    known = {*told.body["told"], *told.body["refused"]} if told else set()
    for one in messages_for(platform, ledger, every_event(deps.store, case_id), deps.codes):
        if one.key not in known:
            yield one


def _sent(
    platform: ToldPlatform, case_id: str, messages: tuple[KeyedMessage, ...], deps: Deps
) -> tuple[list[str], list[str], PlatformUnavailable | None]:
    """In their order, up to the first that the platform cannot take now."""
    taken: list[str] = []
    refused: list[str] = []
    port = platforms_of(deps)[platform]
    for one in messages:
        key = f"{case_id}/{platform}/{one.key}"
        try:
            through_circuit(platform, partial(port.send, one.message, key=key), deps)
        except PlatformUnavailable as error:
            return taken, refused, error
        except PlatformRefused:
            refused.append(one.key)
            write_line("message refused", {"platform": platform.value, "key": key}, level="WARNING")
        else:
            taken.append(one.key)
    return taken, refused, None


def _note(platform: ToldPlatform, case_id: str, taken: list[str], refused: list[str], deps: Deps) -> None:
    def rule(body: Body | None) -> Body:
        before = body or {"told": [], "refused": []}
        return {
            "told": list(dict.fromkeys((*before["told"], *taken))),
            "refused": list(dict.fromkeys((*before["refused"], *refused))),
        }

    change_record(deps.store, _kind(platform), case_id, rule)


def _settle(marks: list[Record], deps: Deps) -> None:
    for mark in marks:
        with suppress(StaleWrite):
            deps.store.delete(mark)


def _kind(platform: ToldPlatform) -> str:
    return f"{MESSAGES_TOLD}#{platform}"
