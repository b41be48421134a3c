"""Stands for the seal: what it sealed can be told from what it did not."""


class PlainCookies:
    def seal(self, text: str) -> str:
        return "sealed-" + text.encode().hex()

    def unseal(self, sealed: str) -> str | None:
        return (
            bytes.fromhex(sealed.removeprefix("sealed-")).decode() if sealed.startswith("sealed-") else None
        )
