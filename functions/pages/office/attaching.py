"""附件 of an answer: files chosen on its form are kept at once, carried by id and name, and sent when the answer is."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from functions.domain.errors import LianbanError
from functions.domain.intake.files import MOST_BYTES, size_text
from functions.domain.intake.scanning import scan_text
from functions.pages.fields import Choice, Field, Kind
from functions.pages.files import ENDINGS, TOLD, is_picture
from functions.pages.forms import Form, SentFile
from functions.pages.office.views_papers import FILE_KINDS, ShownPaper
from functions.pages.page import Asked
from functions.shapes.intake.materials import uploaded_view
from functions.usecases.intake import documents
from functions.usecases.office.desk import Seen
from schemas.case.answers import MOST_DOCUMENTS, AttachedFile
from schemas.codes import AnswerType
from schemas.intake.materials import AskedUpload

DOCUMENT, ATTACHED_FILE = "attached", "file"
# Before the code of a paper of the result: what is chosen there is its file (paper_fields.py).
UPLOAD = "paper-file."
# An office that cannot work with what it got tells an operator, and a clock that goes on is no decision.
_NONE = frozenset({AnswerType.PROBLEM, AnswerType.RESUMED, AnswerType.WITHDRAWN})
ACCEPT = "application/pdf,image/jpeg,image/png"
TOO_MANY = f"一次答复最多附 {MOST_DOCUMENTS} 个文件，请去掉几个，或者合成一个 PDF。"
SCANNING = "“{}”正在进行病毒扫描，答复还没有发送。请稍等片刻，再点“下一步”。"
_NOT_THERE = "“{}”已经不在，请重新附上。"


@dataclass(frozen=True, slots=True)
class Attached:
    """The form as it stands after its files were taken; `error` is told at the field of files."""

    form: Form
    error: str = ""


def may_attach(kind: AnswerType) -> bool:
    return kind not in _NONE


def carried(form: Form) -> tuple[AttachedFile, ...]:
    """What was attached before and is still ticked, each once."""
    found: dict[str, AttachedFile] = {}
    for pair in form.all(DOCUMENT):
        id_, _, name = pair.partition(" ")
        if (one := _named(id_, name)) is not None:
            found[id_] = one
    return tuple(found.values())


def attach(asked: Asked, seen: Seen, form: Form) -> Attached:
    """Files that came with the form are kept; what is carried is looked at once more. The answer waits for both."""
    kept, problems = _looked_at(asked, seen, carried(form))
    files = tuple(_files_sent(form))
    if len(kept) + len(files) > MOST_DOCUMENTS:
        return _with(form, kept, TOO_MANY)
    papers: list[tuple[str, str]] = []
    for field, file in files:
        try:
            upload = documents.bring_for_item(
                seen.item, file.content, file.media_type, by=asked.by, deps=asked.deps
            )
        except TOLD as error:
            problems.append(_told(_name(file, ""), error))
            continue
        named = _named(upload.id, _name(file, ENDINGS[upload.media_type]))
        if named is not None and all(one.id != named.id for one in kept):
            kept.append(named)
        if field != ATTACHED_FILE:
            papers.append((f"paper.{field.removeprefix(UPLOAD)}.file", upload.id))
        if not upload.arrived:
            problems.append(SCANNING.format(_name(file, "")))
    return _with(form, kept, " ".join(problems), papers)


def _files_sent(form: Form) -> Iterator[tuple[str, SentFile]]:
    """By the field where they were chosen."""
    for field in dict.fromkeys(name for name, _ in form.files):
        if field == ATTACHED_FILE or field.startswith(UPLOAD):
            yield from ((field, file) for file in form.sent_files(field))


def attached_body(form: Form) -> dict[str, object]:
    named = carried(form)
    return {"documents": [one.model_dump() for one in named]} if named else {}


def fields_of_files(asked: Asked, seen: Seen, form: Form) -> tuple[Field, ...]:
    here = {one.id: one for one in documents.waiting_on(seen.item, asked.deps)}
    named = tuple(one for one in carried(form) if one.id in here)
    choices = tuple(Choice(f"{one.id} {one.name}", one.name, _words(here[one.id])) for one in named)
    most = asked.deps.materials.most_taken
    together = "" if most >= MOST_BYTES else f"一次选的几个合起来不超过 {size_text(most)}；"
    hint = (
        f"例如结果文书、决定书、告知书的扫描件。PDF、JPG、PNG，每个不超过 {size_text(most)}；"
        f"{together}最多 {MOST_DOCUMENTS} 个。申请人会看到文件名，请不要在文件名里写证件号码。"
    )
    ticks = Field(
        DOCUMENT,
        "已附上的文件",
        Kind.TICKS,
        values=tuple(choice.value for choice in choices),
        choices=choices,
        hint="去掉勾选的不发送。",
        optional=True,
    )
    file = Field(ATTACHED_FILE, "附上文件", Kind.FILE, hint=hint, accept=ACCEPT, optional=True, multiple=True)
    return (ticks, file) if choices else (file,)


def papers_of(asked: Asked, seen: Seen, form: Form, address: str) -> tuple[ShownPaper, ...]:
    """As they will be sent."""
    here = {one.id: one for one in documents.waiting_on(seen.item, asked.deps)}
    return tuple(
        ShownPaper(
            f"{address}/documents/{one.id}",
            f"{one.name}（{_words(here[one.id])}）",
            scan_text(here[one.id].scanned_at),
            f"要附上的文件：{one.name}" if is_picture(here[one.id].media_type) else "",
        )
        for one in carried(form)
        if one.id in here
    )


def _looked_at(
    asked: Asked, seen: Seen, named: tuple[AttachedFile, ...]
) -> tuple[list[AttachedFile], list[str]]:
    kept: list[AttachedFile] = []
    problems: list[str] = []
    for one in named:
        try:
            upload = documents.confirm_for_item(seen.item, one.id, asked.deps)
        except documents.GONE:
            problems.append(_NOT_THERE.format(one.name))
        except TOLD as error:
            problems.append(_told(one.name, error))
        else:
            kept.append(one)
            if not upload.arrived:
                problems.append(SCANNING.format(one.name))
    return kept, problems


def _with(
    form: Form, kept: list[AttachedFile], error: str, papers: Iterable[tuple[str, str]] = ()
) -> Attached:
    others = tuple(pair for pair in form.fields if pair[0] != DOCUMENT)
    ours = tuple((DOCUMENT, f"{one.id} {one.name}") for one in kept)
    return Attached(replace(form, fields=(*others, *papers, *ours), files=()), error)


def _told(name: str, error: LianbanError) -> str:
    return f"“{name}”：{error.detail}"


def _words(one: AskedUpload) -> str:
    told = "" if one.arrived else f"，{uploaded_view(one).state_text}"
    return f"{FILE_KINDS.get(one.media_type, '文件')}，{size_text(one.size)}{told}"


def _name(file: SentFile, ending: str) -> str:
    """As its owner calls it, without the folders that some browsers tell."""
    last = re.split(r"[\\/]", file.name)[-1].strip()[:120]
    return last or f"附件.{ending}"


def _named(id_: str, name: str) -> AttachedFile | None:
    for told in (name, "附件"):
        try:
            return AttachedFile.model_validate_json(json.dumps({"id": id_, "name": told}))
        except ValidationError:
            continue
    return None
