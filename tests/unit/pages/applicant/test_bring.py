"""Bringing a paper to a case under way, with and without a script."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

from functions.domain.case.case import Change, DeferredMaterial
from functions.domain.case.item import with_todos
from functions.ports.deps import Deps
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.materials import FakeMaterials
from tests.support.filing import PDF
from tests.support.opened import Opened
from tests.support.pages import URLENCODED, Site
from tests.support.pages_case import ADDRESS, CASE, as_, ask_correction, case_site

HOUSEHOLD = "household_registration"
PAGE = f"{ADDRESS}/materials/{HOUSEHOLD}/correction_material"
BOUNDARY = "lianban-test"


def waiting() -> tuple[Site, Deps]:
    site, deps = case_site()
    ask_correction(deps, HOUSEHOLD, {"name": "户口簿", "reason": "缺首页"})
    return site, deps


def _part(name: str, value: bytes, extra: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def send_file(site: Site, content: bytes = PDF, *, path: str = PAGE, name: str = "book.pdf") -> Opened:
    """As a browser without a script sends it."""
    token = site.get(path).form(path).select_one("input[name=token]")
    file = f'; filename="{name}"\r\nContent-Type: application/pdf'
    body = _part("token", str(token["value"]).encode() if token else b"") + _part("file", content, file)
    whole = body + f"--{BOUNDARY}--\r\n".encode()
    return site.send("POST", path, whole, {"content-type": f"multipart/form-data; boundary={BOUNDARY}"})


def ask(site: Site, path: str, **values: str) -> dict[str, object]:
    """As the page's script does."""
    token = site.get(PAGE).form(PAGE).select_one("input[name=token]")
    body = urlencode({"token": str(token["value"]) if token else "", **values}).encode()
    found: dict[str, object] = json.loads(
        site.send("POST", f"{PAGE}{path}", body, {"content-type": URLENCODED}).html
    )
    return found


def test_a_paper_that_was_brought_in_another_tab_is_an_answer_by_itself() -> None:
    site, deps = waiting()
    open_page = site.get(f"{ADDRESS}/corrections")
    send_file(site)

    answered = site.submit(open_page, action=f"{ADDRESS}/corrections")

    assert answered.heading == "办件进度"
    assert deps.store.ledger(CASE).item(HOUSEHOLD).dispatch.round == 2


def test_a_paper_is_brought_and_the_correction_says_so() -> None:
    site, deps = waiting()
    link = site.get(f"{ADDRESS}/corrections").link("上传补正材料")

    brought = send_file(site, path=link)
    back = site.get(brought.link("返回补正"))

    assert (brought.status, "已有的文件" in brought.words) == (200, True)
    assert [one.code for one in deps.store.ledger(CASE).case.materials] == ["correction_material"]
    assert "收到清单后已上传：补正材料" in back.words
    assert "已上传：补正材料。" in back.html


def test_a_script_announces_sends_and_confirms() -> None:
    site, deps = waiting()
    told = ask(
        site,
        "/announcement",
        media_type="application/pdf",
        size=str(len(PDF)),
        sha256=sha256(PDF).hexdigest(),
    )
    assert isinstance(deps.materials, FakeMaterials)
    deps.materials.send(str(told["address"]), {}, PDF)

    done = ask(site, "/confirmation", id=str(told["id"]))

    assert done == {"done": PAGE}
    assert len(deps.store.ledger(CASE).case.materials) == 1


def test_no_file_and_one_that_is_none_are_told_at_the_field() -> None:
    site, _ = waiting()

    nothing = send_file(site, b"", name="")
    broken = send_file(site, b"no pdf at all")

    assert nothing.errors == ["请先选择文件，或者用手机拍照。"]
    assert broken.status in (415, 422)
    assert broken.title.startswith("错误：")


def test_what_a_script_says_wrong_is_told_in_words() -> None:
    site, _ = waiting()

    assert "problem" in ask(site, "/announcement", media_type="application/pdf", size="x", sha256="y")


def test_the_page_may_send_to_where_files_are_kept() -> None:
    site, deps = waiting()

    assert deps.materials.origin in site.get(PAGE).headers["content-security-policy"]


def test_what_nobody_asks_for_has_no_page() -> None:
    site, _ = waiting()

    assert site.get(f"{ADDRESS}/materials/{HOUSEHOLD}/contest_material").status == 404
    assert site.get(f"{ADDRESS}/materials/fishing_licence/correction_material").status == 404


@each("who", ["stranger", "far-clerk", "staff"])
def test_somebody_elses_case_does_not_exist(who: str) -> None:
    _, deps = waiting()

    assert as_(who, deps).get(PAGE).status == 404


def test_the_window_brings_a_paper_for_its_applicant() -> None:
    _, deps = waiting()

    send_file(as_("clerk", deps))

    assert len(deps.store.ledger(CASE).case.materials) == 1


def test_a_deferred_paper_is_to_be_brought_until_it_is() -> None:
    site, deps = case_site()
    case = deps.store.ledger(CASE).case
    edition = deps.editions(case.edition)
    code = edition.item(HOUSEHOLD).materials[0].code
    due = START + timedelta(days=10)
    promised = DeferredMaterial(HOUSEHOLD, code, due_at=due, remind_at=due - timedelta(days=3))
    item = with_todos(deps.store.ledger(CASE).item(HOUSEHOLD), bring_by=due)
    deps.store.commit(Change(case=replace(case, deferred=(promised,)), items=(item,)))

    papers = site.get(site.get(ADDRESS).link("补交容缺材料"))
    send_file(site, path=papers.link("补交："))
    after = site.get(f"{ADDRESS}/materials")

    assert "请在2026年12月4日前（含当天）补交" in papers.words
    assert "还要补交的" not in after.words
    assert "打开：" in after.words
    assert not site.get(ADDRESS).soup.select(".tag.act")


def test_nobody_is_asked_for_what_another_item_makes() -> None:
    site, _ = case_site()

    lines = [
        one.get_text(" ", strip=True) for one in site.get(f"{ADDRESS}/materials").soup.select("details li")
    ]

    made = [one for one in lines if "由上一个事项办好后转来" in one]
    assert made
    assert not any("也可以上传" in one for one in made)


def test_a_picture_that_was_brought_is_seen_where_it_was_brought_and_among_the_papers() -> None:
    site, deps = waiting()
    send_file(site)
    case = deps.store.ledger(CASE).case
    picture = replace(case.materials[0], media_type="image/png")
    deps.store.commit(Change(case=replace(case, materials=(picture,))))

    for page, alt in (
        (site.get(PAGE), "补正材料，第 1 个文件"),
        (site.get(f"{ADDRESS}/materials"), "已交的第 1 份：补正材料"),
    ):
        (shown,) = page.soup.select("main img")
        assert (shown["src"], shown["alt"]) == (f"{ADDRESS}/files/{picture.id}", alt)
    assert site.get(f"{ADDRESS}/files/{picture.id}").headers["content-type"] == "image/png"


def test_a_file_of_a_case_is_opened_by_its_applicant_and_by_the_window_of_its_place_only() -> None:
    site, deps = waiting()
    send_file(site)
    address = site.get(f"{ADDRESS}/materials").link("打开：补正材料")

    assert site.get(address).html == PDF.decode("utf-8", "replace")
    assert as_("clerk", deps).get(address).status == 200
    assert {as_(who, deps).get(address).status for who in ("stranger", "far-clerk")} == {404}
    assert site.get(f"{ADDRESS}/files/00000000-0000-4000-8000-000000000009").status == 404
