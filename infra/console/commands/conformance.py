"""For a department's developers: `conformance URL`, all trials against their program, from their own machine (联调)."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from functions.adapters.calendar import working_calendar
from functions.adapters.outward.address import BadAddress, parsed_address
from functions.adapters.outward.secrets import SecretUnusable
from functions.adapters.outward.signatures import StandardSignatures, sign
from functions.domain.office.conformance.grading import Grade, Graded
from functions.domain.office.conformance.scenario import Pace, Scenario
from functions.domain.office.conformance.table import BY_CODE, SCENARIOS
from functions.printing.pdf import pdf as printed
from functions.shapes.applicant.conformance import conformance_paper
from functions.usecases.office.conformance.opening import opened_trial, run_number
from functions.usecases.office.conformance.report import GRADES, LEVELS, TrialRun, conformance_report
from functions.usecases.office.conformance.sending import TrialStage
from infra.console.commands.declare import local_command
from infra.console.commands.listening import Folder, KeyFile
from infra.console.conformance.bench import Bench
from infra.console.conformance.listening import listener
from infra.console.conformance.program import calls, program_at
from infra.console.conformance.run import run
from infra.console.conformance.sandbox import KEY, sandbox_office
from infra.console.failure import Misused, NotConforming, Unreachable
from infra.console.kit.message import keys_of
from infra.console.machine import RUN_FOLDER
from infra.console.profiles import process_environment
from infra.console.session import Speech
from infra.console.tables import line
from infra.embedded.files import write_whole
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.http import http_server
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.item import Item
from schemas.codes import Department
from schemas.office.conformance import ConformanceReport

_PORT = 8461
_THREADS = 16
_MARKS = {Grade.PASSED: "✓", Grade.ADVISED: "△", Grade.FAILED: "✗"}


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "conformance",
        zh="对您的程序做全部联调场景，出联调报告",
        en="Try your program in every scenario, and report what was sent, expected and got.",
    )
    def conformance(
        speech: Speech,
        department: Annotated[Department, typer.Option(help="您的部门  Your department")],
        url: Annotated[
            str | None, typer.Argument(metavar="URL", help="您的程序收消息的地址  Your program")
        ] = None,
        sandbox: Annotated[
            bool, typer.Option("--sandbox", help="试项目自带的沙箱部门  The sandbox's own office instead")
        ] = False,
        item: Annotated[
            str | None, typer.Option(help="用哪个事项试；不给则本部门第一个  Of which item")
        ] = None,
        only: Annotated[
            list[str] | None, typer.Option("--only", metavar="CODE", help="只做这些场景，可多次  Only these")
        ] = None,
        port: Annotated[int, typer.Option(help="收答复的端口；0 任选  Port for your answers")] = _PORT,
        reachable_at: Annotated[
            str | None,
            typer.Option(metavar="URL", help="您的程序从哪里到达这里  Where your program reaches it"),
        ] = None,
        wait: Annotated[
            float,
            typer.Option(min=1, max=3600, help="每条答复等几秒；手工答复的给大些  Seconds for an answer"),
        ] = 30.0,
        at_once: Annotated[int, typer.Option(min=1, max=16, help="同时做几个场景  Scenarios at once")] = 1,
        out: Annotated[Path | None, typer.Option(help="报告存为 JSON  Keep the report as JSON")] = None,
        pdf: Annotated[Path | None, typer.Option(help="报告存为 PDF  Keep the report as PDF")] = None,
        key_file: KeyFile = None,
        folder: Folder = RUN_FOLDER,
    ) -> None:
        if sandbox == (url is not None):
            raise Misused("请给出您程序的地址，或者用 --sandbox。Give your program's address, or --sandbox.")
        keys = (KEY,) if sandbox else _keys(folder, department, key_file)
        chosen, trialled = _scenarios(only or []), _item(department, item)
        stage = _stage(trialled, keys)
        bench = Bench(stage, Pace(answers=wait), StandardSignatures(_Keys(keys)), lambda: datetime.now(UTC))
        with _listening(bench, port, reachable_at) as here:
            speech.say(f"答复发到 answers go to: {here}/v1/departments/{department}/answers")
            with nullcontext(_address(url)) if url else sandbox_office(department, here) as program:
                found = _tried(speech, program, bench, chosen, at_once)
        if out:
            write_whole(out, found.model_dump_json(indent=1).encode())
        if pdf:
            write_whole(pdf, printed(conformance_paper(found)))
        if speech.as_json:
            speech.write(found.model_dump_json())
        line(speech.screen, f"{found.verdict}（{found.version}）")
        if found.failed:
            raise NotConforming(f"{found.failed} 个场景不通过。They do not pass.")


def _keys(folder: Path, department: Department, key_file: Path | None) -> tuple[str, ...]:
    return keys_of(folder, department, key_file, process_environment().get("LIANBAN_WEBHOOK_KEY"))


def _address(url: str) -> str:
    """Raises Misused."""
    try:
        parsed_address(url)
    except BadAddress as exc:
        raise Misused(f"地址应如 http://127.0.0.1:3555/items。Not an address: {url}") from exc
    return url


def _scenarios(codes: list[str]) -> tuple[Scenario, ...]:
    unknown = [code for code in codes if code not in BY_CODE]
    if unknown:
        raise Misused(f"没有场景 {'、'.join(unknown)}，有：{'、'.join(BY_CODE)}。No such scenario.")
    return tuple(one for one in SCENARIOS if not codes or one.code in codes)


def _item(department: Department, code: str | None) -> Item:
    edition = load_edition(CURRENT)
    own = [one for one in edition.items if one.department is department]
    for one in own:
        if code in (None, one.code):
            return one
    raise Misused(f"{department} 没有事项 {code}，有：{'、'.join(one.code for one in own)}。No such item.")


class _Keys:
    """The department's own, whichever name is asked for."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys

    def keys(self, name: str) -> tuple[str, ...]:
        return self._keys


