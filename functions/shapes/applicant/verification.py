"""What the page of 文书查验 says of a letter: reference, kind, day, digest and seal, and nothing of the person."""

from functions.domain.applicant.letters import letter_title
from functions.domain.applicant.paper import GivenSeal
from functions.usecases.applicant.verification import VerifiedLetter
from schemas.dates import date_text

_NO_SEAL = "没有加盖电子印章，加盖办理机构的印章后生效"
_NOBODYS = "本系统的告知书，不是办理机构的决定，不加盖印章"
_DEMO = "样章（{name}，编号 {number}），只供演示，没有法律效力"
_SEALED = "{name}，印章编号 {number}"


def fact_rows(letter: VerifiedLetter) -> tuple[tuple[str, str], ...]:
    return (
        ("办件编号", letter.reference),
        ("文书种类", letter_title(letter.kind, letter.item)),
        ("文书日期", date_text(letter.on)),
        ("电子印章", _seal_text(letter.seal) if letter.sealable else _NOBODYS),
        ("内容摘要（SHA-256）", letter.digest),
    )


def held_against(letter: VerifiedLetter) -> tuple[bool, str]:
    """(Whether the file is one that was made here of this letter, what to make of it.)"""
    if letter.printed is None:
        return False, "您的文件不是本系统出具的这份文书的文件，内容可能被改动过，请不要以它为准。"
    if letter.sealable and not letter.printed:
        return True, "您的文件是本系统出具的这份文书，一字未改；这一份上没有电子印章。"
    return True, "您的文件是本系统出具的这份文书，一字未改。"


def _seal_text(seal: GivenSeal | None) -> str:
    if seal is None:
        return _NO_SEAL
    return (_DEMO if seal.demo else _SEALED).format(name=seal.name, number=seal.number)
