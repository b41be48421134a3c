"""Letters on record, sealed or saying why not; and the sweep that asks again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.domain.applicant.issue import (
    DEMO_SEAL_WORDS,
    NO_SEAL_SERVICE,
    SEAL_AWAITED,
    SEAL_REFUSED,
    sealed_words,
)
from functions.domain.applicant.paper import Paper, Paragraph, SealImprint, SealPlace
from functions.domain.errors import PlatformError, PlatformRefused, PlatformUnavailable, StoreBusy
from functions.ports.case_store import Record
from functions.printing.pdf import pdf
from functions.shapes.applicant.papers import printed
from functions.usecases.applicant.issued import note_file
from functions.usecases.applicant.papers import letter_of
from functions.usecases.applicant.verification import verify_letter
from functions.usecases.office.routes import set_route
from functions.usecases.owed import COMES_WITHIN
from functions.usecases.record_kinds.applicant import ISSUED_LETTERS, SEAL_OWED
from functions.usecases.record_kinds.shared import OWED_READ
from functions.usecases.records import new_record
from functions.usecases.upkeep import platforms
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Department
from schemas.office.routes import OfficeRoute, RouteChange
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.electronic_seal import FakeElectronicSeal
from tests.support.incidents import OPERATOR
from tests.support.pdf_text import text_of
from tests.support.world import APPLICANT, World

ITEM, PLACE = "discharge_report", "https://lianban.example"


def world(seals: FakeElectronicSeal | None = None) -> tuple[World, str]:
    """An item is granted."""
    made = World()
    made.deps = replace(made.deps, electronic_seal=seals, public_address=PLACE)
    case_id = made.submitted(ITEM)
    made.granted(case_id, "service_check", ITEM)
    return made, case_id


def routed(made: World, name: str | None, expected: int) -> None:
    """Sets who serves the applicant's county, or takes it back."""
    route = OfficeRoute(name=name, mode="worklist") if name else None
    change = RouteChange(
        department=Department.VETERANS_AFFAIRS, region="440106", route=route, reason="调整分工"
    )
    set_route(change, expected=expected, by=OPERATOR, deps=made.deps)


def letter(made: World, case_id: str, name: str = "completion") -> Paper:
    return letter_of(case_id, ITEM, name, by=APPLICANT, deps=made.deps)


def words(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Paragraph)]


def records(made: World, kind: str) -> list[str]:
    return [one.key for one in made.store.records(kind, limit=10).entries]


def test_a_letter_without_a_seal_service_says_that_it_bears_no_seal() -> None:
    made, case_id = world()

    paper = letter(made, case_id)

    assert NO_SEAL_SERVICE in words(paper)
    assert "（没有加盖电子印章）" in text_of(pdf(paper))
    assert records(made, SEAL_OWED) == []


def test_its_code_leads_to_where_it_is_verified() -> None:
    made, case_id = world()

    paper = letter(made, case_id)

    assert paper.scanned == f"{PLACE}/verify/{paper.code}"
    assert ("查验码", "-".join(paper.code[at : at + 4] for at in range(0, 20, 4))) in paper.marks
    assert records(made, ISSUED_LETTERS) == [paper.code]


def test_where_nobody_knows_the_address_the_code_stands_without_one() -> None:
    made, case_id = world()
    made.deps = replace(made.deps, public_address="")

    paper = letter(made, case_id)

    assert paper.scanned == ""
    assert not any("verify" in text for text in words(paper))


def test_opened_again_it_is_the_same_letter() -> None:
    made, case_id = world(FakeElectronicSeal())

    first, second = letter(made, case_id), letter(made, case_id)

    assert pdf(first) == pdf(second)
    assert len(records(made, ISSUED_LETTERS)) == 1


@pytest.mark.parametrize("name", ["示例街道服务站", None], ids=["renamed", "taken back"])
def test_a_letter_keeps_the_name_of_the_office_that_said_it_whatever_an_operator_sets_later(
    name: str | None,
) -> None:
    made = World()
    offices = SetOffices(load_offices(""), made.store, clock=made.clock, guarded=True, keep=timedelta(0))
    made.deps = replace(made.deps, offices=offices)
    routed(made, "天河区服务站", 0)
    case_id = made.submitted(ITEM)
    made.granted(case_id, "service_check", ITEM)
    first = letter(made, case_id)

    made.clock.advance(timedelta(hours=1))
    routed(made, name, 1)

    again = letter(made, case_id)
    assert "天河区服务站" in text_of(pdf(again))
    assert again.code == first.code


def test_a_letter_is_sealed_over_its_digest_and_under_one_key() -> None:
    seals = FakeElectronicSeal()
    made, case_id = world(seals)

    paper = letter(made, case_id)
    letter(made, case_id)

    [(key, (order, given))] = seals.given.items()
    assert key == f"{case_id}/seal/{paper.code}"
    assert seals.arrived == [key]
    assert f"内容摘要（SHA-256）：{order.digest}" in words(paper)
    assert sealed_words(given.seal) in words(paper)
    assert any(isinstance(block, SealImprint) for block in paper.blocks)
    assert not any(isinstance(block, SealPlace) for block in paper.blocks)
    assert records(made, SEAL_OWED) == []


def test_a_demo_seal_says_on_the_paper_that_it_is_none() -> None:
    made, case_id = world(FakeElectronicSeal(demo=True))

    paper = letter(made, case_id)

    assert DEMO_SEAL_WORDS in words(paper)
    assert "样章" in text_of(pdf(paper))


