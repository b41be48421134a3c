"""Asks the sources of shared data about one person, all at once and within one budget, and reads what they say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from functions.domain.case.access import Person
from functions.domain.clock import shanghai_date
from functions.domain.errors import StoreError
from functions.domain.intake.prefilled import put_in, value_in
from functions.ports.deps import Deps
from functions.ports.shared_data import SourceAnswer, SourceQuery
from functions.usecases.record_kinds.intake import SOURCE_FAILURES
from functions.usecases.records import Body, change_record
from schemas.catalogue.prefill import PrefillField, SourceCode
from schemas.form.partial import parsed
from schemas.intake.draft import SourceAnswered

PURPOSE = "veterans-one-thing"


def ask(
    person: Person, fields: tuple[PrefillField, ...], about: str, deps: Deps
) -> tuple[SourceAnswered, ...]:
    """`about`: what the requests are named after. Nothing where no sharing platform is connected."""
    if deps.shared_data is None or not fields:
        return ()
    attributes: dict[SourceCode, set[str]] = defaultdict(set)
    for field in fields:
        attributes[field.source].add(field.attribute)
    whose = sha256(f"{about}/{deps.clock().isoformat()}".encode()).hexdigest()[:32]
    queries = (
        SourceQuery(
            source, person.name, person.id_number, frozenset(names), PURPOSE, f"{whose}-{source.value}"
        )
        for source, names in attributes.items()
    )
    answers = deps.shared_data.ask(tuple(queries))
    _note_failures(answers, deps)
    return tuple(_answered(answer, attributes, fields, deps) for answer in answers)


def _answered(
    answer: SourceAnswer,
    attributes: dict[SourceCode, set[str]],
    fields: tuple[PrefillField, ...],
    deps: Deps,
) -> SourceAnswered:
    return SourceAnswered(
        source=answer.source,
        at=deps.clock(),
        asked=tuple(sorted(attributes[answer.source])),
        values=dict(_values(answer, fields)),
        failed=answer.error is not None,
    )


def _values(answer: SourceAnswer, fields: tuple[PrefillField, ...]) -> Iterator[tuple[str, Any]]:
    for field in fields:
        if field.source is answer.source and field.attribute in answer.values:
            value = answer.values[field.attribute]
            value = field.codes.get(str(value)) if field.codes else value
            taken = None if value is None else _taken(field.path, value)
            if taken is not None:
                yield field.attribute, taken


def _taken(path: str, value: Any) -> Any:
    """As the form spells it. None: the form could not hold it, and the applicant fills it in."""
    part: dict[str, Any] = {}
    put_in(part, path, value)
    try:
        return value_in(parsed(part), path)
    except (ValidationError, TypeError, ValueError):
        return None


def _note_failures(answers: Iterable[SourceAnswer], deps: Deps) -> None:
    """For operators, by source and day; a count that could not be written is not worth an applicant's request."""
    for answer in answers:
        if answer.error:
            with suppress(StoreError):
                _note(answer.source, answer.error, deps)


def _note(source: SourceCode, error: str, deps: Deps) -> None:
    now = deps.clock()
    at, day = now.isoformat(), shanghai_date(now).isoformat()

    def counted(body: Body | None) -> Body:
        earlier = body or {"source": source.value, "day": day, "count": 0, "first_at": at}
        return {**earlier, "count": earlier["count"] + 1, "last_at": at, "error": error}

    change_record(deps.store, SOURCE_FAILURES, f"{day}/{source.value}", counted)
