"""`make clean-debian`, as root: follows docs/one-server.md word for word on an empty Debian that boots its own systemd in a
container without any network, and writes what was seen (docs/one-server-transcript.txt; of Debian 13, `make clean-debian
DEBIAN=trixie`, build/debian/trixie-transcript.txt).

The root is made once by debootstrap (build/debian/) and copied for each run. What is brought along: two bundles, a
certificate, and an issuer on the container's loopback. What a reader does in a browser, that
tests/e2e/clean_visitor.py does.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.certificates import certified
from tests.support.machine import ROOT, until
from tests.support.one_server import Block, blocks, two_bundles

MADE = ROOT / "build" / "debian"
# Whose transcript is kept, and where the other's goes.
TRANSCRIPTS = {
    "bookworm": ROOT / "docs" / "one-server-transcript.txt",
    "trixie": MADE / "trixie-transcript.txt",
}
PACKAGES = "python3,systemd,systemd-sysv,dbus,nginx"
NAME = "lianban.example"
DONE = re.compile(r"^--- done (\d+) ---$")
# After this block the page has people open a browser.
BROWSER = "lianban sign-in --server"
BEFORE = """cd /root
cat /etc/debian_version
ls
tail -n +3 /proc/net/dev | cut -d: -f1
"""
STARTED = "systemctl enable --now lianban\n"
# Not of the page: how it stands, and whether the watchdog bites a server that has stopped in its tracks.
AFTER = """systemctl --no-pager status lianban | head -n 12
systemd-analyze security lianban --no-pager | tail -n 1
kill -STOP "$(systemctl show -P MainPID lianban)"
timeout 150 sh -c 'until [ "$(systemctl show -P NRestarts lianban)" = 1 ]; do sleep 1; done'
timeout 60 sh -c 'until [ "$(systemctl show -P SubState lianban)" = running ]; do sleep 1; done'
journalctl --no-pager -o cat _PID=1 -u lianban | tail -n 6
"""
AT_THE_END = """journalctl --no-pager -u lianban -u lianban-backup | cut -c1-160 | tail -n 12
ls -l /opt/lianban /etc/systemd/system /usr/local/bin | cut -c1-100
"""
HEAD = """docs/one-server.md, followed word for word by `make clean-debian`: an empty Debian of debootstrap (python3,
nginx), booted with its own systemd in a container, with no network but loopback. Brought along: two bundles
(0.2.0 is 0.1.0 with a ledger of one version more), a certificate of its own, an issuer on loopback. In brackets the seconds
of each block, on two cores that were busy otherwise.
"""
TOOLS = ("debootstrap", "systemd-nspawn", "nsenter")


def main() -> int:
    if os.geteuid() != 0 or (missing := [name for name in TOOLS if shutil.which(name) is None]):
        sys.stderr.write(f"as root, with debootstrap and systemd-container installed: {missing}\n")
        return 2
    [release] = sys.argv[1:] or ["bookworm"]
    if release not in TRANSCRIPTS:
        sys.stderr.write(f"no Debian {release} was tried; there are: {' '.join(TRANSCRIPTS)}\n")
        return 2
    transcript, debian = TRANSCRIPTS[release], MADE / release
    if not (debian / "usr" / "sbin" / "nginx").exists():
        words = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", release, str(debian)]
        subprocess.run(words, check=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["cp", "-a", debian, folder / "root"], check=True)
        given = _brought(folder)
        with _booted(folder / "root") as leader, _issuer(leader, folder) as address:
            (folder / "root" / "root" / "operator.token").write_bytes(
                (folder / "operator.token").read_bytes()
            )
            page = Page(leader, folder, {**given, "ISSUER": address})
            followed = page.follow()
    transcript.write_text(page.text(), "utf-8")
    sys.stdout.write(f"{page.text()}\n{transcript}\n")
    return 0 if followed else 1


def _brought(folder: Path) -> dict[str, str]:
    root = folder / "root"
    older, newer = two_bundles(folder)
    for archive in (older, newer):
        shutil.copy(archive, root / "root" / archive.name)
        shutil.copy(f"{older}.sha256", root / "root" / f"{older.name}.sha256")
    certified(folder, NAME)
    tls = root / "etc" / "lianban-tls"
    tls.mkdir(mode=0o700)
    for file in ("certificate.pem", "key.pem"):
        shutil.copy(folder / "certificate.pem", tls / file)
    return {
        "NAME": NAME,
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    }


@contextmanager
def _booted(root: Path) -> Iterator[int]:
    """The process that is its first, as this machine numbers it."""
    words = [
        "systemd-nspawn",
        "--quiet",
        "--boot",
        "--private-network",
        "--register=no",
        "--keep-unit",
        "--console=pipe",
    ]
    with Path(os.devnull).open("rb") as nothing, (root.parent / "boot.log").open("wb") as log:
        booted = subprocess.Popen([*words, "-D", str(root)], stdin=nothing, stdout=log, stderr=log)
        try:
            children = Path(f"/proc/{booted.pid}/task/{booted.pid}/children")
            until(lambda: bool(children.read_text().split()), seconds=60)
            leader = int(children.read_text().split()[0])
            state = ["nsenter", "-t", str(leader), "-a", "systemctl", "is-system-running"]
            until(
                lambda: (
                    subprocess.run(state, capture_output=True, text=True, check=False).stdout.strip()
                    in ("running", "degraded")
                ),
                seconds=120,
            )
            yield leader
        finally:
            booted.terminate()
            try:
                booted.wait(30)
            except subprocess.TimeoutExpired:
                booted.kill()


@contextmanager
def _issuer(leader: int, folder: Path) -> Iterator[str]:
    command = [
        "nsenter",
        "-t",
        str(leader),
        "-n",
        sys.executable,
        "-m",
        "tests.support.issuer_alone",
        str(folder),
    ]
    issuer = subprocess.Popen(command, cwd=ROOT)
    try:
        until((folder / "issuer").exists, seconds=60)
        yield (folder / "issuer").read_text()
    finally:
        issuer.terminate()
        issuer.wait(10)


class Page:
    """One shell for all of it."""

    def __init__(self, leader: int, folder: Path, given: dict[str, str]) -> None:
        self._leader, self._folder = leader, folder
        self._seen: list[str] = []
        self._shell = subprocess.Popen(
            ["nsenter", "-t", str(leader), "-a", "bash", "-euo", "pipefail"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=given,
        )

    def follow(self) -> bool:
        """Whether it came to its end."""
        self._run(Block("bash", BEFORE))
        for block in blocks():
            if block.kind == "console" and not block.text.startswith("# "):
                continue
            if not self._run(block) or (BROWSER in block.text and not self._visited()):
                return False
            if STARTED in block.text and not self._run(Block("bash", AFTER)):
                return False
        return self._run(Block("bash", AT_THE_END))

    def _run(self, block: Block) -> bool:
        text = re.sub(r"^# ", "", block.text, flags=re.M) if block.kind == "console" else block.text
        self._seen += [
            f"# {line}" if number == 0 or line else line for number, line in enumerate(text.splitlines())
        ]
        began = time.monotonic()
        assert self._shell.stdin
        assert self._shell.stdout
        self._shell.stdin.write(f'{text}\necho; echo "--- done $? ---"\n')
        self._shell.stdin.flush()
        for line in self._shell.stdout:
            if DONE.match(line):
                self._seen.append(
                    f"                                                  [{time.monotonic() - began:.1f} s]"
                )
                return True
            if line.strip():
                self._seen.append(line.rstrip())
        self._seen.append("it ended here")
        return False

    def _visited(self) -> bool:
        words = ["-m", "tests.e2e.clean_visitor", NAME, str(self._folder / "certificate.pem")]
        done = subprocess.run(
            ["nsenter", "-t", str(self._leader), "-n", sys.executable, *words],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        self._seen += ["(a clerk, in a browser)", (done.stdout + done.stderr).rstrip()]
        return done.returncode == 0

    def text(self) -> str:
        return HEAD + "\n" + "\n".join(self._seen) + "\n"


if __name__ == "__main__":
    sys.exit(main())
