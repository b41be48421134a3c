"""Where to go and whom to call, wherever people are told of an office."""

import json
from typing import Any

from functions.ports.deps import Deps
from functions.usecases.applicant.papers import letter_of
from schemas.case.answers import ANSWER, Answer
from schemas.codes import Department, ItemStatus, Outcome
from tests.support.api_deps import PEOPLE, house
from tests.support.directories import REMEDIES, listed
from tests.support.fakes.clock import START
from tests.support.pages import Site
from tests.support.pages_case import ADDRESS, CASE, case_site, change_item

POLICE = Department.PUBLIC_SECURITY
CARD, LICENCE = "identity_card", "driving_licence"
TOLD = {
    "address": "示例路1号",
    "hours": "9:00—17:00",
    "telephone": "020-12345678",
    "supervision": "020-87654321",
    "map_link": "https://map.example/1",
}
GUIDE = "/guide/result?city=440100&county=440106"


def test_the_guide_tells_it_once_the_place_is_known_and_what_is_unknown_is_said_to_be() -> None:
    deps = house()
    listed(deps, POLICE, "440106", items=[{"item": LICENCE, "address": "车管所示例路2号"}], **TOLD)
    site = Site(deps)

    here, nowhere = site.get(GUIDE), site.get("/guide/result")
    paper = site.get(GUIDE.replace("result", "notice"))

    for page in (here, paper):
        assert "地址：示例路1号" in page.words
        assert "地址：车管所示例路2号" in page.words
        assert "监督电话：020-87654321" in page.words
        assert "地址：待核定" in page.words
    assert "示例路1号" not in nowhere.words
    assert here.soup.select_one('a[href="https://map.example/1"]') is not None


def test_an_item_its_to_do_and_the_receipt_tell_it() -> None:
    site, deps = case_site()
    listed(deps, POLICE, "440106", **TOLD)
    change_item(deps, LICENCE, **_granted(deps))

    shown = [
        site.get(f"{ADDRESS}/items/{CARD}"),
        site.get(f"{ADDRESS}/todos/{LICENCE}/fetch"),
        site.get(f"{ADDRESS}/receipt"),
    ]

    for page in shown:
        assert "示例路1号" in page.words
        assert "020-87654321" in page.words
    assert "可拨打12345" in site.get(f"{ADDRESS}/items/discharge_report").words
    assert "可拨打12345" not in shown[0].words


def test_a_letter_says_where_its_office_is_and_what_remedy_the_directory_has() -> None:
    _, deps = case_site()
    listed(deps, POLICE, "440106", remedies=REMEDIES, **TOLD)
    answer = _answer(deps, type="refused", reason="准驾车型不符")
    change_item(
        deps,
        LICENCE,
        status=ItemStatus.DONE,
        outcome=Outcome.REFUSED,
        round=1,
        sent_round=1,
        reason="准驾车型不符",
        answer=answer,
        decided_at=START,
    )

    paper = letter_of(CASE, LICENCE, "refusal", by=PEOPLE["Bearer soldier"], deps=deps)

    said = [getattr(block, "text", "") for block in paper.blocks]
    assert any(text.startswith("本机构地址：示例路1号；办公时间：9:00—17:00") for text in said)
    assert any("向示例市人民政府申请行政复议" in text for text in said)


def _answer(deps: Deps, **values: Any) -> Answer:
    reference = deps.store.ledger(CASE).case.reference
    given = {"reference": reference, "item": LICENCE, "round": 1, "at": START.isoformat(), **values}
    return ANSWER.validate_json(json.dumps(given))


def _granted(deps: Deps) -> dict[str, Any]:
    answer = _answer(deps, type="granted", result={"document": "机动车驾驶证", "delivery": "window"})
    done = {"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "decided_at": START, "since": START}
    return {**done, "round": 1, "sent_round": 1, "answer": answer}
