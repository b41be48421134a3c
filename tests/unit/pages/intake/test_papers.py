"""材料 of a draft, brought by a browser with and without a script."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.domain.intake.file_faults import FileFault
from functions.ports.deps import Deps
from functions.usecases.intake.submit_draft import submit_draft
from tests.support.api_deps import house
from tests.support.draft_pages import CLERK, SOLDIER, STRANGER, soldier, whole
from tests.support.each import each
from tests.support.fakes.materials import FakeMaterials
from tests.support.limits import exhaust
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.papers import paper, png
from tests.support.samples import sample

PDF = paper()
VOUCHER, FORM = "/materials/pension_transfer/pension_voucher", "/materials/pension_transfer/transfer_form"
BOUNDARY = "----a-form"


def asking(deps: Deps) -> str:
    """A draft for which three papers have to be brought."""
    paper_vouchers = {"pension_voucher": "paper", "medical_voucher": "paper"}
    return whole(deps, insurance={**sample()["insurance"], **paper_vouchers})


def bring(
    site: Site, page: Opened, content: bytes, media: str = "application/pdf", name: str = "a.pdf"
) -> Opened:
    """As a browser without a script sends the page's form."""
    form = page.form(page.address.partition("?")[0])
    fields = [(str(i["name"]), str(i["value"])) for i in form.select("input[type=hidden]")]
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media}\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    media_type = f"multipart/form-data; boundary={BOUNDARY}"
    return site.send("POST", str(form["action"]), body, {"content-type": media_type})


def told(page: Opened) -> Any:
    return json.loads(page.html)


def test_what_is_to_be_brought_stands_apart_from_what_is_not_and_says_why() -> None:
    site = soldier(house())

    page = site.get(f"{asking(site.deps)}/materials")

    assert "还要您交 3 份" in page.words
    assert "由上一个事项“退役报到”办好后转来，不用提交" in page.words
    assert page.soup.select_one("#pension_transfer-pension_voucher") is not None


def test_nobody_is_told_to_bring_what_may_not_be_for_them() -> None:
    site = soldier(house())
    service = {
        name: value
        for name, value in sample()["service"].items()
        if name not in ("late_reason", "late_evidence")
    }
    destination = {name: value for name, value in sample()["destination"].items() if name != "ground"}
    address = whole(site.deps, service=service, destination=destination)

    page = site.get(f"{address}/materials")

    assert "需要您上传" not in page.words + site.get(f"{address}/check").words
    for code, asked in (
        ("placement_proof", "选择这个安置地的依据"),
        ("late_proof", "逾期报到的原因有没有证明材料"),
    ):
        line = page.soup.select_one(f"#discharge_report-{code}")
        assert line is not None
        assert "现在还不用交" in line.get_text()
        assert f"要不要交，看“{asked}”怎样填" in line.get_text()


def test_a_file_is_brought_by_a_plain_form_and_counted() -> None:
    site = soldier(house())
    address = asking(site.deps)

    after = bring(site, site.get(address + VOUCHER), PDF)

    assert after.status == 200
    assert "第 1 个：PDF 文件" in after.words
    assert "还要您交 2 份" in site.get(f"{address}/materials").words


def test_the_same_file_sent_twice_is_one() -> None:
    site = soldier(house())
    page = site.get(asking(site.deps) + VOUCHER)

    bring(site, page, PDF)
    again = bring(site, page, PDF)

    assert "第 2 个" not in again.words


def test_a_file_that_is_deleted_by_two_clicks_is_gone_and_nothing_went_wrong() -> None:
    site = soldier(house())
    page = bring(site, site.get(asking(site.deps) + VOUCHER), PDF)
    files = f"{page.address}/files"

    clicks = [site.submit(page, action=files) for _ in range(2)]

    assert [(one.status, one.address) for one in clicks] == [(200, page.address)] * 2
    assert "第 1 个" not in clicks[1].words


def test_no_file_is_told_at_the_field() -> None:
    site = soldier(house())

    refused = bring(site, site.get(asking(site.deps) + VOUCHER), b"", name="")

    assert (refused.status, refused.errors) == (422, ["请先选择文件，或者用手机拍照。"])


