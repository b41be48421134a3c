"""How often one caller may do a thing within a span of time: one small record each, which expires (限次)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from functions.domain.case.access import Principal
from functions.domain.errors import StaleWrite
from functions.domain.refusals import TooOften
from functions.ports.deps import Deps
from functions.usecases.record_kinds.shared import LIMIT
from functions.usecases.records import Body, change_record


@dataclass(frozen=True, slots=True)
class _Limit:
    """`what`: the act, as a caller is told of it."""

    most: int
    within: timedelta
    what: str


# Longer than that, nobody counts seconds.
_SPOKEN_IN_SECONDS = 90
# Ours, not official.
LIMITS: Mapping[str, _Limit] = {
    "wrong_code": _Limit(5, timedelta(minutes=15), "输错授权码"),
    "look_up": _Limit(120, timedelta(minutes=10), "按姓名或者办件编号查询"),
    "make_code": _Limit(10, timedelta(minutes=15), "生成授权码"),
    "announce": _Limit(200, timedelta(minutes=10), "申请上传材料"),
    # Whose reading took all the time that a file is given: two of them at once keep everybody else's waiting.
    "hard_file": _Limit(10, timedelta(hours=1), "上传难以读完的文件"),
    # What a person does to a case: corrections, contests, waivers, withdrawals, ratings, to-dos.
    "case_act": _Limit(60, timedelta(minutes=10), "对办件提交补正、异议、撤回、评价等"),
    "resend": _Limit(30, timedelta(minutes=10), "要求重新发送"),
    "resend_look": _Limit(60, timedelta(minutes=10), "查看可以重新发送的事项"),
    # Of a department, however many of its offices try their programs.
    "conformance": _Limit(60, timedelta(hours=1), "提交联调报告"),
    # Whoever begins, saves, changes and deletes; a page that saves as it is typed stays far below.
    "draft": _Limit(300, timedelta(minutes=10), "新建、保存、删除草稿"),
    # Each asks sources of other authorities.
    "prefill": _Limit(60, timedelta(minutes=10), "调用公共数据预填"),
    "feedback": _Limit(20, timedelta(hours=1), "提交反馈"),
    "park": _Limit(20, timedelta(hours=1), "在登录结束后提交"),
    "circular_question": _Limit(30, timedelta(hours=1), "就口径和通知提问"),
    # Whoever has not signed in is known by their network address alone; and all of them together.
    "anonymous_feedback": _Limit(5, timedelta(hours=1), "不登录提交反馈"),
    "all_anonymous_feedback": _Limit(300, timedelta(hours=1), "全体不登录提交反馈"),
    # A counter checks a whole day's letters from one address.
    "verify": _Limit(300, timedelta(minutes=10), "查验文书"),
    "wrong_feedback_code": _Limit(10, timedelta(minutes=15), "输错反馈查询码"),
}


def check_limit(act: str, by: Principal, deps: Deps) -> None:
    """Before what is counted only when it fails. Raises TooOften."""
    check_of(act, caller_of(by), deps)


def check_of(act: str, caller: str, deps: Deps) -> None:
    """`caller`: a name by which nobody is told (`caller_of`, `address_of`). Raises TooOften."""
    found = deps.store.record(*_place(act, caller, deps.clock()))
    if found and found.body["count"] >= LIMITS[act].most:
        raise _reached(act, deps.clock())


def count(act: str, by: Principal, deps: Deps) -> None:
    """Raises TooOften for the first beyond the limit; StoreBusy, and then nothing is done either."""
    count_of(act, caller_of(by), deps)


def count_of(act: str, caller: str, deps: Deps) -> None:
    """As `count`, for whom `caller` names."""
    now = deps.clock()

    def counted(body: Body | None) -> Body:
        so_far = body["count"] if body else 0
        if so_far >= LIMITS[act].most:
            raise _reached(act, now)
        return {"count": so_far + 1}

    expires_at = (now + timedelta(seconds=_left(act, now))).replace(microsecond=0)
    change_own(*_place(act, caller, now), counted, expires_at=expires_at, deps=deps)


def change_own(
    kind: str, key: str, rule: Callable[[Body | None], Body], *, expires_at: datetime, deps: Deps
) -> None:
    """A record that nobody but its caller writes: who is beaten there does so much at one moment. Raises TooOften, and
    what `rule` raises.
    """
    try:
        change_record(deps.store, kind, key, rule, expires_at=expires_at)
    except StaleWrite as error:
        raise TooOften(retry_after_seconds=1) from error


def caller_of(by: Principal) -> str:
    """A name for somebody, by which no subject is told."""
    return sha256(f"{by.role}/{by.subject}".encode()).hexdigest()[:32]


def name_of_address(address: str) -> str:
    """A name for whoever asks from a network address and has not signed in."""
    return sha256(f"address/{address}".encode()).hexdigest()[:32]


def _reached(act: str, now: datetime) -> TooOften:
    limit, left = LIMITS[act], _left(act, now)
    minutes = int(limit.within.total_seconds() // 60)
    told = f"{limit.what}的次数过多（每 {minutes} 分钟至多 {limit.most} 次），请在 {_spoken(left, minutes)}后再试。"
    return TooOften(told, retry_after_seconds=left)


def _spoken(seconds: int, most: int) -> str:
    """Never less than it is: whoever comes then is not told again to wait. `most`: minutes, of the whole span."""
    return f"{seconds} 秒" if seconds <= _SPOKEN_IN_SECONDS else f"{min(most, -(-seconds // 60))} 分钟"


def _place(act: str, caller: str, now: datetime) -> tuple[str, str]:
    """Kind and key of the record: one for each caller and span, in 256 parts, so that no part is everybody's."""
    return f"{LIMIT}#{caller[:2]}", f"{act}/{caller}/{_span(act, now)}"


def _span(act: str, now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp() // LIMITS[act].within.total_seconds())


def _left(act: str, now: datetime) -> int:
    """Whole seconds until the next span begins."""
    ends = (_span(act, now) + 1) * LIMITS[act].within.total_seconds()
    return max(1, int(ends - now.timestamp()) + 1)
