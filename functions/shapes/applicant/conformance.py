"""The report of a run of trials (联调报告) as a paper to be printed. The same report prints the same bytes."""

from collections.abc import Iterator

from functions.domain.applicant.paper import Fields, Heading, Paper, PaperBlock, Paragraph, Table
from functions.domain.clock import SHANGHAI
from schemas.office.conformance import (
    ConformanceAnswer,
    ConformanceCall,
    ConformanceFinding,
    ConformanceReport,
    ConformanceScenario,
)

_TITLE = "部门系统联调报告"
MET, UNMET = "符合", "不符合"
_NO_ANSWER = "没有应答"


def conformance_paper(report: ConformanceReport) -> Paper:
    return Paper(
        title=_TITLE,
        reference=report.number,
        marks=(
            ("报告编号", report.number),
            ("场景版本", report.version),
            ("完成时间", f"{report.ended_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
        ),
        blocks=tuple(_blocks(report)),
        made_at=report.ended_at,
    )


def _blocks(report: ConformanceReport) -> Iterator[PaperBlock]:
    yield Fields(
        (
            ("结论", report.verdict),
            ("部门", report.department_text),
            ("事项", report.item_name),
            ("接收地址", report.target),
            ("开始时间", f"{report.began_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"),
            ("必须做到而没有做到", f"{report.failed} 个场景"),
        )
    )
    yield Heading("各场景的结论")
    rows = tuple(
        (str(number), one.title, one.grade_text) for number, one in enumerate(report.scenarios, start=1)
    )
    yield Table(("序号", "场景", "结论"), rows, (10, 62, 28))
    yield Paragraph("办件、申请人都是样例，编号以 TY000101 开头，没有真实的人。", indented=False)
    for number, one in enumerate(report.scenarios, start=1):
        yield from _scenario(number, one)


def _scenario(number: int, one: ConformanceScenario) -> Iterator[PaperBlock]:
    yield Heading(f"{number}　{one.title}：{one.grade_text}")
    yield Paragraph(one.about, indented=False)
    if one.why:
        yield Paragraph(one.why, indented=False)
    if one.sent:
        yield Table(("发出的消息", "签名", "您的程序"), tuple(map(_call, one.sent)), (44, 26, 30))
    if one.findings:
        yield Table(("要求", "结果", "实际"), tuple(map(_finding, one.findings)), (36, 14, 50))
    if one.answers:
        yield Table(("收到的答复", "所报时间", "我方应答"), tuple(map(_answer, one.answers)), (38, 28, 34))
    if one.unheard:
        yield Paragraph(f"另有 {one.unheard} 次来信未记。", indented=False)


def conformance_pdf(report: ConformanceReport) -> bytes:
    # Imported when a report is printed: no other request pays for the printing.
    from functions.printing.pdf import pdf

    return pdf(conformance_paper(report))


def sent_words(one: ConformanceCall) -> str:
    """One message, how it was signed, and what came of it."""
    return "；".join(_call(one))


def _call(one: ConformanceCall) -> tuple[str, ...]:
    asks = f"，请答复{'、'.join(one.asks)}" if one.asks else ""
    came = f"HTTP {one.status}" if one.status is not None else f"{_NO_ANSWER}（{one.error}）"
    return f"{one.type} 第 {one.round} 轮{asks}", one.signed_text, f"{came}，{one.took_ms} 毫秒"


def _finding(one: ConformanceFinding) -> tuple[str, ...]:
    return f"{one.level_text}：{one.expected}", MET if one.met else UNMET, one.got


def _answer(one: ConformanceAnswer) -> tuple[str, ...]:
    name = f"第 {one.round} 轮{one.type_text}" if one.type_text else "无法识别或者没有验签的答复"
    at = f"{one.decided_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if one.decided_at else ""
    said = f"{one.status} {one.code}" if one.code else str(one.status)
    return name + (f"，附件 {one.documents} 份" if one.documents else ""), at, said
