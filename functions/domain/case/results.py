"""结果文书: the papers that a result consists of, and which of them go on to the items that stand on it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from functions.domain.case.case import CaseMaterial, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import ResultFileDiffers, UnknownResultMaterial
from functions.domain.catalogue.materials import NeededMaterial
from functions.domain.errors import FieldProblem
from schemas.case.answers import Granted, Result, ResultDocument
from schemas.catalogue.edition import Edition
from schemas.codes import Outcome
from schemas.form.application import Application
from schemas.form.held import HELD_RESULT, HeldPaper, held_paper_path
from schemas.form.paths import value_at
from schemas.wire import Wire


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A paper of the result of `item`, which another one needs as `material`. `file`: as its office sent it, or, where the
    applicant `held` the result already, as they brought it."""

    item: CaseItem
    material: str
    document: ResultDocument
    file: ItemDocument | CaseMaterial | None
    held: bool = False


def result_documents(item: CaseItem) -> tuple[ResultDocument, ...]:
    """Of a result that tells its papers one by one, these; else the one that it names."""
    if item.outcome is not Outcome.GRANTED or not isinstance(item.answer, Granted):
        return ()
    return papers_in(item.answer.result)


def papers_in(result: Result) -> tuple[ResultDocument, ...]:
    if result.documents:
        return result.documents
    # What is kept was taken by the rules of its time, and is not judged again.
    named = ResultDocument.model_construct(
        name=result.document, number=result.number, valid_until=result.valid_until
    )
    return (named,)


def paper_file(item: CaseItem, document: ResultDocument) -> ItemDocument | None:
    return next((one for one in item.files.documents if one.id == document.file), None)


def handed_on(
    ledger: Ledger, materials: Iterable[NeededMaterial], application: Application
) -> Iterator[HandedOn]:
    """`materials`: what the receiving item needs. A paper that is one certain material goes to those that need it, any other
    to all that stand on its item."""
    every = {item.code: item for item in ledger.held}
    for material in materials:
        producer = every.get(material.made_by or "")
        if producer and material.held:
            yield from _brought(ledger, producer, material, application)
        for one in result_documents(producer) if producer else ():
            if producer and one.material in (None, material.code):
                yield HandedOn(producer, material.code, one, paper_file(producer, one))


def _brought(
    ledger: Ledger, producer: CaseItem, material: NeededMaterial, application: Application
) -> Iterator[HandedOn]:
    """The result that its applicant has from before, file by file."""
    paper = value_at(application, held_paper_path(producer.code))
    if not isinstance(paper, HeldPaper):
        return
    told = ResultDocument(
        name=material.name, number=paper.number, issued_on=paper.issued_on, issuer=paper.issuer
    )
    for one in ledger.case.materials:
        if (one.item, one.code) == (producer.code, HELD_RESULT):
            yield HandedOn(producer, material.code, told, one, held=True)


def papers_wanted(code: str, edition: Edition) -> Mapping[str, str]:
    """What later items take of an item's result: names by the material's code."""
    return {
        material.code: material.name
        for item in edition.items
        for material in item.materials
        if material.item == code
    }


def check_result(answer: Wire, edition: Edition) -> None:
    """Raises UnknownResultMaterial, with what may be named."""
    if not isinstance(answer, Granted) or not answer.result.documents:
        return
    known = papers_wanted(answer.item, edition)
    named = "、".join(f"{name}（{code}）" for code, name in known.items())
    choices = f"可以填写：{named}。" if known else "没有别的事项以本事项的结果为材料，请不填。"
    wrong = tuple(
        FieldProblem(f"/result/documents/{place}/material", choices)
        for place, one in enumerate(answer.result.documents)
        if one.material is not None and one.material not in known
    )
    if wrong:
        raise UnknownResultMaterial(problems=wrong)


def check_files(answer: Wire, found: Iterable[ItemDocument]) -> None:
    """Raises ResultFileDiffers: the file that was uploaded is another one than the answer says."""
    sums = {one.id: one.sha256 for one in found}
    papers = answer.result.documents if isinstance(answer, Granted) else ()
    wrong = tuple(
        FieldProblem(
            f"/result/documents/{place}/sha256", "与所附文件的校验值不一致，请核对是不是同一个文件。"
        )
        for place, one in enumerate(papers)
        if one.sha256 is not None and one.file is not None and sums.get(one.file, one.sha256) != one.sha256
    )
    if wrong:
        raise ResultFileDiffers(problems=wrong)
