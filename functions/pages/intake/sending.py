"""A file on its way to a draft or a case, from a page: what a form sends whole, and what the page's script announces."""

import json
from collections.abc import Callable
from hashlib import sha256

from pydantic import ValidationError

from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import Conflict
from functions.domain.errors import LianbanError
from functions.domain.intake.files import told_type
from functions.domain.intake.refusals import DraftNotFound
from functions.pages.answering import POLICY
from functions.pages.expected import LaterStatus, status_shown
from functions.pages.fields import Field, Kind
from functions.pages.files import TOLD, with_store
from functions.pages.forms import SentFile
from functions.pages.intake.typed import typed_value
from functions.pages.page import Asked, Handed
from functions.ports.deps import Deps
from functions.ports.materials import Upload
from functions.web.requests import field_problems
from schemas.intake.materials import AskedUpload, UploadRequest

# By these names a telephone turns its own kind of picture into one that offices can open; .ofd has no name that it knows.
_ACCEPT = "image/jpeg,image/png,application/pdf,.ofd"
FILE = "file"
NO_FILE = "请先选择文件，或者用手机拍照。"
# What is not there for whoever asks has no page that tells of it, and the script gets none of it either.
_NOBODYS = (DraftNotFound, CaseNotFound)


def status_told(error: LianbanError) -> int:
    """A page that was filled in wrongly is one status, whatever was wrong."""
    status = status_shown(error)
    return status if isinstance(status, LaterStatus) or isinstance(error, Conflict) else 422


def file_field(error: str = "") -> Field:
    hint = "JPG、PNG 图片，PDF 或者 OFD 文件。"
    return Field(FILE, "选择照片或者文件", Kind.FILE, hint=hint, accept=_ACCEPT, error=error)


def sent_request(asked: Asked, file: SentFile) -> UploadRequest:
    """Of a file that came with the form, for the item and the material of the page."""
    said = told_type(file.media_type, file.content)
    return UploadRequest(
        item=asked.path["item"],
        material=asked.path["material"],
        media_type=said if said.isascii() and 3 <= len(said) <= 200 else "unknown/unknown",
        size=len(file.content),
        sha256=sha256(file.content).hexdigest(),
    )


def announced(asked: Asked) -> UploadRequest:
    """What the page's script (static/upload.js) is about to send. Raises ValidationError."""
    said = asked.form
    body = {
        "item": asked.path["item"],
        "material": asked.path["material"],
        "media_type": said.text("media_type"),
        "size": typed_value({"type": "integer"}, said.text("size")),
        "sha256": said.text("sha256"),
    }
    return UploadRequest.model_validate_json(json.dumps(body))


def announced_to_script(
    asked: Asked, announce: Callable[[UploadRequest], tuple[AskedUpload, Upload]]
) -> Handed:
    """Where the page's script is to send its file: `announce` keeps that it was announced, and gives the address."""
    try:
        kept, upload = announce(announced(asked))
    except ValidationError as error:
        return to_script(problem=field_problems(error)[0].detail)
    except _NOBODYS:
        raise
    except TOLD as error:
        return to_script(problem=error.detail)
    return to_script(id=kept.id, address=upload.address, headers=dict(upload.headers))


def confirmed_to_script(confirm: Callable[[], object], goes_to: str) -> Handed:
    """The file was sent, and is looked at: where the script goes on, or what is wrong with the file."""
    try:
        confirm()
    except _NOBODYS:
        raise
    except TOLD as error:
        return to_script(problem=error.detail)
    return to_script(done=goes_to)


def to_script(**said: object) -> Handed:
    return Handed(json.dumps(said, ensure_ascii=False), "application/json", {"Cache-Control": "no-store"})


def policy(deps: Deps) -> dict[str, str]:
    """The page's script may send to where files are kept, and what was sent is seen from there if it is large."""
    allowed = with_store(with_store(POLICY, "connect-src 'self'", deps), "img-src 'self'", deps)
    return {"Content-Security-Policy": allowed}
