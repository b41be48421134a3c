"""A form with a file, as a browser sends it; it sends an empty one, without a name, where none was chosen."""

from collections.abc import Mapping

MULTIPART = "multipart/form-data; boundary=x"


def multipart(fields: Mapping[str, str], filename: str) -> bytes:
    """The file is called "file", and is a PDF of nothing."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()
    ]
    content = "%PDF" if filename else ""
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n{content}')
    return "".join(f"--x\r\n{part}\r\n" for part in parts).encode() + b"--x--\r\n"
