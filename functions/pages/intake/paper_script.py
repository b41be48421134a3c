"""What the script of a paper's page asks (static/upload.js): where to send a file, and to look at it once it was sent."""

import json

from pydantic import ValidationError

from functions.pages.intake.papers import PAPER, TOLD, confirm, here
from functions.pages.intake.typed import value_of
from functions.pages.page import Answer, Asked, Handed, Page
from functions.usecases.intake import materials
from functions.web.requests import field_problems
from functions.web.roles import SUBMITTERS
from schemas.intake.materials import UploadRequest


def announce_file(asked: Asked) -> Answer:
    """For the page's own script (static/upload.js), which sends the file to the address that it is told here."""
    said = asked.form
    try:
        request = UploadRequest.model_validate_json(
            json.dumps(
                {
                    "item": asked.path["item"],
                    "material": asked.path["material"],
                    "media_type": said.text("media_type"),
                    "size": value_of({"type": "integer"}, said.text("size")),
                    "sha256": said.text("sha256"),
                }
            )
        )
        kept, upload = materials.announce_to_draft(
            asked.path["draft_id"], request, by=asked.by, deps=asked.deps
        )
    except ValidationError as error:
        return _told({"problem": field_problems(error)[0].detail})
    except TOLD as error:
        return _told({"problem": error.detail})
    return _told({"id": kept.id, "address": upload.address, "headers": dict(upload.headers)})


def confirm_file(asked: Asked) -> Answer:
    """For the page's own script, once the file was sent."""
    try:
        confirm(asked, asked.form.text("id"))
    except TOLD as error:
        return _told({"problem": error.detail})
    return _told({"done": here(asked)})


def _told(said: dict[str, object]) -> Handed:
    return Handed(json.dumps(said, ensure_ascii=False), "application/json", {"Cache-Control": "no-store"})


PAGES = (
    Page(method="POST", path=f"{PAPER}/announcement", roles=SUBMITTERS, handler=announce_file),
    Page(method="POST", path=f"{PAPER}/confirmation", roles=SUBMITTERS, handler=confirm_file),
)
