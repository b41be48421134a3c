import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.national.numbers import NationalCodes
from functions.domain.refusals import BadCursor
from functions.usecases.applicant.rate import rate
from functions.usecases.national.export import ExportPart, audits, export_national
from functions.usecases.upkeep.states import close
from schemas.applicant.ratings import RatingOrder
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Role
from schemas.codes_citizen import RatingLevel
from schemas.national.export import ExportOrder
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.filing import FORM, PENSION, brought, deferred
from tests.support.world import APPLICANT, World

PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")
SHENZHEN = Principal("operator-2", Role.OPERATOR, "440300")
REPORT, SUBSIDY = "discharge_report", "economic_subsidy"
CODE = "11440106007508683Q4442106043001"
CODES = NationalCodes({("veterans_affairs-440106", REPORT): CODE}, theme="ZT440001")


def exported(
    world: World,
    cursor: str | None = None,
    *,
    by: Principal = PROVINCE,
    limit: int = 50,
    unmasked: bool = False,
) -> ExportPart:
    order = ExportOrder(reason="每日汇聚", cursor=cursor, limit=limit, unmasked=unmasked)
    return export_national(order, by=by, key="key-0001", deps=world.deps)


def whole(world: World, cursor: str | None = None, *, limit: int = 50) -> Iterator[ExportPart]:
    while True:
        part = exported(world, cursor, limit=limit)
        yield part
        if not part.more:
            return
        cursor = part.cursor


def tables(*parts: ExportPart) -> list[str]:
    return sorted(table for part in parts for table, _ in part.lines)


def handled(world: World, *codes: str) -> str:
    case_id = world.submitted(*codes)
    world.granted(case_id, "service_check", *codes)
    return case_id


def later(world: World, **time: float) -> None:
    world.clock.advance(timedelta(**time))


def test_open_and_closed_cases_are_exported_item_by_item() -> None:
    world = World()
    close(handled(world, REPORT), 1, world.deps)
    opened = world.submitted(REPORT)
    world.granted(opened, "service_check")
    world.dispatched(opened, REPORT)
    world.submitted(SUBSIDY)

    part = exported(world)

    assert tables(part).count("up_pro_accept") == 1
    assert tables(part).count("up_pro_result") == 1
    assert tables(part).count("up_pro_process") == 3
    assert {row["cd_batch"] for _, row in part.lines} == {part.batch}


def test_page_by_page_every_case_comes_once_and_in_one_batch() -> None:
    world = World()
    for _ in range(5):
        handled(world, REPORT)
        later(world, seconds=1)

    parts = list(whole(world, limit=2))

    guids = [row["row_guid"] for part in parts for _, row in part.lines]
    assert len(parts) == 3
    assert len({part.batch for part in parts}) == 1
    assert len(guids) == len(set(guids))
    assert tables(*parts).count("up_pro_accept") == 5


def test_the_next_run_tells_what_has_changed_since_and_nothing_else() -> None:
    world = World()
    quiet, busy = handled(world, REPORT), handled(world, REPORT, SUBSIDY)
    first = exported(world)
    later(world, hours=1)
    idle = exported(world, first.cursor)
    later(world, hours=1)
    rate(
        busy,
        RatingOrder(item=SUBSIDY, level=RatingLevel.SATISFIED),
        by=APPLICANT,
        key="k-000001",
        deps=world.deps,
    )

    changed = exported(world, idle.cursor)

    assert idle.lines == ()
    assert {row.get("local_item", SUBSIDY) for _, row in changed.lines} == {SUBSIDY}
    (result,) = [row for table, row in changed.lines if table == "up_pro_result"]
    assert (result["cd_operation"], result["satisfaction"]) == ("U", "2")
    assert quiet != busy


