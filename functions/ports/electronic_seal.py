"""The province's service of electronic seals (统一电子印章)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from functions.domain.applicant.paper import GivenSeal


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What a seal is asked for: a digest, and whose seal. Nothing of the person, and nothing of the case."""

    office: str
    office_name: str
    kind: str
    on: date
    digest: str


@dataclass(frozen=True, slots=True)
class SealGiven:
    """`signature`: the service's own, over the digest; it is kept and not judged here."""

    seal: "GivenSeal"
    signature: str


class ElectronicSeal(Protocol):
    """Seals a digest under a deterministic key; the same key again is the same seal.

    Errors: PlatformUnavailable (408, 425, 429, 5xx, no answer in time, none that can be read); PlatformRefused (other 4xx).
    """

    def seal(self, order: SealOrder, *, key: str) -> SealGiven: ...
