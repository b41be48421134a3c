"""The one form of a case under way, as a correction may mend it: each field with what it holds now, and what was changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.intake.drafting import needed_fields
from functions.domain.intake.form_schema import form_schema
from functions.domain.intake.prefilled import put_in, value_in
from functions.pages.fields import Field, filled
from functions.pages.forms import Form
from functions.pages.intake.form_fields import Reader, bare_field, texts
from functions.pages.intake.leaves import Leaf, leaves, sections
from functions.pages.intake.typed import typed_value, unreadable_dates
from functions.pages.page import Asked
from functions.usecases.applicant.correct import to_correct
from schemas.catalogue.edition import Edition
from schemas.codes import Role
from schemas.form.application import Application

# They decide where a case went, and whose it is.
_NOT_HERE = ("items", "destination")
_FIXED = frozenset({"person.name", "person.id_number"})
OF_THE_PERSON = "姓名和身份证号不能在补正里改；有误的，请撤回后重新申请。"


@dataclass(frozen=True, slots=True)
class FormPart:
    form: Mapping[str, Any]
    sections: Mapping[str, str]
    leaves: Mapping[str, Leaf]
    reader: Reader

    def is_fixed(self, path: str) -> bool:
        return path in _FIXED

    def of_section(self, name: str) -> tuple[str, ...]:
        return tuple(path for path in self.leaves if path.startswith(f"{name}."))

    def field(self, path: str, sent: Form) -> Field:
        """With what was just sent, where it was."""
        made = bare_field(self.leaves[path], self.reader)
        if self.is_fixed(path):
            made = replace(made, locked=True, source=OF_THE_PERSON)
        held = replace(made, values=texts(value_in(self.form, path)))
        return filled(held, sent) if is_sent(path, sent) and not held.locked else held

    def changed(self, fields: Iterable[Field]) -> dict[str, Any]:
        """Each section that has changed, whole, as it is to be."""
        found: dict[str, Any] = {}
        for field in fields:
            after = typed_value(self.leaves[field.name].schema, field.value)
            if field.locked or after == value_in(self.form, field.name):
                continue
            section = field.name.partition(".")[0]
            found.setdefault(section, _copied(self.form.get(section) or {}))
            put_in(found, field.name, after)
        return found


def form_part(application: Application, edition: Edition, by: Principal, now: datetime) -> FormPart:
    schema = form_schema(application.items, needed_fields(application.items, edition), edition)
    known = {name: one for name, one in sections(schema).items() if name not in _NOT_HERE}
    return FormPart(
        form=application.model_dump(mode="json"),
        sections={name: str(one["title"]) for name, one in known.items()},
        leaves={leaf.path: leaf for name, one in known.items() for leaf in leaves(one, name)},
        reader=Reader(edition.regions, now, by.role is Role.APPLICANT),
    )


@dataclass(frozen=True, slots=True)
class Start:
    """A case and its form as they are now: what a page that mends the form begins with."""

    ledger: Ledger
    edition: Edition
    part: FormPart


def start_of(asked: Asked) -> Start:
    """Raises CaseNotFound."""
    ledger, application = to_correct(asked.path["case_id"], by=asked.by, deps=asked.deps)
    edition = asked.deps.editions(ledger.case.edition)
    return Start(ledger, edition, form_part(application, edition, asked.by, asked.deps.clock()))


def is_sent(path: str, sent: Form) -> bool:
    return sent.has(path) or sent.has(f"{path}.year")


def unreadable(fields: tuple[Field, ...]) -> dict[str, str]:
    return unreadable_dates(fields)


def _copied(section: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _copied(value) if isinstance(value, Mapping) else value for name, value in section.items()}
