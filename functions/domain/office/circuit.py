"""How often somebody outside is asked who does not answer, or takes long: less and less often, and as ever once well (熔断).

One value for each office, and one for the gateway of notices. The clock is an argument.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# So often in a row it is no accident.
ENOUGH = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
# Whoever asks somebody in trouble does so alone; should they die over it, somebody else may from then on.
TRY = timedelta(seconds=30)
# Nobody there answers any more; who is tried and does not answer for so long is somebody's to call.
DOWN_AFTER, TRIED_LATELY = timedelta(minutes=15), timedelta(hours=1)
SLOWLY = "Slow"
# A caller stood there so long that those who wait behind it notice.
SLOW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Circuit:
    """`failures` in a row, the first of them `since`, the last with `error`; nobody asks before `next_try`."""

    failures: int = 0
    since: datetime | None = None
    error: str | None = None
    next_try: datetime | None = None


WELL = Circuit()


def rests_until(circuit: Circuit, now: datetime) -> datetime | None:
    """None: it may be asked, also where a clock that stood ahead has put it off for longer than anybody is."""
    until = circuit.next_try
    return until if until and now < until <= now + LONGEST_PAUSE else None


def is_down(circuit: Circuit, now: datetime) -> bool:
    """Of whom nobody wants anything, nobody knows; whoever answers late answers."""
    if circuit.since is None or circuit.next_try is None or circuit.error == SLOWLY:
        return False
    return now - circuit.since >= DOWN_AFTER and now - circuit.next_try < TRIED_LATELY


def tried(circuit: Circuit, now: datetime) -> Circuit:
    """Somebody begins to ask. Of one that is well nothing changes."""
    if circuit.next_try is None:
        return circuit
    return Circuit(circuit.failures, circuit.since, circuit.error, now + TRY)


def failed(circuit: Circuit, error: str, now: datetime, *, wished: timedelta = timedelta()) -> Circuit:
    """It did not answer. `wished`: its own Retry-After, as far as it is not absurd."""
    failures = circuit.failures + 1
    since = circuit.since or now
    if failures < ENOUGH:
        return Circuit(failures, since, error)
    pause = min(FIRST_PAUSE * 2 ** min(failures - ENOUGH, 10), LONGEST_PAUSE)
    return Circuit(failures, since, error, now + max(pause, min(wished, LONGEST_PAUSE)))


def circuit_after(circuit: Circuit, took: timedelta, now: datetime) -> Circuit:
    """Whatever it said. One that takes long is asked one by one with a pause, and no more seldom than that."""
    if took < SLOW:
        return WELL
    failures = min(circuit.failures + 1, ENOUGH)
    pause = now + FIRST_PAUSE if failures == ENOUGH else None
    return Circuit(failures, circuit.since or now, SLOWLY, pause)