@pytest.mark.parametrize("items", [(REPORT, SUBSIDY), (REPORT,)], ids=["open", "closed"])
def test_what_an_office_said_before_its_outcome_and_comes_after_it_is_told_by_the_next_run(
    items: tuple[str, ...],
) -> None:
    world = World()
    case_id = world.submitted(*items)
    said_at = world.clock()
    later(world, minutes=5)
    world.granted(case_id, "service_check", REPORT)
    if items == (REPORT,):
        close(case_id, 1, world.deps)
    later(world, minutes=5)
    first = exported(world)
    later(world, minutes=5)
    world.answered(case_id, REPORT, "received", at=said_at.isoformat())

    second = exported(world, first.cursor)

    assert "收件" in {row.get("process_name") for _, row in second.lines}


def test_a_rating_of_a_closed_case_is_told_as_well() -> None:
    world = World()
    case_id = handled(world, REPORT)
    close(case_id, 1, world.deps)
    first = exported(world)
    later(world, days=2)
    rate(
        case_id,
        RatingOrder(item=REPORT, level=RatingLevel.NEUTRAL),
        by=APPLICANT,
        key="k-000001",
        deps=world.deps,
    )

    again = exported(world, first.cursor)

    assert [row["satisfaction"] for table, row in again.lines if table == "up_pro_result"] == ["3"]


