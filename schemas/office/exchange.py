"""Signed files (交换文件) for offices behind an air gap: our dispatches out, their answers in."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.office.answering import Answering
from schemas.office.dispatches import Message
from schemas.wire import Digest, Instant, ItemCode, OfficeId, Reference, Wire

_MOST_ANSWERS = 2000
# 9999-12-31, the last second that a date can hold.
_LATEST_SECOND = 253_402_300_799

Sequence = Annotated[int, Field(ge=1, le=99_999_999)]


class Export(Wire):
    """The next batch; with `sequence`, that batch again."""

    office: OfficeId
    sequence: Sequence | None = None


class SignedFile(Wire):
    """One file to carry. `signature` is Standard Webhooks' over `id.timestamp.content`, the content's bytes as they stand."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_/:@=+-]{1,200}$")]
    timestamp: Annotated[int, Field(ge=1, le=_LATEST_SECOND)]
    signature: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    content: str


class DispatchesFile(Wire):
    """The content of a file of ours."""

    office: OfficeId
    sequence: Sequence
    made_at: Instant = Field(title="生成时间")
    count: int = Field(title="共有几条")
    digest: Digest = Field(title="各条内容的 SHA-256，文件的条目排成规范形式后计算")
    entries: tuple[Message, ...] = Field(title="各条消息")


class AnswersFile(Wire):
    """The content of an office's file; `sequence` is the office's own, 1, 2, 3 …"""

    office: OfficeId
    sequence: Sequence
    count: Annotated[int, Field(ge=0, le=_MOST_ANSWERS, title="共有几条")]
    digest: Digest = Field(title="各条内容的 SHA-256，文件的条目排成规范形式后计算")
    answers: Annotated[
        tuple[Answering, ...],
        Field(min_length=1, max_length=_MOST_ANSWERS, fail_fast=True, title="各条答复"),
    ]


class RefusedLineView(Wire):
    """An answer that was good when the file was checked and out of place when its turn came; kept in the history."""

    line: int
    reference: Reference
    item: ItemCode
    code: str
    detail: str


class ImportView(Wire):
    office: OfficeId
    sequence: Sequence
    applied: int
    refused: tuple[RefusedLineView, ...]
