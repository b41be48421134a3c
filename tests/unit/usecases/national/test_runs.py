from datetime import timedelta
from hashlib import sha256

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import KeyReused
from functions.domain.refusals import NotFound
from functions.usecases.intake.submit import submit
from functions.usecases.national import runs
from functions.usecases.national.export import ExportLine, audits
from functions.usecases.national.runs import WantedRun, begin_export, export_run, export_runs, take_part
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.national import EXPORT_SENT
from functions.usecases.records import new_record
from functions.usecases.upkeep.states import close
from schemas.codes import Role
from tests.support.each import each
from tests.support.fakes.damaged_places import damaged_world
from tests.support.incidents import OPERATOR
from tests.support.world import APPLICANT, World, application

WANTED = WantedRun("按月上报国家平台")
KEY = "key-00001"


def test_a_key_begins_one_export_however_often_it_is_sent() -> None:
    deps = World().deps

    first, second = (begin_export(WANTED, by=OPERATOR, key=KEY, deps=deps) for _ in range(2))

    assert first == second
    assert len(export_runs(by=OPERATOR, limit=10, cursor=None, deps=deps).entries) == 1


@each(
    "other",
    [WantedRun("另一个理由"), WantedRun(WANTED.reason, unmasked=True), WantedRun(WANTED.reason, "440100")],
    ids=["reason", "unmasked", "city"],
)
def test_a_key_that_asks_for_another_export_is_refused_and_begins_none(other: WantedRun) -> None:
    deps = World().deps
    begin_export(WANTED, by=OPERATOR, key=KEY, deps=deps)

    with pytest.raises(KeyReused):
        begin_export(other, by=OPERATOR, key=KEY, deps=deps)

    assert [run.reason for run in export_runs(by=OPERATOR, limit=10, cursor=None, deps=deps).entries] == [
        WANTED.reason
    ]


def test_a_key_of_the_release_before_which_kept_no_digest_still_leads_to_its_run() -> None:
    deps = World().deps
    name = sha256(f"{OPERATOR.subject}/{KEY}".encode()).hexdigest()
    end = end_of(EXPORT_SENT, deps.clock())
    deps.store.put(new_record(EXPORT_SENT, name, {"run": "0000-older"}, expires_at=end))

    assert begin_export(WANTED, by=OPERATOR, key=KEY, deps=deps).id == "0000-older"


REPORT = "discharge_report"


def sent(world: World) -> str:
    """A case of which there is something to tell."""
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    world.clock.advance(timedelta(minutes=1))
    return case_id


def references(lines: tuple[ExportLine, ...], world: World) -> set[str]:
    """Of the cases that are told."""
    told = {row["local_reference"] for _, row in lines}
    return {world.deps.store.case_id_of(reference) for reference in told}


def ended(world: World, case_id: str) -> None:
    world.granted(case_id, REPORT)
    close(case_id, 1, world.deps)


def begun(world: World, *, after: str = "") -> str:
    wanted = WantedRun(WANTED.reason, after=after)
    return begin_export(wanted, by=OPERATOR, key=f"{KEY}{after}", deps=world.deps).id


def test_the_first_part_is_of_the_same_cases_whatever_is_opened_before_it_is_taken_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs, "_CASES", 2)
    monkeypatch.setattr(runs, "_EXPORTS", 1)
    world = World()
    cases = {sent(world) for _ in range(4)}
    run = begun(world)
    lost = take_part(run, 0, by=OPERATOR, deps=world.deps)

    sent(world)
    parts = [take_part(run, number, by=OPERATOR, deps=world.deps) for number in (0, 1)]

    assert references(parts[0], world) == references(lost, world)
    assert set[str]().union(*(references(part, world) for part in parts)) == cases


