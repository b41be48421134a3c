"""已经取得的结果: somebody who has had an item done already tells of its result instead of applying again."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from schemas.form.rules import Conditional, Section
from schemas.form.types import Day, Line, PaperNumber
from schemas.refusing import Finding
from schemas.wire import ItemCode

# The material that its paper is brought as.
HELD_RESULT: ItemCode = "held_result"
_PAPER = "已经办好的，请照结果文书填写，并上传它的照片或者扫描件。"


class HeldPaper(Section):
    """The paper that they hold. It is the applicant's word until the office of a later item has verified it."""

    number: PaperNumber = Field(title="结果文书编号", description="照文书填写，例如介绍信的编号。")
    issued_on: Day = Field(title="结果文书的出具日期")
    issuer: Line | None = Field(None, title="出具机关")


class HeldResults(Section):
    """By the item: whether its result is there already, and its paper."""

    discharge_report: bool | None = Field(
        None,
        title="是否已经在窗口办过退役报到",
        description="已经拿到报到登记或者户口登记介绍信的，选“是”，不用再办。",
    )
    discharge_report_paper: HeldPaper | None = Field(None, title="退役报到的结果文书")
    household_registration: bool | None = Field(
        None, title="是否已经恢复户口", description="派出所已经办好户口登记的，选“是”，不用再办。"
    )
    household_registration_paper: HeldPaper | None = Field(None, title="户口登记的结果文书")
    medical_insurance: bool | None = Field(
        None, title="是否已经参加安置地的医疗保险", description="安置地已经办好参保登记的，选“是”，不用再办。"
    )
    medical_insurance_paper: HeldPaper | None = Field(None, title="参保登记的结果文书")

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = tuple(
        Conditional(item, True, _PAPER, requires=(f"{item}_paper",))
        for item in ("discharge_report", "household_registration", "medical_insurance")
    )


def held_path(item: str) -> str:
    return f"held.{item}"


def held_paper_path(item: str) -> str:
    return f"held.{item}_paper"


def held_fields(item: str) -> tuple[str, ...]:
    """What is asked of an item that may be held."""
    paper = held_paper_path(item)
    return (held_path(item), *(f"{paper}.{name}" for name in HeldPaper.model_fields))


def held_and_not_chosen(held: HeldResults | None, items: tuple[ItemCode, ...]) -> Iterator[Finding]:
    """`held` may be absent."""
    for name in HeldResults.model_fields:
        if getattr(held, name, None) is True and name not in items:
            yield ("held", name), "请同时选择这个事项：选了以后不用再办，后面的事项凭您填写的结果文书办理。"
