"""Templates: compiled when packaged, read when the first page is shown; no other function pays for them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from functions.pages import moments, static
from functions.pages.navigation import Crumb
from functions.pages.reading import of_applicant
from functions.pages.session import Session
from schemas.codes import Role

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES_FOLDER = Path(__file__).parent / "templates"
# Written by the package's builder (infra/package) in place of the templates' source.
COMPILED = Path(__file__).parent / "compiled" / "templates"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page. `here`: its address, to come back to. `large`: 大字版.

    `who` is signed in, with the places (address, words) of their role.
    """

    title: str
    here: str
    now: datetime
    session: Session | None = None
    large: bool = False
    request_id: str = ""
    who: str = ""
    rooms: tuple[Crumb, ...] = ()
    # The title's own mark that something has to be put right: "错误：".
    wrong: bool = False
    # 演练: said on every page.
    training: bool = False
    # What a restoration lost, for whoever looks for it.
    lost: str = ""
    # Where one signs in, to come back to this page.
    sign_in: str = "/sign-in"


def to_reader(text: str, frame: Frame) -> str:
    """What is said to the applicant, as a window's clerk reads it, who acts in their stead."""
    clerk = frame.session is not None and frame.session.principal.role is Role.CLERK
    return of_applicant(text) if clerk else text


@cache
def environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from functions.pages.packed import PackedTemplates
    from functions.pages.typed_over import has_several_forms, with_typed_form

    loader = PackedTemplates(COMPILED) if COMPILED.is_file() else FileSystemLoader(TEMPLATES_FOLDER)
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(static=static.static_address)
    made.filters.update(
        moments.FILTERS, as_read=to_reader, typed_form=with_typed_form, several_forms=has_several_forms
    )
    return made


def render(template: str, frame: Frame, view: object) -> str:
    return environment().get_template(template).render(frame=frame, view=view)
