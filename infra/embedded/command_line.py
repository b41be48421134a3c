"""The words of `python -m infra.embedded`, over its configuration file."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from infra.embedded.config import check_typed, read_config
from infra.embedded.settings import Settings


def settings_of(words: Sequence[str] | None) -> Settings:
    """Raises BadConfiguration."""
    named = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    named.add_argument("--config", type=Path)
    file = named.parse_known_args(words)[0].config
    return _parsed(words, read_config(file) if file else Settings(folder=Path("var")))


def _parsed(words: Sequence[str] | None, plain: Settings) -> Settings:
    """Raises BadConfiguration."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.embedded", description="联办服务 The Lianban server"
    )
    parser.add_argument("--config", help="infra/server/lianban.toml; what is typed goes before it")
    for add in (_add_places, _add_services, _add_issuer, _add_work, _add_others):
        add(parser, plain)
    given = vars(parser.parse_args(words))
    del given["config"]
    check_typed(given)
    lists = {name: tuple(given[name]) for name in ("trusted_proxies", "origins")}
    return replace(plain, **{**given, **lists})


def _add_places(parser: argparse.ArgumentParser, plain: Settings) -> None:
    parser.add_argument("--folder", type=Path, default=plain.folder, help="all data")
    parser.add_argument("--host", default=plain.host)
    parser.add_argument("--port", type=int, default=plain.port)
    parser.add_argument(
        "--public", default=plain.public, help="where others reach this server (URL), if not at host and port"
    )
    parser.add_argument("--routes", type=Path, default=plain.routes, help="table of the departments' offices")
    parser.add_argument(
        "--sandbox", default=plain.sandbox, help="address of the sandbox offices in that table"
    )
    parser.add_argument("--metrics-host", default=plain.metrics_host)
    parser.add_argument(
        "--metrics-port", type=int, default=plain.metrics_port, help="for Prometheus; 0: none"
    )


def _add_services(parser: argparse.ArgumentParser, plain: Settings) -> None:
    """Whom the server is connected to besides offices."""
    instead = {
        "notices": "the message gateway (URL), instead of the sandbox's inbox",
        "shared_data": "the sharing platform (URL), instead of the sandbox's",
        "electronic_seal": "the seal service (URL), instead of the sandbox's",
        "scanner": "clamd: unix:/run/clamav/clamd.ctl or tcp:host:3310; else no file is scanned",
    }
    for name, told in instead.items():
        parser.add_argument(f"--{name.replace('_', '-')}", default=getattr(plain, name), help=told)
    for platform in ("acceptance", "ratings"):
        told = f"the province's platform (URL, docs/province.md) of {platform}; else it is told nothing"
        parser.add_argument(f"--{platform}", default=getattr(plain, platform), help=told)


def _add_issuer(parser: argparse.ArgumentParser, plain: Settings) -> None:
    """Who says who somebody is."""
    parser.add_argument(
        "--jwks", default=plain.jwks, help="an issuer's keys (URL), instead of demo identities"
    )
    parser.add_argument("--issuer", default=plain.issuer)
    parser.add_argument("--audience", default=plain.audience)
    parser.add_argument(
        "--sign-in", default=plain.sign_in, help="that issuer's page to sign in at (https URL), for the pages"
    )
    parser.add_argument(
        "--sign-in-token", default=plain.sign_in_token, help="where that issuer exchanges a code (URL)"
    )
    parser.add_argument("--client-id", default=plain.client_id, help="our name at that issuer")
    parser.add_argument(
        "--client-secret",
        action="store_true",
        default=plain.client_secret,
        help="ours at that issuer is `sign_in` in secrets.json",
    )
    parser.add_argument(
        "--end-session", default=plain.end_session, help="where one signs out at that issuer too (https URL)"
    )


def _add_work(parser: argparse.ArgumentParser, plain: Settings) -> None:
    """How it works, and with how much."""
    parser.add_argument(
        "--training",
        action="store_true",
        default=plain.training,
        help="made-up persons only; nothing leaves (docs/training.md)",
    )
    parser.add_argument("--sweep-seconds", type=float, default=plain.sweep_seconds)
    parser.add_argument("--http-threads", type=int, default=plain.http_threads)
    parser.add_argument("--task-threads", type=int, default=plain.task_threads, help="of each department")
    parser.add_argument(
        "--least-free-mb", type=int, default=plain.least_free_mb, help="room on the disk to start with"
    )
    parser.add_argument(
        "--one-core",
        action="store_true",
        default=plain.one_core,
        help="all threads stay on one: for a machine of its own (docs/performance.md)",
    )


def _add_others(parser: argparse.ArgumentParser, plain: Settings) -> None:
    """Whom it believes, and whose pages may use it."""
    parser.add_argument(
        "--trusted-proxy",
        dest="trusted_proxies",
        action="append",
        default=list(plain.trusted_proxies),
        help="its X-Forwarded-For is believed",
    )
    parser.add_argument(
        "--origin",
        dest="origins",
        action="append",
        default=list(plain.origins),
        help="pages of a portal there (https://host) may use the interface and upload files",
    )
