"""The public HTTP interface as its users reach it, signed in as a demo identity."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import urllib3

from infra.console.failure import Failure
from infra.embedded.citizens import of_citizen

Document = dict[str, Any]
TIMEOUT_SECONDS = 30.0
PAGE = 100


class Client:
    def __init__(self, server: str, *, issuer: str | None = None, timeout: float = TIMEOUT_SECONDS) -> None:
        """`issuer` signs the demo identities in; the embedded server is its own."""
        self.server = server
        self._issuer = issuer or f"{server}/issuer"
        self._http = urllib3.PoolManager(maxsize=4, retries=False, timeout=timeout)
        self._tokens: dict[str, str] = {}

    def close(self) -> None:
        self._http.clear()

    def is_up(self) -> bool:
        try:
            return self._http.request("GET", f"{self.server}/health", timeout=2.0).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def identities(self) -> Sequence[Document]:
        found: Sequence[Document] = self._said("GET", "/issuer", None, {})["identities"]
        return found

    def submit(self, application: bytes, *, identity: str, key: str, citizen: int | None = None) -> Document:
        """`citizen`: the application is of this made-up one. Raises Failure that names the first wrong field."""
        headers = {"Idempotency-Key": key}
        if citizen is None:
            return self._said("POST", "/v1/cases", identity, headers, application)
        asked = {"identity": identity, "citizen": citizen}
        headers["Authorization"] = f"Bearer {self._asked_token(asked)}"
        return self._said("POST", "/v1/cases", None, headers, of_citizen(application, citizen))

    def case(self, case_id: str, *, identity: str) -> Document:
        return self._said("GET", f"/v1/cases/{case_id}", identity, {})

    def open_cases(self, *, identity: str, limit: int = PAGE) -> list[str]:
        page = self._said("GET", f"/v1/operator/cases?status=open&limit={limit}", identity, {})
        return [entry["case_id"] for entry in page["entries"]]

    def export(self, order: Document, *, identity: str, key: str) -> tuple[list[Document], Mapping[str, str]]:
        """One part of an export: its rows, and the headers that say where the next one begins. Raises Failure."""
        headers = {"Idempotency-Key": key}
        response = self._request(
            "POST", "/v1/operator/exports", identity, headers, json.dumps(order).encode()
        )
        if response.status >= 400:
            raise Failure(in_one_line(response.json()))
        return [json.loads(line) for line in response.data.decode().splitlines()], response.headers

    def _said(
        self,
        method: str,
        path: str,
        identity: str | None,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> Document:
        response = self._request(method, path, identity, headers, body)
        if response.status == 401 and identity:
            # The token's hour is over.
            self._tokens.pop(identity)
            response = self._request(method, path, identity, headers, body)
        document: Document = response.json()
        if response.status >= 400:
            raise Failure(in_one_line(document))
        return document

    def _request(
        self, method: str, path: str, identity: str | None, headers: Mapping[str, str], body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        given = dict(headers)
        if identity:
            given["Authorization"] = f"Bearer {self._token(identity)}"
        if body is not None:
            given["Content-Type"] = "application/json"
        try:
            return self._http.request(method, f"{self.server}{path}", headers=given, body=body)
        except urllib3.exceptions.HTTPError as exc:
            raise Failure(f"服务没有应答：{self.server}。The server does not answer.") from exc

    def _token(self, identity: str) -> str:
        if identity not in self._tokens:
            self._tokens[identity] = self._asked_token({"identity": identity})
        return self._tokens[identity]

    def _asked_token(self, asked: Document) -> str:
        return str(self._http.request("POST", f"{self._issuer}/token", json=asked).json()["access_token"])


def in_one_line(problem: Document) -> str:
    """The problem's detail and the first wrong field."""
    wrong = problem.get("errors") or []
    fields = "".join(f" {entry['pointer']}：{entry['detail']}" for entry in wrong[:1])
    more = f"（另有 {len(wrong) - 1} 处）" if len(wrong) > 1 else ""
    return f"{problem.get('detail', '请求未成功。')}{fields}{more}"


def sandbox_is_up(sandbox: str) -> bool:
    try:
        return urllib3.request("GET", f"{sandbox}/health", retries=False, timeout=2.0).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def sandbox_record(sandbox: str) -> Document:
    """The offices' own record."""
    document: Document = urllib3.request("GET", f"{sandbox}/record", timeout=TIMEOUT_SECONDS).json()
    return document
