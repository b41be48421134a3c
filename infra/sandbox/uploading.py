"""Uploads the document that goes with an answer, in the three steps of docs/departments.md; fetches applicants' files."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import urllib3

from infra.sandbox.answers import TO_UPLOAD

# One empty page.
SANDBOX_PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
TYPE = "application/pdf"
_THERE_ALREADY = 412
# A signed POST to a path below the documents of the item: the status, and what came as JSON.
Post = Callable[[str, bytes], tuple[int, dict[str, Any]]]
Put = Callable[[str, dict[str, str], bytes], int]


def with_document(body: str, post: Post, put: Put) -> str | None:
    """The answer with its document's id; None: it could not be brought, try again later."""
    if TO_UPLOAD not in body:
        return body
    request = {"media_type": TYPE, "size": len(SANDBOX_PAPER), "sha256": sha256(SANDBOX_PAPER).hexdigest()}
    status, told = post("", json.dumps(request).encode())
    if status != 200:
        return None
    said = put(told["address"], told["headers"], SANDBOX_PAPER)
    if said >= 300 and said != _THERE_ALREADY:
        return None
    status, confirmed = post(f"/{told['id']}/confirmation", b"")
    if status != 200 or not confirmed.get("arrived"):
        return None
    return body.replace(TO_UPLOAD, told["id"])


def putting_by(http: urllib3.PoolManager) -> Put:
    def put(address: str, headers: dict[str, str], body: bytes) -> int:
        return int(http.request("PUT", address, body=body, headers=headers).status)

    return put


def fetched(http: urllib3.PoolManager, href: str, digest: str) -> bool:
    """Whether it came, and is the file that was told of."""
    try:
        said = http.request("GET", href)
    except urllib3.exceptions.HTTPError:
        return False
    return said.status == 200 and sha256(said.data).hexdigest() == digest
