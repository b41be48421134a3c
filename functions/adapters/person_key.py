"""A name for an ID number: a keyed digest, for there are few enough numbers to try them all against a plain one."""

import hmac
from collections.abc import Callable
from hashlib import sha256

from functions.adapters.outward.secrets import FORM, Secrets

_LENGTH = 40


def person_key(secrets: Secrets) -> Callable[[str], str]:
    """By the form's oldest key, which stays as long as its forms and stands last in every step of a rotation
    (infra/rotation.py): none changes a name.
    """

    def key(id_number: str) -> str:
        return hmac.new(secrets.keys(FORM)[-1].encode(), f"person/{id_number}".encode(), sha256).hexdigest()[
            :_LENGTH
        ]

    return key
