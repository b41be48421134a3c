"""A refusal is taken only with its basis and remedy; what an office does wrong is told in words."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.case.answers import ANSWER, NotAccepted, Refused
from schemas.office.answering import ANSWERING
from schemas.office.worklist import STAFF_ANSWER
from schemas.problems import problems
from tests.support.each import each
from tests.support.grounds import GROUNDS
from tests.support.make import NOW, REFERENCE

BASE = {
    "reference": REFERENCE,
    "item": "driving_licence",
    "round": 1,
    "at": NOW.isoformat(),
    "reason": "条件不符",
}
[RECONSIDERATION, LITIGATION] = GROUNDS["remedy"]


def said(kind: str = "refused", **fields: Any) -> str:
    return json.dumps({**BASE, "type": kind, **GROUNDS, **fields})


def wrong(text: str) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        ANSWERING.validate_json(text)
    return dict(problems(caught.value))


@pytest.mark.parametrize(("kind", "kept"), [("refused", Refused), ("not_accepted", NotAccepted)])
def test_a_refusal_with_its_grounds_is_kept_as_every_other_one_is(kind: str, kept: type[object]) -> None:
    answer = ANSWERING.validate_json(said(kind))

    assert type(answer) is kept
    assert answer == ANSWER.validate_json(said(kind))


@each("kind", ["refused", "not_accepted"])
@each("field", ["legal_basis", "remedy"])
@each("empty", [None, "", "可以申请行政复议", []])
def test_a_refusal_without_its_grounds_is_told_what_is_missing(kind: str, field: str, empty: object) -> None:
    found = wrong(said(kind, **{field: empty}))

    assert list(found) == [f"/{field}"]
    assert {"legal_basis": "规定", "remedy": "救济途径"}[field] in found[f"/{field}"]


@pytest.mark.parametrize("kind", ["refused", "not_accepted"])
def test_everything_that_is_missing_is_told_at_once(kind: str) -> None:
    found = wrong(json.dumps({**BASE, "type": kind}))

    assert {where.rpartition("/")[2] for where in found} == {"legal_basis", "remedy"}


@each("vague", ["按规定", "有关法律", "《》第一条", "第二十三条"])
def test_a_basis_names_its_rule(vague: str) -> None:
    assert "书名号" in wrong(said(legal_basis=vague))["/legal_basis"]


@pytest.mark.parametrize("term", [{"value": 59, "unit": "natural_day"}, {"value": 1, "unit": "month"}])
def test_a_term_of_reconsideration_is_not_shorter_than_the_law_has_it(term: dict[str, Any]) -> None:
    found = wrong(said(remedy=[{**RECONSIDERATION, "term": term}]))

    assert "不少于六十日" in found["/remedy"]


@each(
    "remedy",
    [
        [RECONSIDERATION, RECONSIDERATION],
        [{**RECONSIDERATION, "body": "法院"}],
        [{**RECONSIDERATION, "term": {"value": 60, "unit": "working_day"}}],
        [{"way": "reconsideration", "body": "广州市天河区人民政府"}],
        [{**LITIGATION, "way": "petition"}],
    ],
)
def test_a_way_stands_once_with_its_body_and_term(remedy: list[Any]) -> None:
    assert wrong(said(remedy=remedy))


def test_one_way_alone_is_enough_where_the_law_has_one_first() -> None:
    answer = ANSWERING.validate_json(said(remedy=[RECONSIDERATION]))

    assert isinstance(answer, Refused)
    assert len(answer.remedy or ()) == 1


def test_the_staff_of_a_worklist_are_asked_the_same() -> None:
    given = {"type": "refused", "round": 1, "at": NOW.isoformat(), "reason": "条件不符"}

    STAFF_ANSWER.validate_json(json.dumps({**given, **GROUNDS}))
    with pytest.raises(ValidationError) as caught:
        STAFF_ANSWER.validate_json(json.dumps(given))

    assert [where for where, _ in problems(caught.value)] == ["/legal_basis", "/remedy"]


def test_the_documentation_says_that_they_are_required() -> None:
    schema = ANSWERING.json_schema()["$defs"]["GroundedRefusal"]

    assert {"reason", "legal_basis", "remedy"} <= set(schema["required"])


@pytest.mark.parametrize("remedy", [None, "六十日内可申请复议"])
def test_an_older_answer_can_still_be_read(remedy: str | None) -> None:
    answer = ANSWER.validate_json(json.dumps({**BASE, "type": "refused", "remedy": remedy}))

    assert isinstance(answer, Refused)
    assert (answer.legal_basis, answer.remedy) == (None, remedy)


def test_one_file_stands_once_in_an_answer_and_an_older_one_can_still_be_read() -> None:
    file, other = ("3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b", "4f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b")
    documents = [
        {"id": one, "name": name} for one, name in ((file, "甲.pdf"), (other, "乙.pdf"), (file, "丙.pdf"))
    ]
    staffs = {"type": "accepted", "round": 1, "at": NOW.isoformat()}
    whole = {**staffs, "reference": REFERENCE, "item": "driving_licence"}

    for taken, given in ((ANSWERING, whole), (STAFF_ANSWER, staffs)):
        assert taken.validate_json(json.dumps({**given, "documents": documents[:2]}))
        with pytest.raises(ValidationError) as caught:
            taken.validate_json(json.dumps({**given, "documents": documents}))
        assert [where for where, _ in problems(caught.value)] == ["/documents/2/id"]
    assert ANSWER.validate_json(json.dumps({**whole, "documents": documents}))
