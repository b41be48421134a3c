"""Forms over HTTP: what is listed can be fetched, as PDF, by those who may."""

from dataclasses import replace
from pathlib import Path

import pytest

from functions.domain.case.access import Person, Principal
from infra.embedded.typefaces import FolderTypefaces
from infra.rare_typeface import make
from schemas.codes import Role
from tests.support.api_deps import SAMPLE, house
from tests.support.client import Api
from tests.support.each import each
from tests.support.pdf_text import text_of
from tests.support.rare import source
from tests.support.world import World, application

SOLDIER = {"authorization": "Bearer soldier"}


def opened() -> tuple[Api, str]:
    """A case of the soldier's, with offices that have names."""
    deps = World().deps
    api = Api(house(offices=deps.offices))
    body = application().model_dump(mode="json")
    answer = api.post("/v1/cases", body, idempotency_key="key-0001-forms", **SOLDIER)
    return api, answer.json["case_id"]


@pytest.mark.slow
def test_everything_listed_can_be_fetched() -> None:
    api, case_id = opened()

    listed = api.get(f"/v1/cases/{case_id}/forms", **SOLDIER).json["forms"]

    assert len(listed) == 13
    assert listed[0]["title"] == "退役军人服务“一件事”联合办理登记表"
    for form in listed:
        fetched = api.get(form["href"], **SOLDIER)
        assert fetched.status == 200
        assert fetched.headers["content-type"] == "application/pdf"
        assert fetched.headers["content-disposition"].endswith('.pdf"')
        assert "".join(form["title"].split()) in text_of(fetched.body)


@pytest.mark.slow
@each("accept", ["application/pdf", "text/html,application/xhtml+xml", "application/json", ""])
def test_a_form_is_given_whatever_is_accepted(accept: str) -> None:
    api, case_id = opened()
    headers = {"accept": accept} if accept else {}

    fetched = api.get(f"/v1/cases/{case_id}/forms/identity_card", **SOLDIER, **headers)

    assert fetched.status == 200
    assert fetched.body.startswith(b"%PDF-")


@each("bearer", ["stranger", "far-clerk", "staff"])
def test_a_form_of_somebody_elses_case_does_not_exist(bearer: str) -> None:
    api, case_id = opened()

    fetched = api.get(f"/v1/cases/{case_id}/forms/identity_card", authorization=f"Bearer {bearer}")

    assert (fetched.status, fetched.code) == (404, "case-not-found")


class Named:
    """Everybody is the soldier, under this name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def principal(self, authorization: str | None) -> Principal:
        return Principal("soldier", Role.APPLICANT, person=Person(self._name, SAMPLE.id_number))


@pytest.mark.slow
def test_a_persons_rare_name_is_printed_on_their_form(tmp_path: Path) -> None:
    make(tmp_path, [source("頔")])
    whole = replace(house(), tokens=Named("测试頔"), typefaces=FolderTypefaces(tmp_path))
    api, body = Api(whole), application().model_dump(mode="json")
    body["person"]["name"] = body["bank"]["holder"] = "测试頔"
    case_id = api.post("/v1/cases", body, idempotency_key="key-0001-forms", **SOLDIER).json["case_id"]

    printed = api.get(f"/v1/cases/{case_id}/registration-form", **SOLDIER)

    assert "测试頔" in text_of(printed.body)
    assert "U+" not in text_of(printed.body)


def test_an_unknown_item_and_a_letter_that_there_is_not_are_told_apart() -> None:
    api, case_id = opened()

    item = api.get(f"/v1/cases/{case_id}/forms/no_such_item", **SOLDIER)
    letter = api.get(f"/v1/cases/{case_id}/items/identity_card/letters/receipt", **SOLDIER)

    assert (item.status, item.code) == (404, "item-not-found")
    assert (letter.status, letter.code) == (404, "form-not-found")


def test_an_operator_sees_no_form() -> None:
    api, case_id = opened()

    fetched = api.get(f"/v1/cases/{case_id}/forms/identity_card", authorization="Bearer operator")

    assert fetched.status == 403


@pytest.mark.slow
@pytest.mark.together("openapi")
def test_the_interface_describes_a_form_as_a_file() -> None:
    api, _ = opened()

    paths = api.get("/openapi.json").json["paths"]

    content = paths["/v1/cases/{case_id}/forms/{item}"]["get"]["responses"]["200"]["content"]
    assert content == {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
