"""文书查验: the code on a letter, as it is typed and as it stands in an address."""

from typing import Annotated

from pydantic import Field

from schemas.form.types import spelled
from schemas.spelling import spelled_groups
from schemas.wire import Wire

LETTER_CODE_LENGTH = 20
LETTER_CODE = rf"[A-Z2-7]{{{LETTER_CODE_LENGTH}}}"
_LetterCode = Annotated[str, Field(pattern=f"^{LETTER_CODE}$"), spelled(spelled_groups)]


class LetterLookup(Wire):
    code: _LetterCode = Field(title="查验码")