class ReadStore(FakeCaseStore):
    """Notes whose ledgers are read. Its lists may be behind by a minute."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.read: list[str] = []

    @property
    def lag(self) -> timedelta:
        return timedelta(minutes=1)

    def ledger(self, case_id: str) -> Ledger:
        self.read.append(case_id)
        return super().ledger(case_id)


def test_a_run_reads_what_is_open_and_what_was_closed_since_and_no_other_case() -> None:
    world = World()
    store = world.store = ReadStore(world.clock)
    world.deps = replace(world.deps, store=store)
    for _ in range(3):
        close(handled(world, REPORT), 1, world.deps)
    opened, closing = handled(world, REPORT), handled(world, REPORT)
    later(world, minutes=2)
    first = exported(world)
    later(world, minutes=2)
    close(closing, 1, world.deps)
    later(world, minutes=2)
    store.read.clear()

    again = exported(world, first.cursor)

    assert set(store.read) == {opened, closing}
    assert not again.more


def test_what_no_list_may_hold_yet_is_told_by_the_next_run() -> None:
    world = World()
    store = world.store = ReadStore(world.clock)
    world.deps = replace(world.deps, store=store)
    first = exported(world)
    handled(world, REPORT)
    later(world, seconds=30)
    early = exported(world, first.cursor)
    later(world, minutes=1)

    late = exported(world, early.cursor)

    assert early.lines == ()
    assert "up_pro_result" in tables(late)


def test_a_paper_that_comes_late_is_told_by_the_next_run() -> None:
    world = World()
    case_id = deferred(world)
    world.granted(case_id, "service_check", REPORT, "social_insurance")
    world.dispatched(case_id, FORM[0])
    first = exported(world)
    later(world, hours=1)
    brought(world, case_id, FORM)

    again = exported(world, first.cursor)

    assert uploads(first, "I") == {PENSION[1]}
    assert uploads(again, "I") == {FORM[1]}


def uploads(part: ExportPart, operation: str) -> set[str]:
    """Codes of the papers that were handed in for the pension."""
    codes = {material.name: material.code for material in load_edition(CURRENT).item(FORM[0]).materials}
    return {
        codes[row["material_name"]]
        for table, row in part.lines
        if table == "up_pro_material" and row["local_item"] == FORM[0]
        if row["local_get_type"] == "申请人上传" and row["cd_operation"] == operation
    }


def test_the_same_cursor_gives_the_same_rows_for_the_same_facts() -> None:
    world = World()
    for _ in range(3):
        handled(world, REPORT)
        later(world, seconds=1)
    first = exported(world, limit=1)

    again = [exported(world, first.cursor, limit=1) for _ in range(2)]

    assert again[0] == again[1]


def test_operators_export_their_own_region() -> None:
    world = World()
    handled(world, REPORT)

    assert exported(world, by=SHENZHEN).lines == ()


@each(
    "cursor",
    [
        "nowhere",
        "天河",
        base64.urlsafe_b64encode(b"[1]").decode(),
        base64.urlsafe_b64encode(json.dumps(["2026-11-24", None, None]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps([None, None, 1]).encode()).decode(),
        base64.urlsafe_b64encode(b"[" * 1100).decode(),
        base64.urlsafe_b64encode(json.dumps(["0001-01-01T00:00:00+14:00", None, None]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps([None, "9999-12-31T23:59:59-14:00", None]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps([None, None, "\ud800"]).encode()).decode(),
    ],
)
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        exported(World(), cursor)


def test_every_export_is_kept_with_who_why_and_how_much() -> None:
    world = World()
    handled(world, REPORT)
    part = exported(world, unmasked=True)

    (kept,) = audits(limit=10, cursor=None, deps=world.deps).entries

    assert kept.body["by"] == "operator-1"
    assert (kept.body["reason"], kept.body["unmasked"]) == ("每日汇聚", True)
    assert (kept.body["cases"], kept.body["rows"]) == (1, len(part.lines))


def test_what_no_column_can_hold_is_left_out_named_and_counted() -> None:
    world = World()
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.answered(case_id, REPORT, "accepted", receipt="收" * 51)

    part = exported(world)

    (row,) = [row for table, row in part.lines if table == "up_pro_accept"]
    (kept,) = audits(limit=10, cursor=None, deps=world.deps).entries
    assert (row["accept_doc_no"], row["unfit"], kept.body["unfit"]) == (None, ["accept_doc_no"], 1)


def test_an_item_whose_code_is_confirmed_has_its_number_and_keeps_it() -> None:
    world = World()
    world.deps = replace(world.deps, codes=CODES)
    for _ in range(2):
        handled(world, REPORT)
        later(world, seconds=1)

    once, again = (
        [row for table, row in exported(world).lines if table == "up_pro_accept"] for _ in range(2)
    )

    numbers = [row["project_no"] for row in once]
    assert sorted(numbers) == [f"{CODE}202611240001", f"{CODE}202611240002"]
    assert {len(number) for number in numbers} == {43}
    assert sorted(row["local_theme_no"] for row in once) == ["ZT440001202611240001", "ZT440001202611240002"]
    assert [row["project_no"] for row in again] == numbers


def test_nobody_goes_on_from_what_was_exported_for_others() -> None:
    """What is older than its end would be in no file, and nobody would miss it."""
    world = World()
    handled(world, REPORT)
    of_city = exported(world, by=SHENZHEN).cursor
    order = ExportOrder(reason="每日汇聚", city="440300")
    of_order = export_national(order, by=PROVINCE, key="key-0002", deps=world.deps).cursor
    own = exported(world).cursor

    for cursor, by in ((of_city, PROVINCE), (of_order, PROVINCE), (own, SHENZHEN)):
        with pytest.raises(BadCursor, match="另一辖区"):
            exported(world, cursor, by=by)
    assert exported(world, own).lines == exported(world, of_city, by=SHENZHEN).lines == ()


def test_a_cursor_of_before_whose_was_noted_is_gone_on_from() -> None:
    world = World()
    handled(world, REPORT)
    padded = exported(world).cursor + "=="
    of_before = json.dumps(json.loads(base64.urlsafe_b64decode(padded[: len(padded) // 4 * 4]))[:3]).encode()

    assert exported(world, base64.urlsafe_b64encode(of_before).decode().rstrip("=")).lines == ()


def test_nobody_goes_on_from_a_moment_that_has_not_come() -> None:
    """Until the clock is there again each run would tell nothing, and whatever comes before it would be told by none."""
    world = World()
    later(world, days=4000)
    ahead = exported(world).cursor
    later(world, days=-4000)
    handled(world, REPORT)

    with pytest.raises(BadCursor, match="时钟超前"):
        exported(world, ahead)
    assert tables(exported(world))
