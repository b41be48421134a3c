"""The form of a setting (机构、上线范围): typed, looked at, then written over the version that was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.domain.errors import LianbanError
from functions.pages.done_marks import JUST_NOW
from functions.pages.expected import told
from functions.pages.fields import Field, summary
from functions.pages.forms import NOTHING_SENT, Form, lines_of
from functions.pages.page import Asked, Shown
from functions.ports.page import Page
from functions.usecases.settings import Changed

# What a page writes anew into each form.
_OWN = ("token", "edit", "key")
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """`looked`: what was typed can be written, and is shown once more before it is. `refused`: why it was not written."""

    form: Form = NOTHING_SENT
    errors: Mapping[str, str] = field(default_factory=dict)
    looked: bool = False
    refused: str = ""
    status: int = 200

    @property
    def carried(self) -> tuple[Row, ...]:
        return tuple(pair for pair in lines_of(self.form) if pair[0] not in _OWN) if self.looked else ()


def refused_by(error: LianbanError) -> Standing:
    """What was typed stands no more: it was about something else."""
    words, status = told(error)
    return Standing(refused=words, status=status)


def is_edited(asked: Asked) -> bool:
    """From the look back to the form."""
    return asked.form.text("edit") == "1"


def just_changed(changes: Page[Changed], asked: Asked) -> bool:
    """By whoever looks, and a while ago at most: an address alone says nothing that was not done."""
    since = asked.deps.clock() - JUST_NOW
    return any(
        one.operator == asked.by.subject and datetime.fromisoformat(one.at) >= since
        for one in changes.entries
    )


def setting_shown(
    asked: Asked,
    template: str,
    title: str,
    at: Standing,
    fields: tuple[Field, ...],
    *,
    version: int,
    saved: bool,
    changes: tuple[Row, ...],
    lost: tuple[str, ...],
    **own: Any,
) -> Shown:
    """`version`: as it stands; `saved`: this operator has just changed it; `changes`: who changed it, the last first;
    `lost`: the versions of which nobody can say it; `own`: what only this setting's page shows."""
    wrong = summary(fields)
    view = {
        "fields": fields,
        "wrong": wrong,
        "refused": at.refused,
        "looked": at.looked,
        "carried": at.carried,
        "version": at.form.text("version") or str(version),
        "done": asked.query.get("done") == "1" and saved,
        "changes": changes,
        "lost": lost,
        **own,
    }
    return Shown(template, title, view, status=422 if wrong else at.status, wrong=bool(wrong))
