"""The papers of a result, and which of them go on to the items that stand on it."""

import pytest
from pydantic import ValidationError

from functions.domain.case.case import Ledger
from functions.domain.case.item import with_files
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import ResultFileDiffers, UnknownResultMaterial
from functions.domain.case.results import check_files, check_result, handed_on, result_documents
from functions.domain.catalogue.materials import needed
from functions.domain.catalogue.rules import facts_of
from functions.domain.values import replace
from schemas.case.answers import ANSWER, Answer
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import AnswerType, Outcome
from schemas.problems import problems
from tests.support.each import each
from tests.support.openings import NOW, opening
from tests.support.world import application

EDITION = load_edition(CURRENT)
REPORT, HOUSEHOLD, SUPPORT = "discharge_report", "household_registration", "employment_support"
ID = "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
FILE = ItemDocument(ID, "介绍信.pdf", "application/pdf", 1, "0" * 64, NOW, AnswerType.GRANTED)
LETTER = {
    "name": "户口登记介绍信",
    "number": "示例介字1号",
    "issued_on": "2026-11-24",
    "issuer": "示例局",
    "material": "registration_letter",
    "file": ID,
    "sha256": "0" * 64,
}
RECORD = {"name": "报到登记表"}


def granted(*papers: dict[str, str], named: bool = True) -> Answer:
    whole = {"type": "granted", "reference": "TY261124000001", "item": REPORT, "round": 1, "at": NOW}
    documents = [{"id": ID, "name": "介绍信.pdf"}] if named else []
    result = {"document": "退役报到登记", "number": "报1号", "documents": list(papers)}
    return ANSWER.validate_python({**whole, "documents": documents, "result": result}, strict=False)


def reported(answer: Answer) -> Ledger:
    ledger = opening().ledger
    item = with_files(ledger.item(REPORT), documents=(FILE,))
    return ledger.with_item(replace(item, answer=answer, outcome=Outcome.GRANTED))


def told(ledger: Ledger, code: str) -> list[tuple[str, str, bool]]:
    form = application()
    materials = needed(EDITION.item(code), facts_of(form), EDITION, form.items)
    return [
        (one.document.name, one.material, one.file is not None)
        for one in handed_on(ledger, materials, form)
        if one.item.code == REPORT
    ]


def test_a_paper_that_is_one_material_goes_to_those_that_need_it_and_any_other_to_all() -> None:
    ledger = reported(granted(LETTER, RECORD))

    assert told(ledger, HOUSEHOLD) == [
        ("户口登记介绍信", "registration_letter", True),
        ("报到登记表", "registration_letter", False),
    ]
    assert told(ledger, SUPPORT) == [("报到登记表", "report_record", False)]
    assert told(ledger, "social_insurance") == []


def test_a_result_that_tells_no_papers_is_the_one_that_it_names() -> None:
    ledger = reported(granted())

    (paper,) = result_documents(ledger.item(REPORT))

    assert (paper.name, paper.number, paper.file) == ("退役报到登记", "报1号", None)
    assert told(ledger, SUPPORT) == [("退役报到登记", "report_record", False)]


def test_what_is_not_granted_hands_nothing_on() -> None:
    ledger = reported(granted(LETTER))
    refused = replace(ledger.item(REPORT), outcome=Outcome.REFUSED)

    assert told(ledger.with_item(refused), HOUSEHOLD) == []


def test_an_answer_without_papers_is_written_as_it_was_before_there_were_any() -> None:
    assert "documents" not in granted(named=False).model_dump(mode="json")["result"]


@each(
    "change, where",
    [
        ({"file": "4f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"}, "file"),
        ({"file": None}, "sha256"),
        ({"valid_until": "2026-11-23"}, "valid_until"),
    ],
)
def test_what_a_paper_says_of_itself_has_to_agree(change: dict[str, str], where: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        granted({**LETTER, **change})

    assert [pointer for pointer, _ in problems(refusal.value)] == [f"/result/documents/0/{where}"]


def test_a_paper_is_a_material_of_later_items_only_and_is_told_which() -> None:
    check_result(granted(LETTER, RECORD), EDITION)

    with pytest.raises(UnknownResultMaterial) as refusal:
        check_result(granted({**LETTER, "material": "household_result"}), EDITION)

    (problem,) = refusal.value.problems
    assert problem.pointer == "/result/documents/0/material"
    assert "户口登记介绍信（registration_letter）" in problem.detail


def test_another_file_than_the_paper_names_by_its_checksum_is_refused() -> None:
    check_files(granted(LETTER), (FILE,))

    with pytest.raises(ResultFileDiffers) as refusal:
        check_files(granted({**LETTER, "sha256": "1" * 64}), (FILE,))

    assert refusal.value.problems[0].pointer == "/result/documents/0/sha256"