@pytest.mark.parametrize(
    ("error", "said", "owed"),
    [(PlatformUnavailable(), SEAL_AWAITED, 1), (PlatformRefused(), SEAL_REFUSED, 0)],
    ids=["unavailable", "refused"],
)
def test_a_letter_that_could_not_be_sealed_is_handed_over_and_says_why(
    error: PlatformError, said: str, owed: int
) -> None:
    seals = FakeElectronicSeal()
    made, case_id = world(seals)
    seals.otherwise = error

    paper = letter(made, case_id)

    assert said in words(paper)
    assert len(records(made, SEAL_OWED)) == owed


def test_the_sweep_asks_again_for_a_seal_that_is_owed() -> None:
    seals = FakeElectronicSeal()
    made, case_id = world(seals)
    seals.otherwise = PlatformUnavailable()
    letter(made, case_id)
    seals.otherwise = None

    report = sweep(made.deps)

    assert report.repairs["Sealed"] == 1
    assert records(made, SEAL_OWED) == []
    assert SEAL_AWAITED not in words(letter(made, case_id))
    assert len(seals.given) == 1


def test_a_refused_seal_is_asked_for_once_more_by_whoever_opens_the_letter() -> None:
    seals = FakeElectronicSeal()
    made, case_id = world(seals)
    seals.otherwise = PlatformRefused()
    letter(made, case_id)
    seals.otherwise = None

    assert any(isinstance(block, SealImprint) for block in letter(made, case_id).blocks)


def test_a_seal_that_came_and_was_not_noted_is_the_same_seal() -> None:
    """The process died in between."""
    seals = FakeElectronicSeal()
    made, case_id = world(seals)
    first = letter(made, case_id)
    record = made.store.record(ISSUED_LETTERS, first.code)
    assert record
    made.store.put(replace(record, body={**record.body, "seal": None}))

    assert letter(made, case_id) == first
    assert len(seals.given) == 1


def test_a_file_that_could_not_be_noted_is_not_handed_over() -> None:
    made, case_id = world()
    paper = letter(made, case_id)

    class Beaten(FakeCaseStore):
        def put(self, record: Record) -> Record:
            raise StoreBusy

    beaten = Beaten(made.clock)
    beaten.__dict__.update({**made.store.__dict__})

    with pytest.raises(StoreBusy):
        printed(paper, "completion", replace(made.deps, store=beaten))


def test_a_file_without_a_seal_stays_one_though_the_seal_came_before_it_was_noted() -> None:
    made, case_id = world()
    unsealed = letter(made, case_id)
    made.deps = replace(made.deps, electronic_seal=FakeElectronicSeal())
    file = pdf(unsealed)
    letter(made, case_id)

    note_file(unsealed, file, made.deps)

    assert verify_letter(unsealed.code, address="192.0.2.1", deps=made.deps, file=file).printed == ""


def _refusing(made: World, kind: str) -> FakeCaseStore:
    """A store that cannot write one kind of records now."""

    class Refusing(FakeCaseStore):
        def __init__(self) -> None:
            self.__dict__.update(vars(made.store))

        def put(self, record: Record) -> Record:
            if record.kind == kind:
                raise StoreBusy
            return super().put(record)

    return Refusing()


@pytest.mark.parametrize("kind", [SEAL_OWED, ISSUED_LETTERS])
def test_a_letter_that_is_on_record_owes_its_seal_or_has_it(kind: str) -> None:
    made, case_id = world(FakeElectronicSeal())
    working = made.deps
    made.deps = replace(working, store=_refusing(made, kind))
    with pytest.raises(StoreBusy):
        letter(made, case_id)
    made.deps = working

    assert set(records(made, ISSUED_LETTERS)) <= set(records(made, SEAL_OWED))


def test_a_seal_that_is_owed_of_a_letter_on_its_way_is_let_go_only_after_a_while() -> None:
    made, case_id = world(FakeElectronicSeal())
    working = made.deps
    made.deps = replace(working, store=_refusing(made, ISSUED_LETTERS))
    with pytest.raises(StoreBusy):
        letter(made, case_id)
    made.deps = working

    sweep(made.deps)
    soon = records(made, SEAL_OWED)
    made.clock.advance(COMES_WITHIN + timedelta(seconds=1))
    sweep(made.deps)

    assert (len(soon), records(made, SEAL_OWED)) == (1, [])


def test_seals_that_never_come_do_not_keep_the_rest_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platforms, "_AT_MOST", 2)
    seals = FakeElectronicSeal()
    made, case_id = world(seals)
    seals.otherwise = PlatformUnavailable()
    letter(made, case_id)
    seals.otherwise = None
    for number in range(5):
        made.store.put(new_record(SEAL_OWED, f"0{number}", {"at": made.clock().isoformat()}))

    for _ in range(3):
        sweep(made.deps)

    assert len(seals.given) == 1
    assert len(records(made, SEAL_OWED)) == 5


def test_an_owed_seal_of_which_the_mark_cannot_be_read_comes_all_the_same() -> None:
    seals = FakeElectronicSeal()
    made, case_id = world(seals)
    seals.otherwise = PlatformUnavailable()
    letter(made, case_id)
    seals.otherwise = None
    [code] = records(made, SEAL_OWED)
    made.store.damage_record(SEAL_OWED, code)
    made.store.put(new_record(OWED_READ, SEAL_OWED, {"after": "0"}))
    made.store.damage_record(OWED_READ, SEAL_OWED)

    sweep(made.deps)

    assert len(seals.given) == 1
