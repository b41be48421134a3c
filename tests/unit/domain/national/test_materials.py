from typing import Any

from functions.domain.case.case import CaseMaterial
from functions.domain.case.supply import CORRECTION
from functions.domain.national.export import Row, Span
from tests.support.make import NOW, done, ledger, sent
from tests.support.national import EVERYTHING, exported, objections, rows_of

HOUSEHOLD = "household_registration"


def file(code: str, number: int = 1, at: Any = NOW, item: str = HOUSEHOLD) -> CaseMaterial:
    return CaseMaterial(f"file-{code}-{number}", item, code, "application/pdf", 10, "0" * 64, at)


def materials(*files: CaseMaterial, span: Span = EVERYTHING, **submitted: Any) -> list[Row]:
    one = sent(HOUSEHOLD)
    return rows_of(
        "up_pro_material",
        exported(one, submitted=submitted, ledger=ledger(one, materials=files)),
        span,
    )


def test_only_what_was_handed_in_or_waived_is_told_and_each_as_what_it_is() -> None:
    rows = materials(
        file("employer_consent"),
        file("employer_consent", 2),
        file("photo", item="identity_card"),
        waived={HOUSEHOLD: ["discharge_certificate"], "identity_card": ["household_book"]},
    )

    assert [(row["material_name"], row["get_num"], row["local_get_type"]) for row in rows] == [
        ("单位同意落户意见", "2", "申请人上传"),
        ("退役证件", "0", "待部门核验"),
    ]
    assert [objections("up_pro_material", row) for row in rows] == [[], []]
    assert all("get_type" in row["pending"] for row in rows)


def test_a_material_of_another_situation_has_no_row() -> None:
    assert materials() == []


def test_what_was_not_asked_and_came_all_the_same_was_handed_in() -> None:
    (row,) = materials(file("discharge_certificate"), waived={HOUSEHOLD: ["discharge_certificate"]})

    assert row["local_get_type"] == "申请人上传"


def test_what_came_for_a_correction_has_a_name_in_words() -> None:
    (row,) = materials(file(CORRECTION))

    assert row["material_name"] == "补正材料"


def test_a_file_that_came_later_is_new_to_the_batch_in_which_it_came() -> None:
    later = EVERYTHING.until
    span = Span(NOW, later)

    new, old = materials(file(CORRECTION, at=later), file("employer_consent"), span=span)

    assert (new["cd_operation"], old["cd_operation"]) == ("I", "U")


def test_an_item_that_the_edition_has_lost_has_its_files_by_their_code() -> None:
    one = done("old_item")
    kept = ledger(one, materials=(file("old_paper", item="old_item"),))

    (row,) = rows_of("up_pro_material", exported(one, ledger=kept))

    assert row["material_name"] == "old_paper"
