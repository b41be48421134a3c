"""Grades a trial: each thing that is looked at, whether it holds, and what came instead. Pure."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from functions.domain.clock import SHANGHAI
from functions.domain.office.conformance.driving import OUTCOMES, is_file_owed, still_owed
from functions.domain.office.conformance.scenario import GENUINE, Check, Pace, ScenarioLevel
from functions.domain.office.conformance.trial import ALREADY_THERE, BUSY, OK, UNREAD, Heard, SentTrial, Trial
from schemas.codes import CHINESE

# What we would try again after, and so no refusal.
_AGAIN = frozenset({408, 409, 425, 429})
MOST_TOLD = 8


class Grade(StrEnum):
    PASSED = "passed"
    # Only what should be so is not.
    ADVISED = "advised"
    FAILED = "failed"
    # It was not tried: `why` of the report says so.
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True)
class ScenarioFinding:
    check: Check
    level: ScenarioLevel
    met: bool
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Graded:
    trial: Trial
    findings: tuple[ScenarioFinding, ...]

    @property
    def grade(self) -> Grade:
        return grade_without({one.level for one in self.findings if not one.met})


def grade_without(unmet: Set[ScenarioLevel]) -> Grade:
    """`unmet`: the levels of what does not hold."""
    if ScenarioLevel.MUST in unmet:
        return Grade.FAILED
    return Grade.ADVISED if unmet else Grade.PASSED


def graded(trial: Trial, pace: Pace) -> Graded:
    findings = []
    for check, level in trial.scenario.wants:
        expected, look = CHECKS[check]
        wrong = look(trial, pace)
        findings.append(ScenarioFinding(check, level, wrong is None, expected, wrong or _came(trial, check)))
    return Graded(trial, tuple(findings))


def _came(trial: Trial, check: Check) -> str:
    """What came where it is right."""
    if check in (Check.TAKEN, Check.REFUSED, Check.REPEATED_409, Check.PROMPT):
        return _listed([_status(one) for one in trial.sent]) or ""
    if check is Check.FETCHED:
        return "文件取走了"
    return _listed([_word(one) for one in trial.heard]) or "没有答复"


def _status(sent: SentTrial) -> str:
    return f"HTTP {sent.status}" if sent.status is not None else f"没有应答（{sent.error}）"


def _word(heard: Heard) -> str:
    name = CHINESE[heard.type] if heard.type else "无法识别的答复"
    round_ = f"第 {heard.round} 轮" if heard.round else ""
    said = f"（我方答 {heard.status} {heard.code}）" if heard.code else ""
    return f"{round_}{name}{said}"


def _listed(words: list[str]) -> str | None:
    more = f"；等 {len(words)} 条" if len(words) > MOST_TOLD else ""
    return "；".join(words[:MOST_TOLD]) + more or None


def _place(sent: SentTrial) -> str:
    return f"第 {sent.step + 1} 条"


def _unsent(trial: Trial) -> list[str]:
    missing = range(len(trial.sent), len(trial.scenario.steps))
    return [f"第 {place + 1} 条没有发出：等不到它之前的答复" for place in missing]


def _taken(trial: Trial, _: Pace) -> str | None:
    genuine = [one for one in trial.sent if trial.step(one).how in GENUINE]
    return _listed([*(f"{_place(one)} {_status(one)}" for one in genuine if not one.taken), *_unsent(trial)])


def _refused(trial: Trial, _: Pace) -> str | None:
    wrong = [one for one in trial.sent if trial.step(one).how not in GENUINE]
    return _listed(
        [
            f"{_place(one)} {_status(one)}"
            for one in wrong
            if one.status is None or not 400 <= one.status < 500 or one.status in _AGAIN
        ]
    )


def _answered(trial: Trial, _: Pace) -> str | None:
    owed = [f"没有等到第 {round_} 轮的{CHINESE[type_]}" for round_, type_ in still_owed(trial)]
    said = [_word(one) + (f"：{one.problem}" if one.problem else "") for one in trial.heard]
    refused = [word for word, one in zip(said, trial.heard, strict=True) if one.status not in (OK, BUSY)]
    return _listed([*owed, *dict.fromkeys(refused)]) if owed else None


def _nothing_said(trial: Trial, _: Pace) -> str | None:
    return _listed([_word(one) for one in trial.heard])


def _said_once(trial: Trial, _: Pace) -> str | None:
    """Under one id each: the same id again is how an answer is sent again."""
    ids: dict[tuple[int, str], set[str]] = {}
    for one in trial.heard:
        if one.type and one.round and one.code not in UNREAD:
            ids.setdefault((one.round, CHINESE[one.type]), set()).add(one.webhook_id)
    many = [f"第 {round_} 轮{name}来了 {len(of)} 个" for (round_, name), of in ids.items() if len(of) > 1]
    return _listed(many if not trial.unheard else [*many, f"另有 {trial.unheard} 次来信未记"])


def _repeated_409(trial: Trial, _: Pace) -> str | None:
    again = [one for one in trial.sent if trial.step(one).again and one.taken]
    return _listed([f"{_place(one)} {_status(one)}" for one in again if one.status != ALREADY_THERE])


def _no_stale(trial: Trial, _: Pace) -> str | None:
    """Nothing new is said of an earlier round once the later one is there."""
    stale = [
        one
        for place, one in enumerate(trial.heard)
        if one.round
        and one.round < max((step.round for step in trial.told_by(one.after)), default=0)
        and all(other.webhook_id != one.webhook_id for other in trial.heard[:place])
    ]
    return _listed([_word(one) for one in stale])


def _one_outcome(trial: Trial, _: Pace) -> str | None:
    ids = {one.webhook_id: one for one in trial.heard if one.type in OUTCOMES and one.code not in UNREAD}
    if len(ids) == 1:
        return None
    return "、".join(map(_word, ids.values())) or "没有等到结果"


def _not_sent_again(trial: Trial, _: Pace) -> str | None:
    """409 is for good."""
    final = [one for one in trial.settled if one.status == ALREADY_THERE]
    times = [(one, sum(other.webhook_id == one.webhook_id for other in trial.heard)) for one in final]
    return _listed([f"{_word(one)}又来了 {n - 1} 次" for one, n in times if n > 1])


def _sent_again(trial: Trial, _: Pace) -> str | None:
    """Each that met 503, under its id and with its bytes."""
    wrong = []
    for one in (one for one in trial.heard if one.status == BUSY):
        again = [other for other in trial.heard if other.webhook_id == one.webhook_id and other.at > one.at]
        if not again:
            wrong.append(f"{_word(one)}没有再来")
        elif any(other.digest != one.digest for other in again):
            wrong.append(f"{_word(one)}再来时正文不同")
    return _listed(wrong)


def _patient(trial: Trial, pace: Pace) -> str | None:
    wrong = []
    for one in (one for one in trial.heard if one.status == BUSY):
        later = [
            other.at - one.at
            for other in trial.heard
            if other.webhook_id == one.webhook_id and other.at > one.at
        ]
        # A tenth of a second is the clocks' and the network's.
        if later and min(later) < timedelta(seconds=pace.retry - 0.1):
            wrong.append(f"{_word(one)}过了 {min(later).total_seconds():.1f} 秒就再来")
    return _listed(wrong)


def _prompt(trial: Trial, pace: Pace) -> str | None:
    return _listed(
        [f"{_place(one)}用了 {one.ms / 1000:.1f} 秒" for one in trial.sent if one.ms > pace.prompt * 1000]
    )


def _legal_time(trial: Trial, _: Pace) -> str | None:
    wrong = []
    for ask in trial.scenario.asked(1):
        wished = trial.wished(ask)
        for one in trial.heard:
            if (
                wished
                and one.type == ask.type
                and one.legal
                and abs(one.legal - wished) > timedelta(minutes=1)
            ):
                wrong.append(f"{CHINESE[ask.type]}的 at 是 {one.legal.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    return _listed(wrong)


def _document(trial: Trial, _: Pace) -> str | None:
    types = {ask.type for ask in trial.scenario.asked(1) if ask.document}
    said = [one for one in trial.heard if one.type in types and one.status == OK]
    return None if any(one.documents for one in said) else "办结的答复没有附文件"


def _fetched(trial: Trial, _: Pace) -> str | None:
    """A file that was never told of was not fetched either."""
    if trial.fetched:
        return None
    return "没有来取文件" if is_file_owed(trial) else _listed(_unsent(trial))


_Look = Callable[[Trial, Pace], str | None]
# What is expected, in words, and what looks at it: None where all is right, else what is not.
CHECKS: Mapping[Check, tuple[str, _Look]] = {
    Check.TAKEN: ("十秒之内收下（2xx，已有的答 409）", _taken),
    Check.REFUSED: ("答 4xx 拒收（应为 401）", _refused),
    Check.ANSWERED: ("所要的答复都来了，签名和内容都对", _answered),
    Check.NOTHING_SAID: ("什么也不答复", _nothing_said),
    Check.SAID_ONCE: ("每种答复只报一次（重发用同一 webhook-id）", _said_once),
    Check.REPEATED_409: ("已有的再来，答 409", _repeated_409),
    Check.NO_STALE: ("有了新一轮，不再答复前一轮", _no_stale),
    Check.ONE_OUTCOME: ("只报一个结果", _one_outcome),
    Check.NOT_SENT_AGAIN: ("得到 409 的答复不再发", _not_sent_again),
    Check.SENT_AGAIN: ("得到 503 的答复用同一 webhook-id、同样的正文再发", _sent_again),
    Check.PATIENT: ("不早于 Retry-After 再发", _patient),
    Check.PROMPT: ("五秒之内应答", _prompt),
    Check.LEGAL_TIME: ("at 是实际办理的时间", _legal_time),
    Check.DOCUMENT: ("办结附有文件", _document),
    Check.FETCHED: ("到 href 的地址把文件取走", _fetched),
}
