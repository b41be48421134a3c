"""Keys by name: a department's webhook keys under its code, the form's sealing keys under `form`,
the message gateway's under `notices`.

A secret is JSON, `{"keys": ["whsec_…", "whsec_…"]}`: the first key signs (or seals), all of them verify (or open).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from functions.domain.errors import StoreBusy

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

FORM = "form"
NOTICES = "notices"
SHARED_DATA = "shared_data"
# The seal service's; the other platforms of the province have theirs by the names of their lines.
ELECTRONIC_SEAL = "electronic_seal"
# What the issuer of tokens gave us as its client, where it did.
SIGN_IN = "sign_in"
# After that a rotation is seen.
KEEP_SECRETS = timedelta(minutes=5)


class Secrets(Protocol):
    def keys(self, name: str) -> tuple[str, ...]:
        """Never empty. Raises SecretUnusable; StoreBusy if it may be readable in a moment."""


class SecretUnusable(Exception):
    """A secret that is missing or malformed: names the secret, never its value."""


@dataclass
class CachedSecrets:
    """AWS Secrets Manager, each secret kept for `keep`."""

    client: "SecretsManagerClient"
    prefix: str
    clock: Callable[[], datetime]
    keep: timedelta = KEEP_SECRETS
    _known: dict[str, tuple[datetime, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def keys(self, name: str) -> tuple[str, ...]:
        now = self.clock()
        read_at, keys = self._known.get(name, (None, ()))
        if read_at is None or now - read_at >= self.keep:
            keys = parse_keys(name, self._read(name))
            self._known[name] = (now, keys)
        return keys

    def _read(self, name: str) -> str:
        # Imported at first use: one machine has no AWS.
        from botocore.exceptions import ClientError

        from functions.adapters.aws import NO_ANSWER, is_throttled

        try:
            return self.client.get_secret_value(SecretId=f"{self.prefix}{name}")["SecretString"]
        except NO_ANSWER as error:
            raise StoreBusy from error
        except ClientError as error:
            raise (StoreBusy if is_throttled(error) else SecretUnusable(name)) from error
        except KeyError as error:
            raise SecretUnusable(name) from error


def parse_keys(name: str, text: str) -> tuple[str, ...]:
    try:
        keys = json.loads(text)["keys"]
    except (ValueError, KeyError, TypeError):
        # Not chained: the parser's message quotes what it read.
        raise SecretUnusable(name) from None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and key for key in keys):
        raise SecretUnusable(name)
    return tuple(keys)
