"""What the script of a paper's page asks (static/upload.js): where to send a file, and to look at it once it was sent."""

from pydantic import ValidationError

from functions.pages.intake.papers import PAPER, confirm, here
from functions.pages.intake.sending import TOLD, announced, to_script
from functions.pages.page import Answer, Asked, Page
from functions.usecases.intake import materials
from functions.web.requests import field_problems
from functions.web.roles import SUBMITTERS


def announce_file(asked: Asked) -> Answer:
    """For the page's own script (static/upload.js), which sends the file to the address that it is told here."""
    try:
        request = announced(asked)
        kept, upload = materials.announce_to_draft(
            asked.path["draft_id"], request, by=asked.by, deps=asked.deps
        )
    except ValidationError as error:
        return to_script(problem=field_problems(error)[0].detail)
    except TOLD as error:
        return to_script(problem=error.detail)
    return to_script(id=kept.id, address=upload.address, headers=dict(upload.headers))


def confirm_file(asked: Asked) -> Answer:
    """For the page's own script, once the file was sent."""
    try:
        confirm(asked, asked.form.text("id"))
    except TOLD as error:
        return to_script(problem=error.detail)
    return to_script(done=here(asked))


PAGES = (
    Page(method="POST", path=f"{PAPER}/announcement", roles=SUBMITTERS, handler=announce_file),
    Page(method="POST", path=f"{PAPER}/confirmation", roles=SUBMITTERS, handler=confirm_file),
)
