"""事项未办理告知书: why an item came to nothing although no office decided it. Nobody's decision, so no seal and no law."""

from collections.abc import Iterator

from functions.domain.applicant.paper import PaperBlock, Paragraph, Table
from functions.domain.case.case import Ledger
from functions.domain.case.grounds import basis_text, remedy_text
from functions.domain.case.item import CaseItem
from functions.domain.case.unmet import INSTEAD, failed_by, is_abandoned, outcome_words
from functions.domain.clock import shanghai_date
from schemas.case.answers import CorrectionRequest
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import LegalBasis
from schemas.codes import CHINESE, Outcome
from schemas.dates import date_text

ISSUED = (
    "本告知书由“一件事”办件系统按办理记录生成，说明该事项没有办理的原因，不是办理机构的决定，不加盖印章。"
)
_OWN = "依据：本系统为补正设定的期限（不是法定期限），载于事项目录 {edition} 版。"
_ABANDONED = "依据：本系统运行管理员的处理记录；办理机构没有对该事项作出决定。"


def undone(ledger: Ledger, item: CaseItem, edition: Edition) -> Iterator[PaperBlock]:
    """After the sentence that says which application: what stood in the way, why, on what basis, what to do instead."""
    if item.outcome is Outcome.BLOCKED:
        yield from _blocked(ledger, item, edition)
    elif is_abandoned(item):
        yield Paragraph(f"{item.reason}。".replace("。。", "。"))
        yield Paragraph(_ABANDONED)
    else:
        yield from _lapsed(item, edition)
    who = f"{CHINESE[item.department]}部门"
    yield Paragraph(f"可以怎么办：{INSTEAD.format(who=who)}")


def _blocked(ledger: Ledger, item: CaseItem, edition: Edition) -> Iterator[PaperBlock]:
    own, cause = edition.item(item.code), failed_by(ledger, item)
    if cause is None or cause.outcome is None:
        yield Paragraph("原因：在它之前的事项没有办成，该事项没有送交办理机构。")
    else:
        before = edition.item(cause.code).name
        yield Paragraph(
            f"原因：“{own.name}”要在“{before}”办好之后办理，而“{before}”的结果为{outcome_words(cause)}，"
            "所以该事项没有送交办理机构。"
        )
        yield from _cause(cause, before)
    named = "；".join(map(_named, own.legal_basis))
    yield Paragraph(
        f"办理顺序的依据：载于本系统的事项目录 {edition.name} 版。"
        + (f"“{own.name}”的办理依据为{named}。" if named else "")
    )


def _cause(cause: CaseItem, name: str) -> Iterator[PaperBlock]:
    """What its office decided, in the office's words. An applicant's own reason for a withdrawal is not told back to them."""
    if cause.outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED):
        why = f"理由：{cause.reason.rstrip('。')}。" if cause.reason else "未载明理由，请向办理机构查询。"
        yield Paragraph(f"“{name}”的决定载明：{why}{basis_text(cause.answer)}{remedy_text(cause.answer)}")
    elif is_abandoned(cause):
        yield Paragraph(f"“{name}”：{cause.reason}")


def _lapsed(item: CaseItem, edition: Edition) -> Iterator[PaperBlock]:
    until = f"（到{date_text(shanghai_date(item.clock.correct_by))}为止）" if item.clock.correct_by else ""
    yield Paragraph(f"原因：办理机构要求补正，在补正期限内{until}没有收到补正，按补正超时处理。")
    if isinstance(item.answer, CorrectionRequest):
        rows = tuple((str(n), each.name, each.reason) for n, each in enumerate(item.answer.missing, 1))
        yield Table(("序号", "没有补正的内容", "办理机构写明的原因"), rows, (8, 37, 55))
    yield Paragraph(_OWN.format(edition=edition.name))


def _named(basis: LegalBasis) -> str:
    return f"《{basis.instrument}》{'、'.join(basis.articles)}"