@pytest.mark.slow
@each(
    "content, media, words",
    [
        (b"", "application/pdf", "没有内容"),
        (b"plain words", "text/plain", "只收 PDF、JPG、PNG 和 OFD 文件"),
        (b"\0\0\0\x18ftypheic" + b"0" * 99, "image/heic", "苹果手机拍的照片，请先转成 JPG"),
        (b"plain words", "image/png", "只收 PDF、JPG、PNG 和 OFD 文件"),
    ],
)
def test_a_file_that_is_none_is_refused_in_its_words(content: bytes, media: str, words: str) -> None:
    site = soldier(house())

    refused = bring(site, site.get(asking(site.deps) + VOUCHER), content, media)

    assert refused.status == 422
    assert words in refused.errors[0]


def test_a_file_with_a_password_is_refused_and_gone() -> None:
    site = soldier(replace(house(), file_reading=Locked()))
    address = asking(site.deps)

    refused = bring(site, site.get(address + VOUCHER), PDF)

    assert "材料文件设有打开密码" in refused.errors[0]
    assert "第 1 个" not in site.get(address + VOUCHER).words


class Locked:
    def fault(self, media_type: str, whole: bytes) -> FileFault | None:
        return FileFault.ENCRYPTED


def test_a_file_without_a_known_name_is_told_by_its_content() -> None:
    site = soldier(house())

    after = bring(site, site.get(asking(site.deps) + VOUCHER), PDF, "application/octet-stream")

    assert "第 1 个：PDF 文件" in after.words


def test_what_a_form_can_bring_is_said_and_kept_to() -> None:
    site = soldier(replace(house(), materials=FakeMaterials(most_taken=1024)))
    page = site.get(asking(site.deps) + VOUCHER)

    refused = bring(site, page, PDF.ljust(2000))

    assert "每个文件不超过 1 KB" in page.words
    assert refused.status == 422
    assert "浏览器没有运行脚本时，每个文件不超过 1 KB" in refused.errors[0]


def test_whoever_brings_too_many_files_by_the_form_is_told_when_to_come_back() -> None:
    site = soldier(house())
    page = site.get(asking(site.deps) + VOUCHER)
    exhaust("announce", SOLDIER, site.deps)

    told_so = bring(site, page, PDF)

    assert (told_so.status, int(told_so.headers["retry-after"]) > 0) == (429, True)
    assert "分钟后再试" in told_so.words


@pytest.mark.slow
def test_a_deleted_file_counts_no_more() -> None:
    site = soldier(house())
    address = asking(site.deps)
    page = bring(site, site.get(address + VOUCHER), PDF)

    after = site.submit(page, action=f"{address}{VOUCHER}/files")

    assert "第 1 个" not in after.words
    assert "还要您交 3 份" in site.get(f"{address}/materials").words


@pytest.mark.slow
def test_a_paper_may_be_promised_where_the_catalogue_allows_it() -> None:
    site = soldier(house())
    address = asking(site.deps)

    after = site.submit(site.get(address + FORM), action=f"{address}{FORM}/deferral")

    assert "承诺补交" in after.words
    assert "容缺" not in site.get(address + VOUCHER).words
    assert "还要您交 2 份" in site.get(f"{address}/materials").words


def test_a_script_announces_sends_and_confirms() -> None:
    site = soldier(house())
    address = asking(site.deps)
    token = site.get(address + VOUCHER).soup.select_one("input[name=token]")
    assert token is not None
    facts = {"media_type": "application/pdf", "size": str(len(PDF)), "sha256": sha256(PDF).hexdigest()}

    announced = told(script(site, f"{address}{VOUCHER}/announcement", str(token["value"]), **facts))
    sent(site.deps, announced)
    confirmed = told(
        script(site, f"{address}{VOUCHER}/confirmation", str(token["value"]), id=announced["id"])
    )

    assert confirmed == {"done": address + VOUCHER}
    assert "第 1 个：PDF 文件" in site.get(address + VOUCHER).words


