"""Rules between the fields of a section, as values: the form's models keep them, its JSON Schema says them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from pydantic import ValidationInfo, model_validator

from schemas.plain_text import STORED
from schemas.refusing import Finding, refuse
from schemas.wire import Wire


@dataclass(frozen=True, slots=True)
class Conditional:
    """While `field` is `equals`: `requires` must be there, and `limits` has one of `to`. `detail` says what to do."""

    field: str
    equals: bool | StrEnum
    detail: str
    requires: tuple[str, ...] = ()
    limits: str | None = None
    to: tuple[bool | StrEnum, ...] = ()

    def findings(self, section: Wire) -> Iterator[Finding]:
        if getattr(section, self.field) != self.equals:
            return
        yield from (((name,), self.detail) for name in self.requires if getattr(section, name) is None)
        limited = getattr(section, self.limits) if self.limits else None
        if self.limits and limited is not None and limited not in self.to:
            yield (self.limits,), self.detail


class Section(Wire):
    """A section of the form. Its rules also judge one that is not finished: what is absent breaks none but `requires`."""

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = ()

    def findings(self) -> Iterator[Finding]:
        """Every breach, at its place below the section. Absent fields are None."""
        for condition in self.CONDITIONS:
            yield from condition.findings(self)

    @model_validator(mode="after")
    def _keeps_its_rules(self, info: ValidationInfo) -> Self:
        """What is stored was judged by the rules of its day, and is read as it stands."""
        if info.context is STORED:
            return self
        if found := tuple(self.findings()):
            refuse(*found)
        return self
