"""A draft as its pages read it, and what stands above each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from functions.domain.case.access import may_see
from functions.domain.case.refusals import CaseNotFound
from functions.domain.intake.refusals import DraftNotFound
from functions.pages.intake.form_fields import Reader
from functions.pages.intake.receipt import receipt_page
from functions.pages.page import Answer, Asked, Handler, Sent
from functions.shapes.intake.draft import shown_draft
from functions.usecases.intake import kept_drafts
from functions.usecases.intake.kept_drafts import Held, submitted_case
from schemas.catalogue.edition import Edition
from schemas.choices import MANDATES
from schemas.codes import Role
from schemas.intake.draft import Draft, MandateHow, OnBehalfOf
from schemas.intake.views import DraftView

_ENDED = (
    "没有找到该草稿，可能已过期、已提交、已删除，或者申请人的授权已经到期、收回。"
    "还要接着填的，请申请人重新生成授权码。"
)


@dataclass(frozen=True, slots=True)
class SeenDraft:
    held: Held
    view: DraftView
    edition: Edition
    reader: Reader

    @property
    def address(self) -> str:
        return f"/drafts/{self.held.id}"


@dataclass(frozen=True, slots=True)
class Behalf:
    """代办: for whom, as far as the form says, and on what mandate. `entrusted`: somebody came with it in their stead."""

    name: str
    how: str
    evidence: str
    entrusted: bool = False


def draft_seen(asked: Asked) -> SeenDraft:
    """Raises DraftNotFound."""
    held = held_of(asked)
    return _seen_of(held, asked)


def _seen_of(held: Held, asked: Asked) -> SeenDraft:
    edition = kept_drafts.edition_of(held.draft, asked.deps)
    view, _ = shown_draft(held, by=asked.by, deps=asked.deps)
    own = asked.by.role is Role.APPLICANT
    return SeenDraft(held, view, edition, Reader(edition.regions, asked.deps.clock(), own))


def held_of(asked: Asked) -> Held:
    return kept_drafts.draft_of(asked.path["draft_id"], by=asked.by, deps=asked.deps)


def behalf_of(draft: Draft, asked: Asked) -> Behalf | None:
    """Of a clerk only."""
    if asked.by.role is not Role.CLERK:
        return None
    given = _mandate(draft, asked.by.subject)
    name = draft.form.get("person", {}).get("name", "")
    if given is None:
        return Behalf(name, "", "")
    return Behalf(name, MANDATES[given.how.value], given.evidence, given.how is MandateHow.ENTRUSTED)


def _mandate(draft: Draft, clerk: str) -> OnBehalfOf | None:
    helped = (helper.on_behalf_of for helper in draft.helpers if helper.clerk == clerk)
    return draft.on_behalf_of or next(helped, None)


def or_receipt(handler: Handler) -> Handler:
    """Of a draft that has been submitted meanwhile, whoever may see its case is led there; whoever sent something is told
    that it came too late."""
    return _led(handler, lambda asked: bool(asked.form.fields))


def or_receipt_again(handler: Handler) -> Handler:
    """Of what submits it: pressed twice, it is submitted, as it should be."""
    return _led(handler, lambda _: False)


def _led(handler: Handler, is_late: Callable[[Asked], bool]) -> Handler:
    @wraps(handler)
    def asked_for(asked: Asked) -> Answer:
        try:
            return handler(asked)
        except DraftNotFound as error:
            try:
                case = submitted_case(asked.path["draft_id"], asked.deps)
                if not may_see(asked.by, case):
                    raise CaseNotFound
            except CaseNotFound:
                raise DraftNotFound(_ENDED if asked.by.role is Role.CLERK else error.detail) from None
            if is_late(asked):
                return receipt_page(case.id, asked, too_late=True)
            return Sent(f"/cases/{case.id}/receipt")

    return asked_for
