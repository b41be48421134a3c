"""What `lianban check` finds of a folder, and one with a ledger that something was sealed in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.adapters.outward.secrets import FORM
from functions.adapters.sealing import Seal
from functions.usecases.key_marks import KeyMarks
from infra.embedded.case_store.store import SqliteCaseStore
from infra.embedded.checking import check
from infra.embedded.safety import SafetyFinding, SafetyLevel, SafetyPart
from infra.embedded.secrets import LEDGER, FileSecrets
from infra.embedded.settings import Settings

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def check_clock() -> datetime:
    return NOW


def nobody(_url: str) -> tuple[int, Any]:
    raise OSError("refused")


def found(settings: Settings, part: SafetyPart, ask: Any = nobody) -> SafetyFinding:
    findings = [one for one in check(settings, clock=check_clock, ask=ask) if one.part is part]
    return max(findings, key=lambda one: list(SafetyLevel).index(one.level))


def with_ledger(folder: Path) -> Settings:
    """A folder with a ledger that something was sealed in."""
    secrets = FileSecrets(folder / "secrets.json")
    seal = Seal(lambda: secrets.keys(FORM))
    seal.check()
    store = SqliteCaseStore(folder / LEDGER, seal=seal, clock=check_clock)
    KeyMarks(lambda: store).check(secrets.keys(FORM))
    store.close()
    return Settings(folder)


def rekeyed(folder: Path, name: str, keys: list[str] | None) -> None:
    path = folder / "secrets.json"
    told = json.loads(path.read_text())
    told[name] = {"keys": keys}
    path.write_text(json.dumps({name: said for name, said in told.items() if said["keys"]}))
