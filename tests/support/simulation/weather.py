"""How bad a seed is."""

import random
from dataclasses import dataclass
from datetime import timedelta

from schemas.codes import Department


@dataclass(frozen=True, slots=True)
class Weather:
    """Probabilities per outside call (`late`: per invocation), and the sweep timer's period.

    `chaos`: offices say anything in any order; `straight`: each says received, then granted. `by_hand`: departments
    whose offices have no system of their own, so that their staff work in the worklist.
    """

    busy: float = 0.0
    stale: float = 0.0
    meanwhile: float = 0.0
    late: float = 0.0
    sweep_every: timedelta = timedelta(hours=1)
    chaos: bool = False
    straight: bool = False
    by_hand: frozenset[Department] = frozenset()


def random_weather(rng: random.Random, *, late: float) -> Weather:
    return Weather(
        late=late,
        busy=rng.choice((0.0, 0.0, 0.01, 0.05)),
        stale=rng.choice((0.0, 0.0, 0.02, 0.1)),
        meanwhile=rng.choice((0.0, 0.02, 0.1)),
        sweep_every=rng.choice((timedelta(minutes=1), timedelta(hours=1), timedelta(hours=3))),
        chaos=rng.random() < 0.5,
        by_hand=frozenset(rng.sample(list(Department), rng.choice((0, 0, 1, 2)))),
    )
