"""Blocks in memory; at first there are none."""


class FakeTypefaces:
    def __init__(self) -> None:
        self.blocks: dict[int, bytes] = {}

    def block(self, number: int) -> bytes | None:
        return self.blocks.get(number)
