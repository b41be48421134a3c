"""What the script of a paper's page asks (static/upload.js): where to send a file, and to look at it once it was sent."""

from functools import partial

from functions.pages.intake.papers import PAPER_PATH, confirm_paper, here
from functions.pages.intake.sending import announced_to_script, confirmed_to_script
from functions.pages.page import Answer, Asked, Page
from functions.usecases.intake.materials import announce_to_draft
from functions.web.roles import SUBMITTERS


def announce_file(asked: Asked) -> Answer:
    """For the page's own script (static/upload.js), which sends the file to the address that it is told here."""
    draft_id = asked.path["draft_id"]
    return announced_to_script(asked, partial(announce_to_draft, draft_id, by=asked.by, deps=asked.deps))


def confirm_file(asked: Asked) -> Answer:
    """For the page's own script, once the file was sent."""
    return confirmed_to_script(partial(confirm_paper, asked, asked.form.text("id")), here(asked))


PAGES = (
    Page(method="POST", path=f"{PAPER_PATH}/announcement", roles=SUBMITTERS, handler=announce_file),
    Page(method="POST", path=f"{PAPER_PATH}/confirmation", roles=SUBMITTERS, handler=confirm_file),
)
