"""Titles and files of what is printed for an applicant: the interface and the pages call them the same."""

from dataclasses import replace

from functions.domain.applicant.letters import letter_title
from functions.domain.applicant.paper import Paper
from functions.ports.deps import Deps
from functions.usecases.applicant.issued import note_file
from functions.usecases.applicant.papers import ListedPaper
from schemas.codes import LetterKind

TRAINING_PAPER = "演练，不作凭证"


def paper_title(one: ListedPaper) -> str:
    if isinstance(one.kind, LetterKind):
        return letter_title(one.kind, one.item or "")
    return f"{one.name}申请表" if one.name else "退役军人服务“一件事”联合办理登记表"


def printed(paper: Paper, name: str, deps: Deps) -> tuple[bytes, dict[str, str]]:
    """The file, and the header that names it; of a letter it is noted which file it was. Raises StoreError."""
    # Imported when a form is asked for: no other request pays for the printing.
    from functions.printing.pdf import pdf

    shown = replace(paper, above=TRAINING_PAPER) if deps.training else paper
    file, content = f"{paper.reference}-{name}.pdf", pdf(shown, deps.typefaces.block)
    if paper.code:
        note_file(paper, content, deps)
    return content, {"Content-Disposition": f'inline; filename="{file}"'}