def test_a_part_that_is_taken_again_has_what_was_closed_since(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_CASES", 1)
    monkeypatch.setattr(runs, "_EXPORTS", 1)
    world = World()
    first = begun(world)
    take_part(first, 0, by=OPERATOR, deps=world.deps)
    _, newest = sent(world), sent(world)
    run = begun(world, after=first)
    lost = take_part(run, 0, by=OPERATOR, deps=world.deps)

    ended(world, newest)
    again = take_part(run, 0, by=OPERATOR, deps=world.deps)

    assert references(lost, world) == references(again, world) == {newest}


def test_a_case_that_cannot_be_read_is_told_as_left_out_and_keeps_no_other_back() -> None:
    world, damaged = damaged_world()
    whole, damaged.damaged_case = sent(world), sent(world)
    run = begun(world)

    lines = take_part(run, 0, by=OPERATOR, deps=world.deps)
    again = take_part(run, 0, by=OPERATOR, deps=world.deps)

    (taken,) = export_run(run, by=OPERATOR, deps=world.deps).taken
    (audit, other) = audits(limit=10, cursor=None, deps=world.deps).entries
    assert references(lines, world) == references(again, world) == {whole}
    assert (taken.cases, taken.unreadable) == (2, 1)
    assert (audit.body["unreadable"], other.body["unreadable"]) == (1, 1)


def test_an_export_of_a_city_is_not_gone_on_with_by_the_province_which_would_lack_what_is_older() -> None:
    world = World()
    city = Principal("operator-3", Role.OPERATOR, "440100")
    run = begin_export(WANTED, by=city, key=KEY, deps=world.deps).id
    take_part(run, 0, by=city, deps=world.deps)

    with pytest.raises(NotFound):
        begun(world, after=run)
    assert begin_export(WantedRun(WANTED.reason, after=run), by=city, key="key-00002", deps=world.deps).since


def test_an_export_of_one_city_tells_of_no_other() -> None:
    world = World()
    # Of which no service check is asked.
    place = application().destination.model_dump(mode="json") | {"city": "440300", "county": "440305"}
    insured = application(items=["social_insurance"], destination=place)
    there = submit(insured, by=APPLICANT, key="elsewhere", deps=world.deps).case_id
    here = world.submitted("medical_insurance")
    world.dispatched(there, "social_insurance")
    world.dispatched(here, "medical_insurance")
    one_city, every = (
        begin_export(WantedRun(WANTED.reason, city), by=OPERATOR, key=key, deps=world.deps).id
        for city, key in (("440100", KEY), (None, "key-00002"))
    )
    world.clock.advance(timedelta(minutes=1))

    told = [references(take_part(run, 0, by=OPERATOR, deps=world.deps), world) for run in (one_city, every)]

    assert told == [{here}, {here, there}]


def test_an_export_that_has_no_more_parts_ends_and_the_next_one_goes_on_with_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, bound in (("_CASES", 1), ("_EXPORTS", 1), ("MOST_PARTS", 2)):
        monkeypatch.setattr(runs, name, bound)
    world = World()
    cases = {sent(world) for _ in range(3)}
    first = begun(world)
    told = [take_part(first, number, by=OPERATOR, deps=world.deps) for number in (0, 1)]
    world.clock.advance(timedelta(minutes=1))
    newest = sent(world)

    rest = begun(world, after=first)
    told.append(take_part(rest, 0, by=OPERATOR, deps=world.deps))
    monkeypatch.setattr(runs, "_CASES", 9)
    later = begun(world, after=rest)
    changed = take_part(later, 0, by=OPERATOR, deps=world.deps)

    full, last = (export_run(one, by=OPERATOR, deps=world.deps) for one in (first, rest))
    assert [(one.over, one.is_full, one.goes_on) for one in (full, last)] == [
        (True, True, False),
        (True, False, True),
    ]
    with pytest.raises(NotFound):
        take_part(first, 2, by=OPERATOR, deps=world.deps)
    assert [len(references(lines, world)) for lines in told] == [1, 1, 1]
    assert set[str]().union(*(references(lines, world) for lines in told)) == cases
    assert references(changed, world) == {newest}
