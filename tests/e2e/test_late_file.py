"""A paper that was promised (容缺) and is brought when the office has the item, on a running machine over real HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.domain.intake.drafting import needed_fields, pruned
from infra.console.follow import APPLICANT
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.filing import FORM, PDF, PENSION, paper_form, request
from tests.support.machine import Document, Machine, until
from tests.support.over_http import over_http
from tests.support.papers import encrypted

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("late-file")]

ITEM = FORM[0]
NEEDED = needed_fields((ITEM,), load_edition(CURRENT))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """The office receives the item and is not done with it."""
    made = Machine(tmp_path, script={"items": {ITEM: {"answers": ["received"]}}})
    made.start()
    yield made
    made.stop()


def post(machine: Machine, path: str, body: Any) -> Document:
    said = machine.post(path, json.dumps(body).encode())
    assert said.status < 300, said.data
    document: Document = said.json()
    return document


def drafted(machine: Machine) -> str:
    """A draft of one item, whole but for one promised paper; its id."""
    opened = machine.post("/v1/drafts", json.dumps({"items": [ITEM]}).encode())
    draft, form = f"/v1/drafts/{opened.json()['draft_id']}", pruned(paper_form(), NEEDED)
    saved = over_http(
        "PUT",
        f"{machine.client.server}{draft}",
        headers={
            "Authorization": f"Bearer {machine.token(APPLICANT)}",
            "Connection": "close",
            "Content-Type": "application/json",
            "If-Match": opened.headers["ETag"],
        },
        body=json.dumps({"sections": form}),
    )
    assert saved.status == 200, saved.data
    bring(machine, draft, PENSION)
    post(machine, f"{draft}/deferrals", {"item": FORM[0], "material": FORM[1]})
    return draft.rpartition("/")[2]


def bring(machine: Machine, where: str, place: tuple[str, str]) -> str:
    asked = post(machine, f"{where}/materials", request(place).model_dump())
    sent = over_http("PUT", asked["address"], headers=asked["headers"], body=PDF)
    assert sent.status < 300
    post(machine, f"{where}/materials/{asked['id']}/confirmation", {})
    return str(asked["id"])


def test_a_file_with_a_password_is_refused_where_it_is_confirmed(machine: Machine) -> None:
    opened = post(machine, "/v1/drafts", {"items": [ITEM]})
    locked = encrypted(PDF, password="secret")
    where = f"/v1/drafts/{opened['draft_id']}/materials"
    asked = post(machine, where, request(PENSION, locked).model_dump())
    over_http("PUT", asked["address"], headers=asked["headers"], body=locked)

    said = machine.post(f"{where}/{asked['id']}/confirmation", b"{}")

    assert (said.status, said.json()["code"]) == (422, "material-encrypted")


def effects(machine: Machine) -> list[tuple[str, str]]:
    found = [one for one in machine.record()["effects"] if one["item"] == ITEM]
    return [(one["type"], one["webhook_id"]) for one in found]


def test_the_office_is_told_of_a_promised_file_once_although_the_server_is_killed_before_or_after(
    machine: Machine,
) -> None:
    case_id = post(machine, "/v1/cases", {"draft": drafted(machine)})["case_id"]
    until(lambda: len(effects(machine)) == 1, seconds=30)

    file = bring(machine, f"/v1/cases/{case_id}", FORM)
    machine.kill_server()
    machine.start_server()
    until(lambda: len(effects(machine)) == 2, seconds=30)
    told = effects(machine)
    machine.kill_server()
    machine.start_server()
    post(machine, f"/v1/cases/{case_id}/materials/{file}/confirmation", {})

    key = f"{case_id}/{ITEM}/1"
    fetched = [{"webhook_id": f"{key}/material/{file}", "fetched": 1}]
    until(lambda: machine.record()["files"] == fetched, seconds=30)
    assert told == [("item.dispatched", key), ("item.material_added", f"{key}/material/{file}")]
    assert effects(machine) == told
    assert machine.record()["doubled"] == []
