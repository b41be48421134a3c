"""文书查验: for anybody who has a letter in hand, by its QR code or by the code that stands on it."""

from dataclasses import dataclass, replace
from json import dumps

from pydantic import ValidationError

from functions.domain.applicant.issue import in_groups
from functions.domain.intake.files import MEGABYTE, MOST_BYTES, size_text
from functions.pages.fields import Field, Kind, Wrong, filled, summary
from functions.pages.intake.sending import FILE
from functions.pages.page import OF_FIELDS, Answer, Asked, Page, Sent, Shown
from functions.shapes.applicant.verification import fact_rows, held_against
from functions.usecases.applicant.verification import verify_letter
from schemas.applicant.verification import LetterLookup

VERIFY = "/verify"
_ONE = f"{VERIFY}/{{letter_code}}"
# Ours have some fifty thousand bytes. As much as a material may have is read, so that the page tells whoever sends too much.
_MOST = 2 * MEGABYTE
_READ = MOST_BYTES + OF_FIELDS
_NO_CODE = "请填写文书上的二十位查验码，只含字母和数字 2 至 7，例如 ABCD-EFGH-IJKL-MNOP-QR23。"
_TOO_LARGE = f"这个文件超过 {size_text(_MOST)}，没有核对。系统出具的文书都比这小，请选择原来下载的 PDF 文件。"
_NO_FILE = "请先选择要核对的 PDF 文件。"


@dataclass(frozen=True, slots=True)
class _Asking:
    field: Field
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifiedPage:
    """`stands`: see VerifiedLetter. `compared`: whether the file is ours, and what to make of it; None before one is held
    against the record.
    """

    code: str
    facts: tuple[tuple[str, str], ...]
    stands: bool
    address: str
    field: Field
    wrong: tuple[Wrong, ...] = ()
    compared: tuple[bool, str] | None = None


def ask_letter_code(_asked: Asked) -> Answer:
    return _asking(_code())


def take_letter_code(asked: Asked) -> Answer:
    field = filled(_code(), asked.form)
    try:
        given = LetterLookup.model_validate_json(dumps({"code": field.value}))
    except ValidationError:
        return _asking(replace(field, error=_NO_CODE), 422)
    return Sent(f"{VERIFY}/{given.code}")


def show_verified(asked: Asked) -> Answer:
    return _shown(asked, _file())


def compare_letter(asked: Asked) -> Answer:
    sent = asked.form.sent_files(FILE)
    if not sent:
        return _shown(asked, replace(_file(), error=_NO_FILE), status=422)
    if len(sent[0].content) > _MOST:
        return _shown(asked, replace(_file(), error=_TOO_LARGE), status=422)
    return _shown(asked, _file(), file=sent[0].content)


def _shown(asked: Asked, field: Field, *, file: bytes | None = None, status: int = 200) -> Answer:
    """Raises LetterUnknown, TooOften."""
    code = asked.path["letter_code"]
    letter = verify_letter(code, address=asked.address, deps=asked.deps, file=file)
    view = VerifiedPage(
        code=in_groups(code),
        facts=fact_rows(letter),
        stands=letter.stands,
        address=f"{VERIFY}/{code}",
        field=field,
        wrong=summary((field,)),
        compared=None if file is None else held_against(letter),
    )
    return Shown("applicant/verified.html", "文书查验结果", view, status=status, wrong=status != 200)


def _code() -> Field:
    return Field("code", "查验码", hint="印在文书标题下面的二十位字母和数字。", width=20)


def _file() -> Field:
    return Field(FILE, "选择 PDF 文件", Kind.FILE, accept="application/pdf")


def _asking(field: Field, status: int = 200) -> Answer:
    view = _Asking(field, summary((field,)))
    return Shown("applicant/verify.html", "文书查验", view, status=status, wrong=status != 200)


PAGES = (
    Page(method="GET", path=VERIFY, roles=None, handler=ask_letter_code),
    Page(method="POST", path=VERIFY, roles=None, handler=take_letter_code),
    Page(method="GET", path=_ONE, roles=None, handler=show_verified),
    Page(method="POST", path=_ONE, roles=None, handler=compare_letter, most=_READ),
)
