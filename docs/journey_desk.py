"""An office's staff on the pages, for docs/journey_places.py: an item is taken up and answered."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event

from journey import SECONDS, Document, Portal, Refused
from journey_pages import Files, Opened, Visitor


@contextmanager
def by_hand(server: str, department: str, region: str, name: str) -> Iterator[str]:
    """So long, this department's items of the place wait for its staff; its office's id."""
    operator = Portal(server, "operator")
    change = {"department": department, "region": region, "reason": "演示由工作人员在网页上办理"}
    route = {"name": name, "mode": "worklist"}
    try:
        yield str(_route(operator, {**change, "route": route})["serving"]["id"])
    finally:
        _route(operator, {**change, "route": None})


def _route(operator: Portal, change: Document) -> Document:
    address = "/v1/operator/routes"
    etag = operator.etag(f"{address}?department={change['department']}&region={change['region']}")
    return operator.ask("PUT", address, change, {"If-Match": etag})


def wait(page: Callable[[], Opened], holds: Callable[[Opened], object], what: str) -> Opened:
    """Opens it again now and then, as somebody would."""
    pause, end = Event(), time.monotonic() + SECONDS
    while not holds(opened := page()):
        if time.monotonic() > end:
            raise Refused(f"{what} did not come within {SECONDS} s: {opened.words[:800]}")
        pause.wait(0.3)
    return opened


def take_up(staff: Visitor, case_id: str, item: str) -> None:
    """领取, 收件, 受理."""
    address = desk_of(case_id, item)
    wait(lambda: staff.open("/office"), lambda page: address in page.links("/office/items/"), item)
    staff.press(staff.open(address), "领取")
    for kind in ("received", "accepted"):
        answer(staff, case_id, item, kind)


def answer(
    staff: Visitor,
    case_id: str,
    item: str,
    kind: str,
    typed: Mapping[str, str] | None = None,
    files: Files | None = None,
) -> Opened:
    """Filled in, looked at, sent."""
    looked = staff.press(staff.open(f"{desk_of(case_id, item)}/answers/{kind}"), "下一步", typed, files)
    return staff.press(looked, "确认发送")


def desk_of(case_id: str, item: str) -> str:
    return f"/office/items/{case_id}/{item}"
