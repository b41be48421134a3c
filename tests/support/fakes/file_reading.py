"""Files as a test says they are; told of nothing, they are whole."""

from functions.domain.intake.file_faults import FileFault


class FakeFileReading:
    def __init__(self) -> None:
        self.faults: dict[bytes, FileFault] = {}

    def fault(self, media_type: str, whole: bytes) -> FileFault | None:
        return self.faults.get(whole)
