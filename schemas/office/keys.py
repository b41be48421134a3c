"""The keys of a department's webhooks, as its own staff read them: never a key."""

from schemas.wire import Instant, Wire


class KeyView(Wire):
    """`fingerprint`: the first 16 hex digits of the SHA-256 of `webhook/` and the key."""

    secret: str
    fingerprint: str
    valid: bool
    since: Instant
    until: Instant | None


class KeysView(Wire):
    """Of each secret the newest first."""

    entries: tuple[KeyView, ...]
