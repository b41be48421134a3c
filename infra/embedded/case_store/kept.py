"""What the SQLite store read last, so that a step asks the file for nothing that it has just read or written."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from functions.adapters.codec import as_read
from functions.domain.case.case import Case, Change, Ledger, Record
from functions.domain.upkeep.looks import case_read
from functions.domain.values import replace
from functions.ports.case_store import Opening, Submission
from infra.embedded.case_store.rows import LedgerRow, RowTexts, row_place, rows_of
from infra.embedded.kept import Kept
from schemas.form.application import Application

# Of cases in which something happens; what only waits is read again once in a while.
LEDGERS, FORMS, REFERENCES, _RECORDS = 512, 64, 4096, 4096


class KeptCases:
    def __init__(self) -> None:
        self.ledgers: Kept[Ledger] = Kept(LEDGERS)
        self.forms: Kept[Application] = Kept(FORMS)
        # A reference leads to one case for good.
        self.case_ids: Kept[str] = Kept(REFERENCES)
        # Most are asked for and are not there: the circuit of an office that is well, an operator's settings.
        self.records: Kept[tuple[Record | None]] = Kept(_RECORDS)

    def telling(self, stored: Change, texts: RowTexts) -> Callable[[], None]:
        """What to call once the change is on the disk. Rows are kept as they will be read: an instant comes back in UTC."""
        read: list[LedgerRow] = [*map(as_read, stored.items, texts.items)]
        if stored.case and texts.case:
            read.append(as_read(stored.case, texts.case))
        rows = _by_case(read)

        def tell() -> None:
            if stored.case and stored.application:
                self.forms.changed(stored.case.id, _nothing)
            self.forget_records(stored.records)
            for case_id, written in rows.items():
                self.ledgers.changed(case_id, partial(with_rows, rows=written))

        return tell

    def opening(self, opening: Opening, texts: RowTexts) -> Callable[[Submission], None]:
        """The same of a case that is opened: its ledger and its form are asked for at once."""
        case_id, of_case = opening.ledger.case.id, as_read(opening.ledger.case, texts.case or "")
        items = tuple(map(as_read, opening.ledger.items, texts.items))

        def tell(created: Submission) -> None:
            if not created.repeated:
                self.ledgers.keep(case_id, Ledger(case_read(of_case), items))
                self.forms.keep(case_id, opening.application)

        return tell

    def version(self, row: LedgerRow) -> int | None:
        """Which version of it was written last, if its ledger is kept."""
        case_id, code = row_place(row)
        ledger = self.ledgers.peek(case_id)
        if ledger is None or not code:
            return ledger.case.version if ledger else None
        return next((one.version for one in ledger.items if one.code == code), None)

    def noted(self, change: Change) -> None:
        """As it is: all that a note changes are words and instants of ours."""
        for case_id, noted in _by_case(rows_of(change)).items():
            self.ledgers.changed(case_id, partial(with_rows, rows=noted))

    def forget(self, change: Change) -> None:
        for case_id in _by_case(rows_of(change)):
            self.ledgers.changed(case_id, _nothing)
        self.forget_records(change.records)

    def record(self, kind: str, key: str, read: Callable[[], Record | None]) -> Record | None:
        """As it was read, expired or not. Of what is sealed nothing is kept."""
        (found,) = self.records.get(_place(kind, key), lambda _: (read(),), worth=_is_open)
        return found

    def forget_records(self, records: Iterable[Record]) -> None:
        for record in records:
            self.records.changed(_place(record.kind, record.key), _nothing)


def _by_case(rows: Iterable[LedgerRow]) -> dict[str, list[LedgerRow]]:
    found: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        case_id, _ = row_place(row)
        found[case_id].append(row)
    return found


def _place(kind: str, key: str) -> str:
    return f"{kind}#{key}"


def _is_open(found: tuple[Record | None]) -> bool:
    return found[0] is None or not found[0].sealed


def _nothing(_: object) -> None:
    return None


def with_rows(ledger: Ledger, rows: Iterable[LedgerRow]) -> Ledger:
    """A reader may have seen the disk before it was told, and more than this."""
    for row in rows:
        if isinstance(row, Case):
            ledger = replace(ledger, case=row) if row.version > ledger.case.version else ledger
        elif row.version > ledger.item(row.code).version:
            ledger = ledger.with_item(row)
    return ledger