def _stage(item: Item, keys: tuple[str, ...]) -> TrialStage:
    def signed(webhook_id: str, at: datetime, body: bytes) -> str:
        try:
            return sign(keys[:1], webhook_id, at, body)
        except SecretUnusable as exc:
            raise Misused("密钥应为 whsec_ 加 base64。A key is whsec_ and base64.") from exc

    return TrialStage(load_edition(CURRENT), item, working_calendar(), signed)


@contextmanager
def _listening(bench: Bench, port: int, reachable_at: str | None) -> Iterator[str]:
    """Where the program's answers go, as long as this lasts."""
    server = http_server(
        lambda environ, start: app(environ, start),
        host="127.0.0.1",
        port=port,
        threads=_THREADS,
        bounds=Bounds(at_once_of_one=_THREADS, farewell=0.5),
    )
    here = (reachable_at or f"http://127.0.0.1:{server.port}").rstrip("/")
    bench.stage = bench.stage.reached_at(here)
    app = listener(bench, here)
    thread = threading.Thread(target=server.run, name="answers")
    thread.start()
    try:
        yield here
    finally:
        bench.closing.set()
        server.stop()
        thread.join()


def _tried(
    speech: Speech, url: str, bench: Bench, chosen: tuple[Scenario, ...], at_once: int
) -> ConformanceReport:
    run_id, began = str(uuid.uuid4()), bench.clock()
    stage, outward = bench.stage, calls()
    trials = opened_trial(run_id, stage.catalogued, now=began, calendar=stage.calendar, scenarios=chosen)
    try:
        found = run(
            trials,
            bench,
            program_at(url, outward, bench.closing.wait),
            lambda one: _show(speech, one),
            at_once=at_once,
        )
    finally:
        outward.close()
    return conformance_report(
        TrialRun(run_number(run_id, began), url, stage.catalogued, began, bench.clock()), found
    )


def _show(speech: Speech, found: Graded) -> None:
    """Raises Unreachable where nobody is at the address."""
    scenario = found.trial.scenario
    if all(one.status is None for one in found.trial.sent):
        error = next((one.error for one in found.trial.sent), None)
        raise Unreachable(f"您的程序没有应答（{error}），请核对地址。Your program does not answer.")
    grade = f"{_MARKS[found.grade]} {GRADES[found.grade]}"
    line(speech.screen, f"{grade}　{scenario.title}（{scenario.code}）{scenario.title_en}")
    for one in found.findings:
        if not one.met:
            line(speech.screen, f"   {LEVELS[one.level]} {one.level.value}：{one.expected}")
            line(speech.screen, f"   实际 got：{one.got}")
