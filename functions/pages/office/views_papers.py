"""Papers of an item as its office's staff see them: what came with it, what was sent with answers, forms, checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.domain.case.item import CaseItem
from functions.domain.intake.files import size_text
from functions.domain.intake.scanning import scan_text
from functions.pages.case.item import paper_text
from functions.pages.files import is_picture
from functions.pages.moments import day
from functions.pages.office.views_list import desk_address
from functions.shapes.applicant.papers import paper_title
from functions.usecases.applicant.papers import ListedPaper
from functions.usecases.office.desk import Seen
from schemas.catalogue.standing import MaterialCheck
from schemas.codes import CHINESE

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """`picture`: what a thumbnail of it shows, in words; "" for what is no picture."""

    address: str
    words: str
    hint: str
    picture: str = ""


def papers_shown(seen: Seen) -> Iterator[ShownPaper]:
    address = desk_address(seen.item.case_id, seen.item.code)
    for number, one in enumerate(seen.listed.materials, 1):
        kind = FILE_KINDS.get(one.media_type, "文件")
        words = f"{one.name}（{kind}，{size_text(one.size)}）"
        picture = f"材料第 {number} 份：{one.name}" if is_picture(one.media_type) else ""
        yield ShownPaper(f"{address}/papers/{one.id}", words, one.scan_text or "", picture)


def documents_shown(item: CaseItem) -> Iterator[ShownPaper]:
    address = desk_address(item.case_id, item.code)
    for one in item.files.documents:
        kind = FILE_KINDS.get(one.media_type, "文件")
        words = f"{one.name}（{kind}，{size_text(one.size)}）"
        hint = f"{day(one.at)}随“{CHINESE[one.answer]}”发出，{scan_text(one.scanned_at)}"
        picture = f"发给申请人的文件：{one.name}" if is_picture(one.media_type) else ""
        yield ShownPaper(f"{address}/documents/{one.id}", words, hint, picture)


def results_shown(seen: Seen) -> Iterator[ShownPaper]:
    """Files of the results that the item stands on."""
    address = desk_address(seen.item.case_id, seen.item.code)
    for one in seen.listed.results:
        if one.file:
            kind = FILE_KINDS.get(one.file.media_type, "文件")
            words = f"{one.name}（{one.item_name}，{kind}，{size_text(one.file.size)}）"
            told = paper_text(one) if one.provided_by == "applicant" else ""
            hint = "，".join(part for part in (one.provided_text, told, one.file.scan_text) if part)
            picture = f"前面事项的结果：{one.name}" if is_picture(one.file.media_type) else ""
            yield ShownPaper(f"{address}/papers/{one.file.id}", words, hint, picture)


def form_shown(one: ListedPaper, item: CaseItem) -> ShownPaper:
    last = f"letters/{one.letter}" if one.letter else "form"
    return ShownPaper(f"{desk_address(item.case_id, item.code)}/{last}", f"{paper_title(one)}（PDF）", "")


FILE_KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "图片",
    "image/png": "图片",
    "application/ofd": "OFD",
}


def check_shown(one: MaterialCheck) -> Fact:
    """`how` is for the applicant as much as for the office: a desk reads where it stands, and who has shown it."""
    told = "：".join(part for part in (one.source_text, one.found) if part)
    return one.name, f"{one.standing_text}（{told}）" if told else one.standing_text