def test_a_script_is_told_what_is_wrong_in_words() -> None:
    site = soldier(house())
    address = asking(site.deps)
    token = site.get(address + VOUCHER).soup.select_one("input[name=token]")
    assert token is not None
    facts = {"media_type": "text/plain", "size": "12", "sha256": "0" * 64}

    wrong = told(script(site, f"{address}{VOUCHER}/announcement", str(token["value"]), **facts))
    none = told(script(site, f"{address}{VOUCHER}/announcement", str(token["value"]), size="many"))
    nobody = told(script(site, f"{address}{VOUCHER}/confirmation", str(token["value"]), id="none"))

    assert "只收 PDF、JPG、PNG 和 OFD 文件" in wrong["problem"]
    assert none["problem"]
    assert "没有找到这份材料" in nobody["problem"]


def script(site: Site, address: str, token: str, **values: str) -> Opened:
    body = urlencode({"token": token, **values}).encode()
    return site.send("POST", address, body, {"content-type": "application/x-www-form-urlencoded"})


def sent(deps: Deps, announced: Any) -> None:
    assert isinstance(deps.materials, FakeMaterials)
    deps.materials.send(announced["address"], announced["headers"], PDF)


def test_a_file_that_was_sent_and_not_confirmed_can_be_confirmed_on_the_page() -> None:
    site = soldier(house())
    address = asking(site.deps)
    token = site.get(address + VOUCHER).soup.select_one("input[name=token]")
    assert token is not None
    facts = {"media_type": "application/pdf", "size": str(len(PDF)), "sha256": sha256(PDF).hexdigest()}
    announced = told(script(site, f"{address}{VOUCHER}/announcement", str(token["value"]), **facts))
    page = site.get(address + VOUCHER)

    early = site.submit(page, action=f"{address}{VOUCHER}/files/{announced['id']}/confirmation")
    sent(site.deps, announced)
    late = site.submit(early, action=f"{address}{VOUCHER}/files/{announced['id']}/confirmation")

    assert "尚未收到" in early.words
    assert "已收到" in late.words


def test_the_script_is_small_and_a_file_of_its_own() -> None:
    site = soldier(house())
    page = site.get(asking(site.deps) + VOUCHER)
    scripts = page.soup.select("script")

    script_text = site.get(str(scripts[-1]["src"])).html

    assert all(one.has_attr("src") and not one.get_text() for one in scripts)
    assert "crypto.subtle" in script_text
    assert len(script_text.encode()) < 6 * 1024


def test_only_this_page_may_send_to_where_files_are_kept() -> None:
    site = soldier(house())
    address = asking(site.deps)

    policies = [
        site.get(address + place).headers["content-security-policy"] for place in (VOUCHER, "/materials")
    ]

    assert "connect-src 'self' https://materials.example;" in policies[0]
    assert "connect-src 'self';" in policies[1]


def test_papers_of_others_and_of_nothing_are_none() -> None:
    site = soldier(house())
    address = asking(site.deps)

    assert site.get(f"{address}/materials/pension_transfer/nothing").status == 404
    assert site.get(f"{address}/materials/identity_card/portrait").status == 404
    for other in (STRANGER, CLERK):
        assert site.signed_in(other).get(address + VOUCHER).status == 404


def test_after_submission_the_papers_lead_to_the_receipt() -> None:
    site = soldier(house())
    address = whole(site.deps)
    submit_draft(address.split("/")[2], by=SOLDIER, key="key-1", deps=site.deps)

    assert site._once("GET", f"{address}/materials", b"", {})[0] == 303


def test_a_picture_that_arrived_is_seen_on_its_page_by_its_owner_only() -> None:
    site = soldier(house())
    address = asking(site.deps) + VOUCHER

    page = bring(site, site.get(address), png(), "image/png", "a.png")
    (picture,) = page.soup.select("main img")
    file = site.get(str(picture["src"]))

    assert str(picture["alt"]).endswith("，第 1 个文件")
    assert (file.status, file.headers["content-type"]) == (200, "image/png")
    assert site.get(str(picture["src"]).replace("pension_voucher", "transfer_form")).status == 404
    assert Site(site.deps).signed_in(STRANGER).get(str(picture["src"])).status == 404
