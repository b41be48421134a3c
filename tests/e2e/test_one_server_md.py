"""The blocks of docs/one-server.md run word for word, as root, in one shell, in a namespace of their own: what they write to
/etc, /opt and /usr/local is nobody else's, so are their ports, and what they start ends with it. systemctl is a stand-in
(tests/support/systemctl.py); tests/e2e/clean_debian.py follows the page with the real one.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.embedded.config import CLAIMS, CONFIG_KEYS
from tests.support.machine import ROOT
from tests.support.one_server import PAGE, blocks, two_bundles

# Debian's own, for a service's user runs it.
PYTHON = Path("/usr/bin/python3.11")
STAND_IN = ROOT / "tests" / "support" / "systemctl.py"
APART = """
set -euo pipefail
mount -t tmpfs tmpfs {work}
for place in etc opt usr/local var/backups; do
    mkdir -p {work}/$place/upper {work}/$place/work
    mount -t overlay overlay -o lowerdir=/$place,upperdir={work}/$place/upper,workdir={work}/$place/work /$place
done
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system
printf '#!/bin/sh\\nexec {python} {stand_in} "$@"\\n' > /usr/local/bin/systemctl
chmod 755 /usr/local/bin/systemctl
{python} -c '{loopback}'
(cd {root} && exec {python} -m tests.support.issuer_alone {folder}) &
timeout 60 sh -c 'until [ -e {folder}/issuer ]; do sleep 0.2; done'
export ISSUER=$(cat {folder}/issuer) TOKEN={folder}/operator.token
cd {folder}
"""
# A network of its own has its loopback down: SIOCSIFFLAGS, IFF_UP and IFF_RUNNING.
LOOPBACK = (
    "import fcntl, socket, struct; "
    'fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sH14s", b"lo", 0x49, b""))'
)


def cannot() -> str:
    """Why it cannot be followed here."""
    if os.geteuid() != 0:
        return "it is followed as root"
    if not all(shutil.which(name) for name in ("unshare", "runuser", "useradd")):
        return "unshare, runuser or useradd is not here: util-linux, passwd"
    if subprocess.run([PYTHON, "-c", "import venv"], capture_output=True, check=False).returncode:
        return "the system's Python is not 3.11: apt-get install python3"
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return "mounting is not allowed here" if tried.returncode else ""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_page_leads_from_nothing_to_an_operator_and_through_an_upgrade_and_back(tmp_path: Path) -> None:
    if why := cannot():
        pytest.skip(why)
    older, newer = two_bundles(tmp_path)
    given = {
        "BUNDLE": older,
        "NEWER": newer,
        "HOME": tmp_path,
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
    }
    (tmp_path / "apart").mkdir()
    begun = APART.format(
        work=tmp_path / "apart",
        python=shlex.quote(sys.executable),
        stand_in=STAND_IN,
        loopback=LOOPBACK,
        root=ROOT,
        folder=tmp_path,
    )
    text = "\n".join(block.text for block in blocks() if block.kind == "bash")
    (tmp_path / "page.sh").write_text(f"{begun}{text}")
    apart = ("--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
    done = subprocess.run(
        ["unshare", *apart, "bash", tmp_path / "page.sh"],
        env={name: str(value) for name, value in given.items()},
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )

    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for line in (
        "lianban-0.1.0-linux-x86_64.tar.gz: OK",
        "当前版本 current: 0.1.0\n",
        "当前版本 current: 0.2.0（此前 before: 0.1.0）",
        "没有改动当前版本 the current version is as before:",
        "请装回较新的程序，或恢复升级之前的备份",
        "已恢复到 restored into /opt/lianban/var",
        "当前版本 current: 0.1.0（此前 before: 0.2.0）",
        "已卸载 uninstalled: /opt/lianban",
        "保留 kept: /opt/lianban/var",
    ):
        assert line in said, (line, said)
    assert said.count("✓ server   运行中，就绪") >= 2, said
    assert "✗" not in said.replace("see ✗.", ""), said
    assert not Path("/opt/lianban").exists()


def test_every_key_of_the_configuration_is_explained() -> None:
    text = PAGE.read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+)`", text))

    assert {key for keys in CONFIG_KEYS.values() for key in keys} <= named
    assert {f"[{section}]" for section in (*CONFIG_KEYS, CLAIMS)} <= set(re.findall(r"`(\[[a-z_]+\])`", text))
