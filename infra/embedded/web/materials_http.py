"""The other end of the materials' signed addresses: takes and gives files, before the interface and outside of it."""

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from http import HTTPStatus

from functions.domain.errors import LianbanError
from functions.domain.intake.file_refusals import MaterialDiffers, MaterialWrongType
from functions.domain.intake.files import MOST_BYTES, plain_type, too_large
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.refusals import Forbidden
from functions.web.edge import PROTECTION
from infra.embedded.materials import GET, MATERIALS_PATH, PUT, BadUploadAddress, FolderMaterials
from infra.embedded.web.exchange import REQUEST_ID
from infra.embedded.web.types import Environ, StartResponse, Wsgi
from infra.embedded.web.wsgi import problem


class AddressRefused(Forbidden):
    code = "address-refused"
    title = "材料地址无效"
    detail = "材料地址无效或者已过期，请重新申请上传地址或者重新查看材料清单。"


def materials_wsgi(materials: FolderMaterials, inner: Wsgi) -> Wsgi:
    """Answers what lies under /materials/; everything else goes to `inner`."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(MATERIALS_PATH):
            return inner(environ, start_response)
        try:
            status, headers, body = _answer(materials, environ)
        except LianbanError as error:
            refused = problem(error, request_id=environ.get(REQUEST_ID))
            status, headers, body = refused["statusCode"], refused["headers"], refused["body"].encode()
        told = HTTPStatus(status)
        lines = {**PROTECTION, **headers, "Content-Length": str(len(body))}
        start_response(f"{told.value} {told.phrase}", list(lines.items()))
        return [body]

    return serve


_Answer = tuple[int, Mapping[str, str], bytes]


def _answer(materials: FolderMaterials, environ: Environ) -> _Answer:
    key, method = environ["PATH_INFO"].removeprefix(MATERIALS_PATH), environ["REQUEST_METHOD"]
    if method not in (GET, PUT) or "/" in key:
        raise AddressRefused
    try:
        given = materials.opened(method, key, environ.get("QUERY_STRING", ""))
    except BadUploadAddress:
        raise AddressRefused from None
    return _taken(materials, key, given, environ) if method == PUT else _given(materials, key, given)


def _taken(materials: FolderMaterials, key: str, given: Mapping[str, str], environ: Environ) -> _Answer:
    """Exactly the file that was announced, or nothing."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MOST_BYTES:
        raise too_large(length)
    if plain_type(environ.get("CONTENT_TYPE") or "") != given["type"]:
        raise MaterialWrongType
    if length != int(given["length"]):
        raise MaterialDiffers
    whole = environ["wsgi.input"].read(length)
    if not hmac.compare_digest(sha256(whole).hexdigest(), given["sha256"]):
        raise MaterialDiffers
    materials.write(key, whole)
    return 200, {}, b""


def _given(materials: FolderMaterials, key: str, given: Mapping[str, str]) -> _Answer:
    whole = materials.read(key)
    if whole is None:
        raise MaterialNotFound
    return 200, {"Content-Type": given["type"], "Content-Disposition": "attachment"}, whole
