"""The embedded platform's own issuer of bearer tokens: anybody may sign in as any of its demo identities.

It exists for trying and developing, on one machine, and nowhere else.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from functions.domain.case.access import Person
from functions.ports.deps import Clock
from infra.embedded.citizens import citizen
from infra.embedded.files import write_whole
from infra.embedded.issuer_codes import Codes
from schemas.codes import CHINESE, Department, Role

ISSUER = "lianban-embedded"
AUDIENCE = "lianban"
_LIFE = timedelta(hours=1)
# Who our own pages are to it, and where the browser comes back to: on the server that it came from.
CLIENT, RETURN = "lianban-pages", "/signed-in"


@dataclass(frozen=True, slots=True)
class MadeUpIdentity:
    """Somebody made up. `name` is for people; a token says `id` (its subject), role, region, department, and of a citizen
    whose identity is verified the name and the ID number of a person of the sandbox."""

    id: str
    name: str
    role: Role
    region: str | None = None
    department: Department | None = None
    person: Person | None = None


def _staff(department: Department) -> MadeUpIdentity:
    name = f"{CHINESE[department]}经办（演示）"
    return MadeUpIdentity(department.replace("_", "-"), name, Role.DEPARTMENT_STAFF, "440000", department)


def _citizen(id_: str, title: str, name: str, id_number: str) -> MadeUpIdentity:
    return MadeUpIdentity(id_, title, Role.APPLICANT, person=Person(name, id_number))


IDENTITIES = {
    identity.id: identity
    for identity in (
        _citizen("applicant-1", "申请人甲（演示）", "测试甲", "440106200301010010"),
        _citizen("applicant-2", "申请人乙（演示）", "测试乙", "441900198503150018"),
        _citizen("applicant-3", "申请人丙（演示）", "测试丙", "440606198807200038"),
        MadeUpIdentity("applicant-4", "未实名的申请人（演示）", Role.APPLICANT),
        MadeUpIdentity("clerk", "天河区窗口人员（演示）", Role.CLERK, "440106"),
        *(_staff(department) for department in Department),
        MadeUpIdentity("operator", "省级运行管理员（演示）", Role.OPERATOR, "440000"),
        # 更正已记录的结果须两人.
        MadeUpIdentity("operator-2", "省级运行管理员乙（演示）", Role.OPERATOR, "440000"),
    )
}


class Issuer:
    """Signs (ES256) with a key made at the first start and kept in `folder`, readable by its owner only. `redirects`: where
    a browser may be sent with a code.
    """

    def __init__(
        self, folder: Path, *, clock: Clock, redirects: frozenset[str] = frozenset({RETURN})
    ) -> None:
        self._clock = clock
        self.redirects = redirects
        self.codes: Codes[MadeUpIdentity] = Codes(clock)
        self._key = _key(folder / "issuer.pem")
        public: dict[str, Any] = json.loads(ECAlgorithm(ECAlgorithm.SHA256).to_jwk(self._key.public_key()))
        self._kid = str(public["x"])[:16]
        self._jwks = {"keys": [public | {"kid": self._kid, "use": "sig", "alg": "ES256"}]}

    def jwks(self) -> Mapping[str, Any]:
        return self._jwks

    def exchange(self, code: str, *, redirect: str, verifier: str) -> dict[str, Any] | None:
        """None: the code was used, is too old, or is not for whoever asks."""
        identity = self.codes.take(code, redirect=redirect, verifier=verifier)
        return self.token(identity) if identity else None

    def token(self, identity: MadeUpIdentity) -> dict[str, Any]:
        now = self._clock()
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": identity.id,
            "role": identity.role,
            "region": identity.region,
            "department": identity.department,
            **(asdict(identity.person) if identity.person else {}),
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int((now + _LIFE).timestamp()),
        }
        said = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(said, self._key, algorithm="ES256", headers={"kid": self._kid})
        return {"access_token": token, "token_type": "Bearer", "expires_in": int(_LIFE.total_seconds())}


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        _write_key(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: 不是椭圆曲线私钥，请移走该文件后重新启动。")
    return key


def _write_key(path: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_whole(path, pem)


def as_citizen(identity: MadeUpIdentity | None, number: object) -> MadeUpIdentity | None:
    """A demo applicant may be any made-up citizen: one citizen cannot apply twice for one item."""
    if identity is None or identity.person is None or not isinstance(number, int) or number < 0:
        return identity
    return replace(identity, person=citizen(number))
