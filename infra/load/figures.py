"""What came of each rate; how many requests a second the server bears; what it does beyond."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.bench.figures import percentile
from infra.load.steps import LoadAnswer, LoadStep

# A rate is borne while most wait no longer than this (p95), and no more than one in a hundred is refused or fails.
BORNE_MS, BORNE_SHARE = 1_000.0, 0.01
# Beyond this (p95) what was sent was not the rate that is told.
LATE_MS = 250.0
_REFUSALS = frozenset({429, 503})


def is_refusal(one: LoadAnswer) -> bool:
    return one.status in _REFUSALS and one.retry_after is not None


def is_failure(one: LoadAnswer) -> bool:
    """An error of the server's own, or no answer at all."""
    return not is_refusal(one) and (one.status == 0 or one.status >= 500)


def _good(step: LoadStep) -> list[LoadAnswer]:
    return [one for one in step.taken if not is_refusal(one) and not is_failure(one)]


def is_borne(step: LoadStep) -> bool:
    good = _good(step)
    bad = len(step.taken) - len(good)
    slow = percentile([one.ms for one in good], 0.95) > BORNE_MS
    # Whoever sends too late, or never, waits for those before: the callers were all waiting.
    unsent = step.rate * step.seconds * 0.99 > len(step.taken)
    return (
        bool(good)
        and not slow
        and not unsent
        and late(step) <= LATE_MS
        and bad <= BORNE_SHARE * len(step.taken)
    )


def late(step: LoadStep) -> float:
    """Milliseconds (p95) after which a request was sent that was due."""
    return percentile([one.late_ms for one in step.taken], 0.95)


def knee(steps: Sequence[LoadStep]) -> int:
    """The highest rate below which every rate was borne."""
    highest = 0
    for step in steps:
        if not is_borne(step):
            break
        highest = step.rate
    return highest


def load_summary(steps: Sequence[LoadStep], lost: Sequence[str], peak_mb: float) -> Mapping[str, Any]:
    found = knee(steps)
    half = max((step for step in steps if step.rate * 2 <= found), key=lambda one: one.rate, default=steps[0])
    taken = [one for step in steps for one in step.taken]
    refused = [one.ms for one in taken if is_refusal(one)]
    return {
        "knee_per_s": found,
        "p95_ms": {kind: round(p95(half, kind)) for kind in sorted({one.kind for one in half.taken})},
        "server_errors": sum(map(is_failure, taken)),
        "refused": len(refused),
        "refused_p95_ms": round(percentile(refused, 0.95)),
        "lost": len(lost),
        "sent_late_p95_ms": round(max(map(late, steps))),
        "peak_mb": round(peak_mb),
    }


def p95(step: LoadStep, kind: str) -> float:
    return percentile([one.ms for one in _good(step) if one.kind == kind], 0.95)


def step_table(steps: Sequence[LoadStep]) -> str:
    head = (
        f"{'per s':>6} {'sent':>6} {'ok':>6} {'refused':>8} {'failed':>7} {'p50':>7} {'p95':>7} "
        f"{'p99':>7} {'refusal p95':>12} {'sent late':>10} {'cores':>6} {'MB':>6}"
    )
    return "\n".join((head, *map(_line, steps)))


def _line(step: LoadStep) -> str:
    good = [one.ms for one in _good(step)]
    refused = [one.ms for one in step.taken if is_refusal(one)]
    p50, p95, p99 = (percentile(good, share) for share in (0.5, 0.95, 0.99))
    failed = sum(map(is_failure, step.taken))
    return (
        f"{step.rate:>6} {len(step.taken):>6} {len(good):>6} {len(refused):>8} {failed:>7} {p50:>7.0f} {p95:>7.0f} "
        f"{p99:>7.0f} {percentile(refused, 0.95):>12.0f} {late(step):>10.0f} {step.cpu:>6.2f} {step.mb:>6.0f}"
    )
