"""What a refusal told the person beside its reason, in sentences; what it did not tell is said to be untold (未载明)."""

from schemas.case.answers import Answer, NotAccepted, Refused
from schemas.case.remedies import Remedy, Term
from schemas.catalogue.figures import Unit
from schemas.codes_citizen import RemedyWay

NO_BASIS = "决定未载明依据，请向办理机构查询。"
# 行政复议法第二十条第三款 (L-FY): whoever was not told has longer.
NO_REMEDY = (
    "决定未载明救济途径和期限，请向办理机构查询。行政机关没有告知的，申请行政复议的期限从您知道"
    "申请行政复议的权利、机关和期限之日起算，但自知道决定内容之日起最长不超过一年"
    "（《中华人民共和国行政复议法》第二十条）。"
)
_ACTS = {
    RemedyWay.RECONSIDERATION: "申请行政复议",
    RemedyWay.LITIGATION: "提起行政诉讼",
    RemedyWay.REVIEW: "申请复核",
}


def remedies_of(answer: Answer | None) -> tuple[Remedy, ...]:
    """Empty where none was told, or an older answer told it in a sentence of its own."""
    told = answer.remedy if isinstance(answer, Refused | NotAccepted) else None
    return told if isinstance(told, tuple) else ()


def remedy_told(answer: Answer | None) -> str | None:
    """In one sentence; None where the decision tells nothing of it."""
    told = answer.remedy if isinstance(answer, Refused | NotAccepted) else None
    if told is None or isinstance(told, str):
        return told
    return f"不服本决定的，{remedies_text(told)}。" if told else None


def remedies_text(remedies: tuple[Remedy, ...]) -> str:
    return f"可以{'，也可以'.join(map(_way, remedies))}"


def basis_told(answer: Answer | None) -> str | None:
    return answer.legal_basis if isinstance(answer, Refused | NotAccepted) else None


def basis_text(answer: Answer | None) -> str:
    told = basis_told(answer)
    return _ended(f"依据：{told}") if told else NO_BASIS


def remedy_text(answer: Answer | None) -> str:
    told = remedy_told(answer)
    return _ended(told) if told else NO_REMEDY


def term_text(term: Term) -> str:
    return f"{term.value}{'日' if term.unit is Unit.NATURAL_DAY else '个月'}"


def _ended(text: str) -> str:
    return text if text.endswith(("。", "！", "；", ".")) else f"{text}。"


def _way(one: Remedy) -> str:
    return f"自收到本决定之日起{term_text(one.term)}内向{one.body}{_ACTS[one.way]}"
