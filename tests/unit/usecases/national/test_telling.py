"""What the province's platforms are told as a case goes, and that nothing is owed to one that is not connected."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.adapters.case_store.owing import OwingStore
from functions.domain.case.case import Ledger
from functions.domain.errors import PlatformRefused, PlatformUnavailable
from functions.domain.national.owed_messages import ToldPlatform, owed_kind
from functions.ports.case_store import Opening, Submission
from functions.usecases.applicant.rate import rate
from functions.usecases.national import telling
from functions.usecases.owed import COMES_WITHIN
from functions.usecases.record_kinds.national import MESSAGES_TOLD
from functions.usecases.record_kinds.shared import METRICS
from functions.usecases.records import SWEEP, new_record
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.ratings import RatingOrder
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.platform import FakePlatform
from tests.support.personal import found_in
from tests.support.simulation.stores import TEXT_SEAL
from tests.support.world import APPLICANT, World

ITEM = "discharge_report"


class Told(World):
    """Both platforms are connected, unless said otherwise."""

    def __init__(self, *connected: ToldPlatform) -> None:
        super().__init__()
        named = frozenset(connected or ToldPlatform)
        self.told, self.rated = FakePlatform(), FakePlatform()
        self.deps = replace(
            self.deps,
            store=OwingStore(self.store, TEXT_SEAL, named),
            acceptance=self.told if ToldPlatform.ACCEPTANCE in named else None,
            ratings=self.rated if ToldPlatform.RATINGS in named else None,
        )

    def owed(self, platform: ToldPlatform = ToldPlatform.ACCEPTANCE) -> int:
        return len(self.store.records(owed_kind(platform), limit=100).entries)

    def granted_item(self) -> str:
        case_id = self.submitted(ITEM)
        self.granted(case_id, "service_check")
        self.dispatched(case_id, ITEM)
        self.answered(case_id, ITEM, "accepted")
        self.answered(case_id, ITEM, "granted", result={"document": "登记表", "number": "1"})
        return case_id


def test_a_straight_item_is_declared_accepted_and_done() -> None:
    world = Told()
    world.granted_item()

    sweep(world.deps)

    assert world.told.steps == [
        (ITEM, "申办", None),
        (ITEM, "预受理", "1"),
        (ITEM, "受理", "1"),
        (ITEM, "办结", "0"),
    ]
    assert world.owed() == 0


def test_a_correction_is_told_with_what_became_of_it() -> None:
    world = Told()
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    world.answered(case_id, ITEM, "correction_requested", missing=[{"name": "照片", "reason": "不清楚"}])

    sweep(world.deps)

    assert world.told.steps[1:] == [(ITEM, "预受理", "3"), (ITEM, "补交告知", None)]


@each(
    "kinds, said",
    [
        (("not_accepted",), [("预受理", "2"), ("受理", "2")]),
        (("accepted", "refused"), [("预受理", "1"), ("受理", "1"), ("办结", "1")]),
        (
            ("accepted", "suspended", "resumed"),
            [("预受理", "1"), ("受理", "1"), ("特别程序申请", "2"), ("特别程序结果", "2")],
        ),
        (("granted",), [("预受理", "1"), ("受理", "1"), ("办结", "6")]),
    ],
    ids=["not accepted", "refused", "suspended", "granted at once"],
)
def test_each_word_of_an_office_is_the_messages_of_its_kind(
    kinds: tuple[str, ...], said: list[tuple[str, str]]
) -> None:
    world = Told()
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    for kind in kinds:
        world.answered(case_id, ITEM, kind)

    sweep(world.deps)

    assert [(name, state) for _, name, state in world.told.steps[1:]] == said


def test_what_was_told_is_not_told_again_and_what_is_new_is() -> None:
    world = Told()
    case_id = world.submitted(ITEM)
    sweep(world.deps)
    world.granted(case_id, "service_check", ITEM)

    sweep(world.deps)
    sweep(world.deps)

    assert len(world.told.arrived) == len(set(world.told.arrived)) == 4


def test_a_platform_that_cannot_now_stays_owed_and_is_told_from_there_on() -> None:
    world = Told()
    world.granted_item()
    world.told.fails = (2, PlatformUnavailable())

    failed = sweep(world.deps)
    held = world.owed()
    sweep(world.deps)

    assert failed.failures["PlatformUnavailable"] == 1
    assert held > 0
    assert world.owed() == 0
    assert len(world.told.arrived) == len(set(world.told.arrived)) == 4


def test_what_a_platform_refuses_is_noted_and_does_not_hold_up_the_rest() -> None:
    world = Told()
    case_id = world.granted_item()
    world.told.fails = (1, PlatformRefused())

    sweep(world.deps)
    sweep(world.deps)

    noted = world.store.record(f"{MESSAGES_TOLD}#acceptance", case_id)
    assert noted
    assert (len(noted.body["told"]), len(noted.body["refused"])) == (3, 1)
    assert len(world.told.arrived) == 3


def test_whoever_dies_before_it_is_noted_tells_it_again_under_the_same_key() -> None:
    world = Told()
    case_id = world.submitted(ITEM)
    marks = world.store.records(owed_kind(ToldPlatform.ACCEPTANCE), limit=10).entries
    sweep(world.deps)
    noted = world.store.record(f"{MESSAGES_TOLD}#acceptance", case_id)
    assert noted
    world.store.delete(noted)
    world.store.put(replace(marks[0], version=0))

    sweep(world.deps)

    assert len(world.told.arrived) == 2
    assert len(world.told.told) == 1


def test_a_rating_is_told_with_its_code_and_without_its_words() -> None:
    world = Told()
    case_id = world.granted_item()
    order = RatingOrder.model_validate_json(
        '{"item": "discharge_report", "level": "dissatisfied", "text": "等了很久"}'
    )
    rate(case_id, order, by=APPLICANT, key="key-00000001", deps=world.deps)

    sweep(world.deps)

    [rating] = world.rated.told.values()
    said = rating.model_dump_json()
    assert '"satisfaction":"4","satisfaction_tablet":"2"' in said
    assert "等了很久" not in said


def test_nothing_of_the_person_is_told() -> None:
    world = Told()
    world.granted_item()

    sweep(world.deps)

    assert found_in("".join(one.model_dump_json() for one in world.told.told.values())) == set()


def test_to_a_platform_that_is_not_connected_nothing_is_owed() -> None:
    world = Told(ToldPlatform.RATINGS)
    world.granted_item()

    sweep(world.deps)

    assert world.owed() == 0
    assert world.told.arrived == []


def test_without_any_platform_not_a_record_more_is_written() -> None:
    world = World()
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check", ITEM)

    sweep(world.deps)

    for platform in ToldPlatform:
        assert world.store.records(owed_kind(platform), limit=10).entries == ()
        assert world.store.record(f"{MESSAGES_TOLD}#{platform}", case_id) is None


def test_a_case_that_was_never_opened_leaves_no_debt() -> None:
    world = Told()
    world.submitted(ITEM)
    [mark] = world.store.records(owed_kind(ToldPlatform.ACCEPTANCE), limit=10).entries
    gone = "0f3b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
    world.store.put(replace(mark, key=f"{gone}/0", version=0))
    world.clock.advance(COMES_WITHIN + timedelta(seconds=1))

    sweep(world.deps)

    assert world.owed() == 0


def test_a_case_that_is_opened_after_a_sweep_met_its_mark_is_told() -> None:
    world = Told()
    swept = []

    class Slow(FakeCaseStore):
        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def create(self, opening: Opening) -> Submission:
            swept.append(sweep(world.deps))
            return super().create(opening)

    fast = world.deps
    world.deps = replace(fast, store=OwingStore(Slow(), TEXT_SEAL, frozenset(ToldPlatform)))
    world.submitted(ITEM)
    world.deps = fast

    sweep(world.deps)

    assert len(swept) == 1
    assert world.told.steps == [(ITEM, "申办", None)]


def test_marks_of_which_nothing_comes_do_not_keep_the_rest_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_AT_MOST", 2)
    world = Told()
    kind = owed_kind(ToldPlatform.ACCEPTANCE)
    for number in range(5):
        world.store.put(new_record(kind, f"0{number}/0", {"at": world.clock().isoformat()}))
    world.submitted(ITEM)

    for _ in range(4):
        sweep(world.deps)

    assert world.told.steps == [(ITEM, "申办", None)]
    assert world.owed() == 5


def test_what_is_owed_is_told_though_its_mark_cannot_be_read() -> None:
    world = Told()
    world.submitted(ITEM)
    kind = owed_kind(ToldPlatform.ACCEPTANCE)
    [mark] = world.store.records(kind, limit=10).entries
    world.store.damage_record(kind, mark.key)

    sweep(world.deps)

    assert world.told.steps == [(ITEM, "申办", None)]
    assert world.owed() == 0


def test_an_odd_ledger_that_cannot_be_told_of_ends_no_sweep() -> None:
    world = Told()
    odd, whole = world.submitted(ITEM), world.submitted(ITEM)

    class Odd(FakeCaseStore):
        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def ledger(self, case_id: str) -> Ledger:
            if case_id == odd:
                raise ValueError
            return super().ledger(case_id)

    store = OwingStore(Odd(), TEXT_SEAL, frozenset(ToldPlatform))

    report = sweep(replace(world.deps, store=store))

    assert report.failures["ValueError"] >= 1
    assert [key.partition("/")[0] for key in world.told.arrived] == [whole]
    assert world.store.record(METRICS, SWEEP) is not None


def test_each_step_is_told_once_however_often_something_follows_it() -> None:
    world = Told()
    case_id = world.submitted(ITEM)
    sweep(world.deps)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    world.answered(case_id, ITEM, "accepted")
    sweep(world.deps)
    world.answered(case_id, ITEM, "granted")
    sweep(world.deps)

    assert [name for _, name, _ in world.told.steps] == ["申办", "预受理", "受理", "办结"]
