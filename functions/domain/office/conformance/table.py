"""The trials (联调场景), one a line of what docs/departments.md promises: the order here is the order in every report."""

from functions.domain.office.conformance.scenario import (
    Ask,
    Check,
    How,
    Scenario,
    ScenarioKind,
    ScenarioLevel,
    ScenarioStep,
    Side,
    WantedCheck,
)
from schemas.codes import AnswerType

# Of the table and the grades: a report names the one it was made by.
SCENARIOS_VERSION = "2026-11.3"


def _asks(*types: AnswerType) -> tuple[Ask, ...]:
    return tuple(Ask(one) for one in types)


def _must(*checks: Check) -> tuple[WantedCheck, ...]:
    return tuple((one, ScenarioLevel.MUST) for one in checks)


def _should(*checks: Check) -> tuple[WantedCheck, ...]:
    return tuple((one, ScenarioLevel.SHOULD) for one in checks)


_BEGUN = _asks(AnswerType.RECEIVED, AnswerType.ACCEPTED)
_STRAIGHT = _asks(AnswerType.RECEIVED, AnswerType.ACCEPTED, AnswerType.GRANTED)
_LISTED = _asks(AnswerType.RECEIVED, AnswerType.CORRECTION_REQUESTED)
ANSWERED = _must(Check.TAKEN, Check.ANSWERED, Check.SAID_ONCE)

