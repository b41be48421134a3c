"""The public HTTP interface as its users reach it: by a token of their own, or signed in as a demo identity."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.console.failure import Failure, NotAllowed, Unreachable, of_status
from infra.embedded.citizens import of_citizen

Document = dict[str, Any]
_TIMEOUT_SECONDS = 30.0
_PAGE = 100


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """What the system said, to the byte."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Document:
        try:
            document: Document = json.loads(self.body)
        except ValueError as exc:
            raise Unreachable("服务的应答不是 JSON，请核对地址。What answers there is not Lianban.") from exc
        return document

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Client:
    def __init__(
        self,
        server: str,
        *,
        issuer: str | None = None,
        token: str | None = None,
        timeout: float = _TIMEOUT_SECONDS,
    ) -> None:
        """`issuer` signs the demo identities in; the embedded server is its own. `token`: where no identity is named."""
        self.server = server
        self._issuer = issuer or f"{server}/issuer"
        self._token_given = token
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
        found: Sequence[Document] = self.ask("GET", "/issuer").json["identities"]
        return found

    def submit(self, application: bytes, *, identity: str, key: str, citizen: int | None = None) -> Document:
        """`citizen`: the application is of this made-up one. Raises Failure that names the first wrong field."""
        headers = {"Idempotency-Key": key}
        if citizen is None:
            return self.ask("POST", "/v1/cases", identity=identity, headers=headers, body=application).json
        asked = {"identity": identity, "citizen": citizen}
        headers["Authorization"] = f"Bearer {self._asked_token(asked)}"
        return self.ask("POST", "/v1/cases", headers=headers, body=of_citizen(application, citizen)).json

    def case(self, case_id: str, *, identity: str) -> Document:
        return self.ask("GET", f"/v1/cases/{case_id}", identity=identity).json

    def open_cases(self, *, identity: str, limit: int = _PAGE) -> list[str]:
        page = self.ask("GET", f"/v1/operator/cases?status=open&limit={limit}", identity=identity).json
        return [entry["case_id"] for entry in page["entries"]]

    def ask(
        self,
        method: str,
        path: str,
        *,
        identity: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> SystemAnswer:
        """Raises Failure for whatever is no success, with the problem's detail and code."""
        answered = self.tried(method, path, identity=identity, headers=headers, body=body)
        if answered.status == 401 and identity:
            # The token's hour is over.
            self._tokens.pop(identity, None)
            answered = self.tried(method, path, identity=identity, headers=headers, body=body)
        if answered.status >= 400:
            raise of_status(answered.status, refusal(answered))
        return answered

    def tried(
        self,
        method: str,
        path: str,
        *,
        identity: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> SystemAnswer:
        """Whatever is answered. Raises Unreachable, NotAllowed."""
        given = dict(headers or {})
        if token := self._token(identity) if identity else self._token_given:
            given.setdefault("Authorization", f"Bearer {token}")
        if body is not None and "content-type" not in {name.lower() for name in given}:
            given["Content-Type"] = "application/json"
        return self._sent(method, f"{self.server}{path}", given, body)

    def _sent(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> SystemAnswer:
        try:
            # A redirect is not followed: the token is for this address only.
            response = self._http.request(method, url, headers=headers, body=body, redirect=False)
        except (urllib3.exceptions.HTTPError, ValueError) as exc:
            raise Unreachable(f"服务没有应答：{self.server}。The server does not answer.") from exc
        return SystemAnswer(response.status, response.data, response.headers)

    def _token(self, identity: str) -> str:
        if identity not in self._tokens:
            self._tokens[identity] = self._asked_token({"identity": identity})
        return self._tokens[identity]

    def _asked_token(self, asked: Document) -> str:
        body = json.dumps(asked).encode()
        answered = self._sent("POST", f"{self._issuer}/token", {"Content-Type": "application/json"}, body)
        if answered.status != 200 or "access_token" not in (told := answered.json):
            name = asked["identity"]
            raise NotAllowed(f"不能以 {name} 的身份登录 {self.server}。Nobody signs in there as {name}.")
        return str(told["access_token"])


def refusal(answered: SystemAnswer) -> str:
    try:
        problem = answered.json
    except Failure as exc:
        return f"HTTP {answered.status}：{exc}"
    code = problem.get("code")
    return f"{in_one_line(problem)}{_number(answered.status, problem)}{f' [{code}]' if code else ''}"


def _number(status: int, problem: Document) -> str:
    """Of the request, by which a fault of the system is found in its log: on a page it stands below."""
    number = str(problem.get("instance", "")).rpartition(":")[2]
    return f" 编号 request {number}" if status >= 500 and number else ""


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
    document: Document = urllib3.request("GET", f"{sandbox}/record", timeout=_TIMEOUT_SECONDS).json()
    return document
