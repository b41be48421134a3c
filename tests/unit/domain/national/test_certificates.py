"""Papers of results in the national platform's table of certificates."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.domain.national.certificates import CERTIFICATES
from functions.domain.national.export import Row
from schemas.codes import EventKind, Outcome
from tests.support.make import NOW, answer, done, ledger
from tests.support.national import EVERYTHING, PLAIN, event, exported, granted, objections, rows_of, told

CODE = "11440106007508683Q4442106043001"
PAPERS = [
    {
        "name": "居民身份证",
        "number": "440106200301010010",
        "issued_on": "2026-11-24",
        "issuer": "示例分局",
        "valid_until": "2036-11-24",
    },
    {"name": "领取凭证"},
]


def with_papers(*papers: dict[str, Any]) -> list[Row]:
    result = {"document": "居民身份证", "delivery": "window", "documents": list(papers)}
    one = granted(answer=answer("granted", "identity_card", result=result))
    return rows_of(CERTIFICATES, exported(one, code=CODE), PLAIN)


def test_each_paper_is_a_row_that_says_what_its_office_said() -> None:
    first, second = with_papers(*PAPERS)

    assert [objections(CERTIFICATES, row) for row in (first, second)] == [[], []]
    assert (first["certificate_name"], first["certificate_number"]) == ("居民身份证", "440106200301010010")
    assert (first["issue_date"], first["issue_dept"]) == ("2026-11-24", "示例分局")
    assert (first["certificate_area_code"], first["issue_dept_code"]) == ("440106", CODE[:18])
    assert (first["local_valid_until"], first["local_item"]) == ("2036-11-24", "identity_card")
    assert second["issue_dept"] == "广州市公安局天河区分局"
    one = granted()
    (whole_city,) = rows_of(
        CERTIFICATES, exported(one, ledger=ledger(one, city="441900", county=None)), PLAIN
    )
    assert whole_city["certificate_area_code"] == "441900"
    assert {"certificate_number", "issue_date"} <= set(second["pending"])
    assert first["local_row_guid"] != second["local_row_guid"]


def test_what_nobody_knows_of_a_certificate_is_pending_and_made_up_nowhere() -> None:
    (row,) = rows_of(CERTIFICATES, exported(granted()), PLAIN)

    assert {"certificate_source_id", "certificate_type", "certificate_type_code"} <= set(row["pending"])
    assert row["issue_dept_code"] is None


def test_a_holder_is_masked_unless_asked_for() -> None:
    (row,) = rows_of(CERTIFICATES, exported(granted()), EVERYTHING)

    assert row["certificate_holder"] == "测**"
    assert "200301010010" not in str(row)


def test_a_paper_that_another_decision_has_replaced_is_told_as_void() -> None:
    paper = {"document": "居民身份证", "number": "示例1号", "delivery": "window"}
    refused = done("identity_card", Outcome.REFUSED, answer=answer("refused", "identity_card"))

    (row,) = rows_of(CERTIFICATES, exported(refused, told("granted", result=paper)), PLAIN)

    assert (row["certificate_number"], row["local_void"]) == ("示例1号", "1")


def test_so_is_one_that_an_operator_had_entered_and_it_is_new_but_once() -> None:
    paper = {"document": "居民身份证", "number": "示例1号", "delivery": "window"}
    refused = done("identity_card", Outcome.REFUSED, answer=answer("refused", "identity_card"))
    decision = {"outcome": "granted", "result": paper}
    settled = event(EventKind.SETTLED, after={"outcome": "granted"}, decision=decision)
    later = replace(PLAIN, since=settled.at)
    again = granted(since=NOW + timedelta(hours=2))

    (gone,) = rows_of(CERTIFICATES, exported(refused, settled), PLAIN)
    (kept,) = rows_of(CERTIFICATES, exported(again, settled), later)

    assert (gone["certificate_number"], gone["local_void"]) == ("示例1号", "1")
    assert (kept["local_void"], kept["cd_operation"]) == (None, "U")


def test_only_what_was_granted_with_a_paper_is_a_certificate() -> None:
    refused = done("identity_card", Outcome.REFUSED, answer=answer("refused", "identity_card"))
    nothing = granted(answer=answer("granted", "identity_card", result={"document": "登记"}))

    assert rows_of(CERTIFICATES, exported(refused)) == []
    assert rows_of(CERTIFICATES, exported(nothing)) == []
