"""Every row of a ledger, read as the server would read it, beside a server that may run: `lianban check --rows`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from functions.adapters.outward.secrets import FORM, SecretUnusable
from functions.adapters.sealing import Seal
from infra.backup.damage import unreadable_rows
from infra.backup.files import TellProgress
from infra.backup.ledger import are_its_keys
from infra.embedded.case_store.schema import SCHEMA_VERSION
from infra.embedded.checking_ledger import REPAIR
from infra.embedded.safety import SECRETS_FILE, SafetyFinding, SafetyLevel, SafetyPart, wrong
from infra.embedded.secrets import LEDGER, FileSecrets

# By their names; of the rest only that there are more.
_NAMED = 20


def look_at_rows(folder: Path, tell: TellProgress) -> Iterator[SafetyFinding]:
    """Nothing of a folder without a ledger. What else is wrong with a ledger, the rest of the check says."""
    path = folder / LEDGER
    if not path.exists():
        return
    try:
        keys = FileSecrets(folder / SECRETS_FILE).keys(FORM)
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as ledger:
            (version,) = ledger.execute("PRAGMA user_version").fetchone()
            if version != SCHEMA_VERSION or not are_its_keys(ledger, keys):
                yield _unread("台账的版本或密钥与程序不符 its version or its keys are others")
                return
            yield _found(ledger, Seal(lambda: keys), tell)
    except (SecretUnusable, sqlite3.Error) as exc:
        yield _unread(f"{type(exc).__name__}")


def _found(ledger: sqlite3.Connection, seal: Seal, tell: TellProgress) -> SafetyFinding:
    places = (str(place) for place, _ in unreadable_rows(ledger, seal, tell))
    named = tuple(islice(places, _NAMED))
    if not named:
        return SafetyFinding(SafetyPart.LEDGER, SafetyLevel.FINE, "每一行都读得出 every row can be read")
    more = sum(1 for _ in places)
    told = "、".join(named) + (f"，还有 {more} 行 and {more} more" if more else "")
    return wrong(SafetyPart.LEDGER, f"读不出的行 rows that cannot be read：{told}。", REPAIR)


def _unread(why: str) -> SafetyFinding:
    return SafetyFinding(
        SafetyPart.LEDGER, SafetyLevel.NOTE, f"没有逐行读台账：{why}。Its rows were not read."
    )
