"""Ids of cases, from the system's randomness."""

import secrets
import uuid
from datetime import date

# Crockford's base 32: no I, L, O, U, so nothing is misread from paper or misheard on the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 8
SECRET_BYTES = 32


class RandomNewId:
    def case_id(self) -> str:
        return str(uuid.uuid4())

    def secret(self) -> str:
        return secrets.token_urlsafe(SECRET_BYTES)

    def reference(self, on: date) -> str:
        """TY (退役), the date, 40 random bits, and the ISO 7064 MOD 37,36 check character over all of it."""
        return with_check(on, "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS)))


def with_check(on: date, characters: str) -> str:
    # Imported at first use: only a submission needs it.
    from stdnum.iso7064 import mod_37_36

    number = f"TY{on:%y%m%d}{characters}"
    return f"{number}{mod_37_36.calc_check_digit(number)}"
