"""Everything that can be said of one server's settings and data without starting it, and without changing anything."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from functions.adapters.issuer_keys import jwks_at
from functions.adapters.outward.clamd import Clamd
from functions.adapters.outward.discovery import IssuerUnusable
from functions.adapters.outward.secrets import SecretUnusable
from functions.adapters.outward.sign_in import HttpSignIn
from functions.adapters.tokens import IssuerTokens
from functions.domain.errors import ScannerUnavailable
from functions.domain.refusals import IdentityUnavailable
from functions.ports.deps import Clock
from infra.embedded.checking_ledger import look_at_ledger
from infra.embedded.checking_offices import look_at_holidays, look_at_offices
from infra.embedded.discovering import with_issuer
from infra.embedded.files import FOLDER_LOCK, FolderInUse, sole_use
from infra.embedded.own_clock import BadClock, moved_in
from infra.embedded.safety import (
    SECRETS_FILE,
    SafetyFinding,
    SafetyLevel,
    SafetyPart,
    disk,
    folder,
    free_mb,
    open_keys,
    own_clock,
    reach,
    training,
    wrong,
)
from infra.embedded.secrets import LEDGER, FileSecrets
from infra.embedded.settings import NONE, Settings
from infra.embedded.sign_in import sign_in_of
from infra.sandbox.keys import SANDBOX_FOLDER

_Ask = Callable[[str], tuple[int, Any]]


def check(settings: Settings, *, clock: Clock, ask: _Ask) -> tuple[SafetyFinding, ...]:
    """One finding at least for each part; `ask` answers with a status and JSON, or raises OSError."""
    looks: dict[SafetyPart, Callable[[], Iterable[SafetyFinding]]] = {
        SafetyPart.REACH: lambda: reach(settings),
        SafetyPart.ISSUER: lambda: _issuer(settings, clock),
        SafetyPart.FOLDER: lambda: folder(settings),
        SafetyPart.CLOCK: lambda: _clock(settings),
        SafetyPart.TRAINING: lambda: (*training(settings), *_sandbox(settings)),
        SafetyPart.DISK: lambda: disk(settings),
        SafetyPart.KEYS: lambda: _keys(settings),
        SafetyPart.LEDGER: lambda: look_at_ledger(settings, clock),
        SafetyPart.OFFICES: lambda: look_at_offices(settings),
        SafetyPart.HOLIDAYS: lambda: look_at_holidays(settings, clock),
        SafetyPart.OUTSIDE: lambda: _outside(settings),
        SafetyPart.SERVER: lambda: _server(settings, ask),
    }
    found = [tuple(look()) or (_fine(part, settings),) for part, look in looks.items()]
    return tuple(finding for findings in found for finding in findings)


def _fine(part: SafetyPart, settings: Settings) -> SafetyFinding:
    words = {
        SafetyPart.REACH: f"监听 {settings.host}:{settings.port}，网址 {settings.public or settings.address}",
        SafetyPart.ISSUER: "统一身份认证的密钥可取得 the issuer's keys are there",
        SafetyPart.FOLDER: f"数据目录 {settings.folder} 可写 can be written",
        SafetyPart.CLOCK: "用实际时间 the real time",
        SafetyPart.TRAINING: "演练 training: made-up persons"
        if settings.training
        else "正式使用，不是演练 no training",
        SafetyPart.DISK: f"磁盘剩 {free_mb(settings)} MB free",
        SafetyPart.KEYS: "密钥齐全，只有本人可读 complete, and its owner's only",
        SafetyPart.LEDGER: "台账与程序、密钥相符 the ledger fits program and keys",
        SafetyPart.OFFICES: f"机构路由 {settings.routes} 可用 can be used",
        SafetyPart.OUTSIDE: "消息网关、数据共享平台、病毒扫描都已配置 all are named",
        SafetyPart.SERVER: "运行中，就绪 running and ready",
    }
    return SafetyFinding(part, SafetyLevel.FINE, words[part])


def _issuer(settings: Settings, clock: Clock) -> Iterator[SafetyFinding]:
    if settings.is_own_issuer:
        yield SafetyFinding(
            SafetyPart.ISSUER, SafetyLevel.NOTE, "没有统一身份认证，只有演示身份 demo identities only"
        )
        return
    try:
        settings = with_issuer(settings)
    except IssuerUnusable as exc:
        yield wrong(SafetyPart.ISSUER, f"{exc} ", "谁也不能登录，服务不启动。The server does not start.")
        return
    tokens = IssuerTokens(
        jwks_at(settings.jwks or ""), audience=settings.audience, issuer=settings.issuer, clock=clock
    )
    try:
        tokens.check()
    except IdentityUnavailable:
        yield wrong(
            SafetyPart.ISSUER,
            f"从 {settings.jwks} 取不到可用的密钥（RSA 或 P-256）。No usable keys there. ",
            "请核对地址、网络、防火墙和证书；没有密钥，谁也不能登录。",
        )
    yield from _pages(settings)


def _pages(settings: Settings) -> Iterator[SafetyFinding]:
    """Where people sign in, as the server would take it at its start."""
    path = settings.folder / SECRETS_FILE
    if settings.client_secret and not path.exists():
        told = f"client_secret：首次启动生成 {path} 后，请把 sign_in 写进去再启动 put it there after the first start"
        yield SafetyFinding(SafetyPart.ISSUER, SafetyLevel.NOTE, told)
        settings = replace(settings, client_secret=False)
    try:
        made = sign_in_of(settings, None, FileSecrets(path))
    except (ValueError, SecretUnusable) as exc:
        yield wrong(SafetyPart.ISSUER, f"{exc} ", "服务不启动。The server does not start.")
        return
    if isinstance(made, HttpSignIn):
        made.close()
    else:
        yield SafetyFinding(
            SafetyPart.ISSUER,
            SafetyLevel.NOTE,
            "没有写明登录页（page、token），网页不能登录 nobody signs in to the pages",
        )


def _clock(settings: Settings) -> Iterator[SafetyFinding]:
    try:
        moved = moved_in(settings.folder)
    except BadClock as exc:
        yield wrong(
            SafetyPart.CLOCK, f"{exc} 读不懂，服务不启动。It cannot be read. ", "请从备份放回。Put it back."
        )
        return
    if found := tuple(own_clock(settings)):
        yield from found
    elif moved:
        yield SafetyFinding(
            SafetyPart.CLOCK, SafetyLevel.NOTE, f"沙箱时钟拨快了 {moved.ahead} the sandbox's clock was moved"
        )


def _sandbox(settings: Settings) -> Iterator[SafetyFinding]:
    if (settings.folder / SANDBOX_FOLDER).is_dir() and not settings.training:
        told = "沙箱的数据目录，办件都是虚构的，不能正式使用 a sandbox: nobody's affairs"
        yield SafetyFinding(SafetyPart.TRAINING, SafetyLevel.NOTE, told)


def _keys(settings: Settings) -> Iterator[SafetyFinding]:
    path = settings.folder / SECRETS_FILE
    if not path.exists() and not (settings.folder / LEDGER).exists():
        yield SafetyFinding(
            SafetyPart.KEYS,
            SafetyLevel.NOTE,
            f"{path} 将在首次启动时生成，请随即备份 made at the first start",
        )
        return
    if open_ones := tuple(open_keys(settings)):
        yield from open_ones
        return
    try:
        lost = FileSecrets(path).lost()
    except SecretUnusable as exc:
        yield wrong(SafetyPart.KEYS, f"密钥文件不能用：{exc} ", "请从备份放回。Put it back from the backup.")
        return
    if lost:
        yield wrong(
            SafetyPart.KEYS,
            f"{path} 缺少 {'、'.join(lost)}。Keys are missing. ",
            "请从备份放回。Put them back.",
        )


def _outside(settings: Settings) -> Iterator[SafetyFinding]:
    for key, value in {"notices": settings.notices, "shared_data": settings.shared_data}.items():
        if value == NONE:
            yield SafetyFinding(SafetyPart.OUTSIDE, SafetyLevel.NOTE, f"{key}：没有连接 not connected")
        elif value is None and not settings.is_own_issuer:
            yield wrong(
                SafetyPart.OUTSIDE,
                f"{key} 没有写明，会去找沙箱。It is not named. ",
                '请写地址，或 "none"。Name it, or "none".',
            )
    yield from _scanner(settings)


def _scanner(settings: Settings) -> Iterator[SafetyFinding]:
    if settings.scanner is None:
        yield SafetyFinding(
            SafetyPart.OUTSIDE, SafetyLevel.NOTE, "scanner：上传的材料未经病毒扫描 uploads are not scanned"
        )
        return
    try:
        Clamd(settings.scanner).scan("check", b"lianban check")
    except ValueError as exc:
        yield wrong(SafetyPart.OUTSIDE, f"scanner：{exc} ", "服务不启动。The server does not start.")
    except ScannerUnavailable:
        yield wrong(
            SafetyPart.OUTSIDE,
            f"scanner：{settings.scanner} 不能扫描，谁也传不了材料。It does not scan, and no upload is taken. ",
            "请看 systemctl status clamav-daemon，核对地址，并确认服务的用户在 clamav 组（docs/files.md）。",
        )


def _server(settings: Settings, ask: _Ask) -> Iterator[SafetyFinding]:
    if not _is_running(settings.folder):
        yield SafetyFinding(SafetyPart.SERVER, SafetyLevel.NOTE, "没有运行 not running")
        return
    # It says so itself: `lianban serve --port` listens elsewhere than these settings have it.
    address = (settings.folder / FOLDER_LOCK).read_text("utf-8") or settings.address
    try:
        status, said = ask(f"{address}/ready")
    except OSError as exc:
        yield wrong(
            SafetyPart.SERVER,
            f"有程序在用数据目录，而 {address} 没有应答（{exc}）。The folder is in use, and nobody answers there. ",
            "请核对地址和端口，再看日志：journalctl -u lianban。",
        )
        return
    if status != 200:
        faults = "；".join(f"{one['pointer'][1:]}：{one['detail']}" for one in said.get("errors") or ())
        yield wrong(
            SafetyPart.SERVER,
            f"在运行而未就绪（{status}）。It is not ready. ",
            faults or str(said.get("detail", "")),
        )


def _is_running(place: Path) -> bool:
    """Somebody holds the folder."""
    if not (place / FOLDER_LOCK).exists():
        return False
    try:
        with sole_use(place):
            return False
    except FolderInUse:
        return True
