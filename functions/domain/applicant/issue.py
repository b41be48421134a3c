"""A letter as it is issued (文书查验): the code that finds it again, the digest of what it says, its seal or why there is
none. What is sealed is the digest of the content, which neither the seal nor the printing changes.
"""

import json
from base64 import b32encode
from dataclasses import asdict, dataclass
from hashlib import sha256

from functions.domain.applicant.letters import DECISION_LETTERS, known_kinds
from functions.domain.applicant.paper import GivenSeal, Paper, PaperBlock, Paragraph, SealImprint, SealPlace
from functions.domain.case.item import CaseItem
from functions.domain.clock import shanghai_date
from functions.domain.values import replace
from schemas.applicant.verification import LETTER_CODE_LENGTH
from schemas.codes import LetterKind
from schemas.dates import date_text

_MADE = "本文书由系统按办理记录生成，"
NO_SEAL_SERVICE = f"{_MADE}没有加盖电子印章，加盖办理机构的印章后生效。"
SEAL_AWAITED = (
    f"{_MADE}还没有加盖电子印章：印章服务暂时没有应答，系统会再次申请，请过几分钟重新打开。加盖印章后生效。"
)
SEAL_REFUSED = f"{_MADE}没有加盖电子印章：印章服务没有受理，请向办理机构索取盖章的文书。"
_SEALED = _MADE + "已加盖电子印章：{name}，印章编号 {number}，{day}。"
DEMO_SEAL_WORDS = "本文书加盖的是样章，只供演示，没有法律效力。"
_HOW = "查验：扫描右上角的二维码，或者打开 {address} 输入查验码；上传这份 PDF 文件，可以核对全文有没有改动。"


@dataclass(frozen=True, slots=True)
class Issue:
    """`place`: the address of the pages where it is verified, "" where nobody knows it. `without`: why it has no seal."""

    code: str
    digest: str
    place: str
    seal: GivenSeal | None = None
    without: str = NO_SEAL_SERVICE


def content_digest(paper: Paper) -> str:
    """SHA-256 over what it says: title, marks and blocks, in an order of their own."""
    blocks = [[type(block).__name__, asdict(block)] for block in paper.blocks]
    content = [paper.above, paper.title, paper.reference, paper.marks, paper.made_at, blocks]
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def letter_code(case_id: str, item: str, letter: str, digest: str) -> str:
    """The same letter with the same words has the same code; nobody makes one up who does not know the case's own id."""
    made = sha256(f"letter/{case_id}/{item}/{letter}/{digest}".encode()).digest()
    return b32encode(made).decode()[:LETTER_CODE_LENGTH]


def in_groups(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def seal_place(paper: Paper) -> SealPlace | None:
    return next((block for block in paper.blocks if isinstance(block, SealPlace)), None)


def as_issued(paper: Paper, issue: Issue) -> Paper:
    blocks: tuple[PaperBlock, ...] = tuple(block for each in paper.blocks for block in _stamped(each, issue))
    code = in_groups(issue.code)
    verified = Paragraph(_HOW.format(address=f"{issue.place}/verify")) if issue.place else None
    return replace(
        paper,
        marks=(*paper.marks, ("查验码", code)),
        blocks=(
            *blocks,
            *((verified,) if verified else ()),
            Paragraph(f"内容摘要（SHA-256）：{issue.digest}", indented=False),
        ),
        scanned=f"{issue.place}/verify/{issue.code}" if issue.place else "",
        code=issue.code,
    )


def _stamped(block: PaperBlock, issue: Issue) -> tuple[PaperBlock, ...]:
    if not isinstance(block, SealPlace):
        return (block,)
    if issue.seal is None:
        return (Paragraph(issue.without), block)
    imprint = SealImprint(block.office, block.on, issue.seal)
    return (Paragraph(DEMO_SEAL_WORDS if issue.seal.demo else sealed_words(issue.seal)), imprint)


def sealed_words(seal: GivenSeal) -> str:
    return _SEALED.format(name=seal.name, number=seal.number, day=date_text(shanghai_date(seal.at)))


def still_stands(item: CaseItem, kind: LetterKind) -> bool:
    """Of a decision: whether the item still has it. Other letters tell of what happened, which stays so."""
    return kind not in DECISION_LETTERS or kind in known_kinds(item)
