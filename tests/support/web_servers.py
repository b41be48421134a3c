"""nginx and Caddy with the files of infra/server/, on ports of a test: changed are ports and the certificate."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

from tests.support.machine import ROOT, free_port, until

NAME = "lianban.test"
SERVER = ROOT / "infra" / "server"
CADDY = ROOT / "build" / "server" / "bin" / "caddy"
WHOLE_NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {site}
}}
"""
OF_A_TEST = "{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n\tskip_install_trust\n}}\n"


@dataclass(frozen=True)
class Front:
    """A web server before whatever listens at `behind`."""

    port: int
    plain: int
    behind: int
    folder: Path

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"

    def pool(self, source: str = "127.0.0.1") -> urllib3.HTTPSConnectionPool:
        """As a browser, on another address of this machine."""
        return urllib3.HTTPSConnectionPool(
            "127.0.0.1",
            self.port,
            ca_certs=str(self.folder / "certificate.pem"),
            server_hostname=NAME,
            assert_hostname=NAME,
            headers={"Host": f"{NAME}:{self.port}"},
            source_address=(source, 0),
            timeout=30,
            retries=False,
        )


def missing(kind: str) -> str:
    """Why it cannot be tried here; "" when it can."""
    if kind == "nginx":
        return "" if shutil.which("nginx") else "nginx is not installed here: apt-get install nginx"
    return "" if CADDY.exists() else "Caddy is not here: make build/server/.ready"


@contextmanager
def web_server(kind: str, front: Front) -> Iterator[None]:
    command = _nginx(front) if kind == "nginx" else _caddy(front)
    with (front.folder / f"{kind}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={**os.environ, "XDG_DATA_HOME": str(front.folder), "HOME": str(front.folder)},
        )
        try:
            until(lambda: process.poll() is not None or _answers(front), seconds=10)
            assert process.poll() is None, (front.folder / f"{kind}.log").read_text()
            yield
        finally:
            process.terminate()
            process.wait(20)


def _answers(front: Front) -> bool:
    try:
        with front.pool() as pool:
            pool.request("GET", "/health")
    except urllib3.exceptions.HTTPError:
        return False
    return True


def _nginx(front: Front) -> list[str]:
    site = (SERVER / "nginx.conf").read_text("utf-8").replace("@NAME@", NAME)
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{front.plain};"),
        ("listen [::]:80;", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{front.port} ssl http2;"),
        ("listen [::]:443 ssl http2;", ""),
        ("/etc/lianban-tls/certificate.pem", str(front.folder / "certificate.pem")),
        ("/etc/lianban-tls/key.pem", str(front.folder / "certificate.pem")),
        ("/var/log/nginx/error.log", str(front.folder / "error.log")),
        ("127.0.0.1:8451", f"127.0.0.1:{front.behind}"),
        (f"proxy_set_header Host {NAME};", f"proxy_set_header Host {NAME}:{front.port};"),
    ):
        assert site.count(before) == 1, before
        site = site.replace(before, after)
    path = front.folder / "nginx.conf"
    path.write_text(WHOLE_NGINX.format(folder=front.folder, site=site))
    return ["nginx", "-p", str(front.folder), "-c", str(path), "-e", str(front.folder / "error.log")]


def _caddy(front: Front) -> list[str]:
    site = (SERVER / "Caddyfile").read_text("utf-8").replace("@NAME@", NAME)
    for before, after in (
        ("/etc/lianban-tls/certificate.pem", str(front.folder / "certificate.pem")),
        ("/etc/lianban-tls/key.pem", str(front.folder / "certificate.pem")),
        ("127.0.0.1:8451", f"127.0.0.1:{front.behind}"),
    ):
        assert site.count(before) == 1, before
        site = site.replace(before, after)
    path = front.folder / "Caddyfile"
    path.write_text(OF_A_TEST.format(plain=front.plain, port=front.port) + site)
    return [str(CADDY), "run", "--config", str(path), "--adapter", "caddyfile"]


def front_before(behind: int, folder: Path) -> Front:
    return Front(free_port(), free_port(), behind, folder)
