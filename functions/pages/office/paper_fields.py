"""结果文书 on the form of a result: each paper that later items stand on, with its number, its day and its file."""

from collections.abc import Iterator, Mapping
from typing import Any

from functions.domain.case.results import papers_wanted
from functions.pages.fields import Choice, Field, Kind, date_sent
from functions.pages.forms import Form
from functions.pages.office.asking import Drafted
from functions.pages.office.attaching import ACCEPT, UPLOAD, carried
from functions.pages.page import Asked
from functions.usecases.office.desk import Seen
from schemas.codes import AnswerType


def wanted_papers(kind: AnswerType, asked: Asked, seen: Seen) -> Mapping[str, str]:
    if kind is not AnswerType.GRANTED:
        return {}
    return papers_wanted(seen.item.code, asked.deps.editions(seen.ledger.case.edition))


def paper_fields(papers: Mapping[str, str], form: Form) -> Iterator[Field]:
    """What was chosen as the file of a paper is shown with it, and goes with the other files."""
    named = {one.id: one.name for one in carried(form)}
    for code, name in papers.items():
        hint = "后面的事项以它为依据，系统随事项转给办理部门。没有出具的不填。"
        yield Field(f"paper.{code}.number", f"{name}：编号", optional=True, width=20, hint=hint)
        yield Field(f"paper.{code}.issued_on", f"{name}：出具日期", Kind.DATE, optional=True)
        chosen = form.text(f"paper.{code}.file")
        if chosen in named:
            choice = (Choice(chosen, named[chosen]),)
            yield Field(
                f"paper.{code}.file",
                f"{name}：已选的文件",
                Kind.TICKS,
                values=(chosen,),
                choices=choice,
                optional=True,
            )
        yield Field(f"{UPLOAD}{code}", f"{name}：文件", Kind.FILE, accept=ACCEPT, optional=True)


def with_papers(made: Drafted, papers: Mapping[str, str], form: Form, issuer: str | None) -> Drafted:
    """A paper of which anything was filled in is one."""
    found: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    named = {one.id for one in carried(form)}
    for code, name in papers.items():
        told = dict(_told(code, form, named))
        if told:
            at = f"/result/documents/{len(found)}"
            places |= {f"{at}/{part}": f"paper.{code}.{part}" for part in ("number", "issued_on")}
            places |= {f"{at}/file": f"{UPLOAD}{code}", f"{at}/material": f"paper.{code}.number"}
            found.append({"name": name, "material": code, **told, **({"issuer": issuer} if issuer else {})})
    if not found:
        return made
    result = {**made.body["result"], "documents": found}
    return Drafted({**made.body, "result": result}, {**made.places, **places}, made.errors)


def _told(code: str, form: Form, named: set[str]) -> Iterator[tuple[str, str]]:
    if number := form.text(f"paper.{code}.number"):
        yield "number", number
    if issued_on := date_sent(form, f"paper.{code}.issued_on").iso:
        yield "issued_on", issued_on
    if (file := form.text(f"paper.{code}.file")) in named:
        yield "file", file