SCENARIOS = (
    Scenario(
        "accept",
        "收件、受理、办结",
        "received, accepted, granted",
        "分发一个事项，依次答复收件、受理、办结。",
        steps=(ScenarioStep(asks=_STRAIGHT),),
        wants=ANSWERED,
    ),
    Scenario(
        "correct",
        "补正后再办",
        "correction, next round, granted",
        "第 1 轮答复补正（写明缺什么），收到第 2 轮后受理、办结；答复写第 2 轮的轮次。",
        steps=(
            ScenarioStep(asks=_LISTED),
            ScenarioStep(
                ScenarioKind.CORRECTED,
                _asks(AnswerType.ACCEPTED, AnswerType.GRANTED),
                2,
                after=(AnswerType.CORRECTION_REQUESTED,),
            ),
        ),
        wants=ANSWERED,
    ),
    Scenario(
        "suspend_over_holiday",
        "跨节假日的特别程序",
        "suspended before a holiday, resumed after it",
        "节前最后一个工作日特别程序开始，节后第一个工作日结束，答复中的 at 写实际办理的时间，不写发送的时间。",
        steps=(
            ScenarioStep(
                asks=(
                    Ask(AnswerType.ACCEPTED, "before_holiday"),
                    Ask(AnswerType.SUSPENDED, "before_holiday"),
                    Ask(AnswerType.RESUMED, "after_holiday"),
                    Ask(AnswerType.GRANTED),
                )
            ),
        ),
        wants=(*ANSWERED, *_must(Check.LEGAL_TIME)),
        backdated=True,
    ),
    Scenario(
        "grant_with_document",
        "办结并附文件",
        "granted with a document",
        "先上传一份文件（说明、上传、确认三步），再在办结的 documents 中写明。",
        steps=(ScenarioStep(asks=(*_asks(AnswerType.ACCEPTED), Ask(AnswerType.GRANTED, document=True))),),
        wants=(*ANSWERED, *_must(Check.DOCUMENT)),
    ),
    Scenario(
        "refuse",
        "不予办理",
        "refused, with basis and remedies",
        "答复不予办理，写明理由、依据（legal_basis）和救济途径（remedy）。",
        steps=(ScenarioStep(asks=_asks(AnswerType.ACCEPTED, AnswerType.REFUSED)),),
        wants=ANSWERED,
    ),
    Scenario(
        "duplicate",
        "重复投递",
        "the same message three times",
        "同一 webhook-id 投递三次：只办一次，第二次起答 409（答 2xx 也算收下）。",
        steps=(
            ScenarioStep(asks=_STRAIGHT),
            ScenarioStep(asks=_STRAIGHT, again=True),
            ScenarioStep(asks=_STRAIGHT, again=True),
        ),
        wants=(*ANSWERED, *_should(Check.REPEATED_409)),
    ),
    Scenario(
        "out_of_order",
        "先到后发",
        "round 2 before round 1",
        "第 2 轮先到，第 1 轮后到：两条都收下，按第 2 轮办，不再答复第 1 轮。",
        steps=(ScenarioStep(ScenarioKind.CORRECTED, _STRAIGHT, 2), ScenarioStep()),
        wants=(*ANSWERED, *_should(Check.NO_STALE)),
    ),
    Scenario(
        "stale_round",
        "过期的轮次",
        "round 1 again after round 2",
        "第 2 轮收下以后，第 1 轮又投递一次（同一 webhook-id）：收下，不再办第 1 轮。",
        steps=(
            ScenarioStep(asks=_LISTED),
            ScenarioStep(
                ScenarioKind.CORRECTED,
                _asks(AnswerType.ACCEPTED, AnswerType.GRANTED),
                2,
                after=(AnswerType.CORRECTION_REQUESTED,),
            ),
            ScenarioStep(asks=_LISTED, again=True),
        ),
        wants=(*ANSWERED, *_must(Check.NO_STALE)),
    ),
    Scenario(
        "contradictory",
        "已有另一结果",
        "the outcome stands already",
        "该事项已由运行管理员登记了另一结果，办结的答复得到 409：不再重发，也不另报结果。",
        steps=(ScenarioStep(asks=_STRAIGHT),),
        wants=_must(Check.TAKEN, Check.ANSWERED, Check.ONE_OUTCOME, Check.NOT_SENT_AGAIN),
        side=Side.SETTLED,
    ),
    Scenario(
        "bad_signature",
        "签名不对",
        "forged, tampered, unsigned; then a right one",
        "用别的密钥签的、签后改过正文的、没有签名的，各一条：都答 4xx（应为 401），什么也不办；"
        "随后同一事项签名正确的一条：收下，不要求答复。什么都不收的，不算核对了签名。",
        steps=(
            *(ScenarioStep(asks=_STRAIGHT, how=how) for how in (How.FORGED, How.TAMPERED, How.UNSIGNED)),
            ScenarioStep(),
        ),
        wants=_must(Check.REFUSED, Check.TAKEN, Check.NOTHING_SAID),
    ),
    Scenario(
        "old_key",
        "更换密钥",
        "a retired key, and both while rotating",
        "只用作废的密钥签的不收；轮换期间新旧两个签名并列（空格分开）的，有一个相符即收。",
        steps=(
            ScenarioStep(asks=_STRAIGHT, how=How.RETIRED_KEY),
            ScenarioStep(asks=_STRAIGHT, how=How.ROTATED),
        ),
        wants=(*_must(Check.REFUSED), *ANSWERED),
    ),
    Scenario(
        "clock_skew",
        "时钟偏差",
        "ten minutes off, and four",
        "webhook-timestamp 早十分钟、晚十分钟的不收；早四分钟的在五分钟之内，应收。",
        steps=(
            ScenarioStep(asks=_STRAIGHT, how=How.TOO_OLD),
            ScenarioStep(asks=_STRAIGHT, how=How.AHEAD),
            ScenarioStep(asks=_STRAIGHT, how=How.SLOW_CLOCK),
        ),
        wants=(*_must(Check.REFUSED), *ANSWERED),
    ),
    Scenario(
        "unavailable",
        "系统答 503 和 Retry-After",
        "503 with Retry-After",
        "每条答复第一次得到 503 和 Retry-After：用同一 webhook-id、同样的正文再发，不早于所说的时间。",
        steps=(ScenarioStep(asks=_STRAIGHT),),
        wants=(
            *_must(Check.TAKEN, Check.ANSWERED, Check.SAID_ONCE, Check.SENT_AGAIN),
            *_should(Check.PATIENT),
        ),
        side=Side.BUSY,
    ),
    Scenario(
        "slow",
        "系统应答慢",
        "our side takes its time",
        "头一条答复很久才得到应答，这时又来催办：收到消息先存下就应答（五秒之内），答复另行发送。",
        steps=(ScenarioStep(asks=_STRAIGHT), ScenarioStep(ScenarioKind.REMINDED)),
        wants=(*ANSWERED, *_should(Check.PROMPT)),
        side=Side.SLOW,
    ),
    Scenario(
        "withdraw_race",
        "撤回与办结同时",
        "withdrawal while deciding",
        "正在办理时来了撤回申请：或者同意撤回，或者报已经作出的结果，只报一个。",
        steps=(
            ScenarioStep(asks=_STRAIGHT),
            ScenarioStep(ScenarioKind.WITHDRAWAL, _asks(AnswerType.WITHDRAWN)),
        ),
        wants=_must(Check.TAKEN, Check.ONE_OUTCOME),
    ),
    Scenario(
        "file_after_dispatch",
        "分发后补交材料",
        "a file after the dispatch",
        "受理以后来了一份补交的材料：收下，到 href 的地址把文件取走；不用另行答复，原来的办理照常。",
        steps=(
            ScenarioStep(asks=_BEGUN),
            ScenarioStep(ScenarioKind.MATERIAL, after=(AnswerType.ACCEPTED,)),
        ),
        wants=(*ANSWERED, *_must(Check.FETCHED)),
    ),
)
BY_CODE = {scenario.code: scenario for scenario in SCENARIOS}
