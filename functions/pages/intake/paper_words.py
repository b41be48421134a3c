"""A draft's papers and their files, in words."""

from dataclasses import dataclass

from functions.pages.files import is_picture
from functions.pages.intake.tasks import DONE, STOPPED, TO_ACT, WAITING
from schemas.catalogue.standing import Standing
from schemas.intake.materials import UploadedView, WantedView

_TYPES = {
    "application/pdf": "PDF 文件",
    "image/jpeg": "JPG 图片",
    "image/png": "PNG 图片",
    "application/ofd": "OFD 文件",
}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """`mine`: the applicant's to bring. `kind`: of the tag."""

    id: str
    item: str
    name: str
    how: str
    kind: str
    words: str
    mine: bool
    address: str
    files: int


@dataclass(frozen=True, slots=True)
class FileLine:
    title: str
    state: str
    kind: str
    deletion: str
    again: str
    open: str = ""
    picture: str = ""


def paper_line(one: WantedView, draft: str) -> PaperLine:
    mine = one.required or bool(one.uploads) or one.deferred
    kind, words = _standing(one)
    # What another item makes, nobody holds yet.
    held = one.standing is not Standing.FROM_ITEM
    return PaperLine(
        id=f"{one.item}-{one.material}",
        item=one.item_name,
        name=one.name,
        how=one.how,
        kind=kind,
        words=words,
        mine=mine,
        address=f"{draft}/materials/{one.item}/{one.material}" if one.uploadable and (mine or held) else "",
        files=len(one.uploads),
    )


def file_lines(one: WantedView, address: str) -> tuple[FileLine, ...]:
    return tuple(_file(number, file, one.name, address) for number, file in enumerate(one.uploads, 1))


def _file(number: int, file: UploadedView, name: str, address: str) -> FileLine:
    here = f"{address}/files/{file.id}"
    return FileLine(
        title=f"第 {number} 个：{_TYPES.get(file.media_type, '文件')}，{file.size_text}",
        state=file.state_text,
        kind=DONE if file.arrived else WAITING,
        deletion=f"{here}/deletion",
        again="" if file.arrived else f"{here}/confirmation",
        open=here if file.arrived else "",
        picture=f"{name}，第 {number} 个文件" if is_picture(file.media_type) else "",
    )


def _standing(one: WantedView) -> tuple[str, str]:
    if any(file.arrived for file in one.uploads):
        return DONE, "已上传"
    if one.deferred:
        return DONE, "承诺补交"
    if one.uploads:
        return TO_ACT, "还没有收好"
    if one.required:
        return TO_ACT, "需要您上传"
    return (DONE if one.standing is Standing.VERIFIED else STOPPED), one.standing_text
