"""The requests of one run, made beforehand: whoever sends them computes nothing."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path

from infra.growth.picking import Picks
from infra.growth.probes import Probe, probes
from infra.growth.serving import Callers

# Of every hundred: what comes how often. A list is the interface's, a page the browser's.
MIX: Mapping[str, int] = {"submission": 10, "webhook": 20, "list": 30, "page": 40}
_LISTS = (
    "operator: cases",
    "operator: cases of a busy county",
    "operator: summary",
    "clerk: cases",
    "applicant: cases",
    "applicant: case",
    "office: worklist",
    "office: finished",
)
_SHOWN = (
    "page: first",
    "page: my cases",
    "page: progress",
    "page: window's list",
    "page: office",
    "page: console",
    "page: console, cases",
)


class PreparedRequests:
    """Over the ledger of `folder`; each submission and each webhook is made once, whatever run it is sent in."""

    def __init__(self, folder: Path, picks: Picks, key: str) -> None:
        by_name = {one.name: one for one in probes(key)}
        self._callers, self._picks = Callers(folder), picks
        self._of_kind: dict[str, Iterator[Probe]] = {
            "submission": cycle([by_name["submission"]]),
            "webhook": cycle([by_name["webhook"]]),
            "list": cycle([by_name[name] for name in _LISTS]),
            "page": cycle([by_name[name] for name in _SHOWN]),
        }
        self._made = dict.fromkeys(MIX, 0)

    def write(self, path: Path, due: Sequence[float]) -> None:
        """`due`: when each is to be sent, seconds after the first may be. Signatures hold for some minutes: to be sent at
        once.
        """
        lines = [self._line(kind, at) for kind, at in zip(cycle(_mixed()), due, strict=False)]
        path.write_text("\n".join(lines), "utf-8")

    def _line(self, kind: str, due: float) -> str:
        probe, number = next(self._of_kind[kind]), self._made[kind]
        self._made[kind] += 1
        picked = self._picks.of(number)
        request = probe.request(picked)
        headers = {**self._callers.headers(probe, picked), **request.headers}
        key = headers.get("webhook-id") or headers.get("Idempotency-Key") or ""
        body = request.body.decode() if request.body is not None else None
        line = {"due": due, "kind": kind, "key": key, "method": request.method, "path": request.path}
        return json.dumps({**line, "headers": headers, "body": body})


def due_times(rate: int, seconds: int) -> Sequence[float]:
    """As people come who know nothing of each other: by chance, the same in every run."""
    chance = random.Random(f"{rate} a second for {seconds}")
    return sorted(chance.uniform(0, seconds) for _ in range(rate * seconds))


def _mixed() -> Sequence[str]:
    """A hundred, each kind spread over all of them."""
    places = [((nth + 0.5) * 100 / share, kind) for kind, share in MIX.items() for nth in range(share)]
    return [kind for _, kind in sorted(places)]
