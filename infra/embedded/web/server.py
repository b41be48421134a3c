"""The whole system as one server program: the platform, the Chalice app, and the issuer of demo tokens."""

from functions import bootstrap
from infra.embedded.beyond import may_move
from infra.embedded.files import sole_use
from infra.embedded.issuer_http import ROUTES as ISSUER_ROUTES
from infra.embedded.issuer_http import TOKENS, issuer_wsgi
from infra.embedded.log import logger
from infra.embedded.materials import MATERIALS_PATH as MATERIALS
from infra.embedded.own_clock import OwnClock
from infra.embedded.platform import Platform
from infra.embedded.seen.metrics_http import metrics_served
from infra.embedded.seen.requests import counting_requests, route_finder
from infra.embedded.settings import Settings
from infra.embedded.supervision import Supervisor, pulse_of
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.compressed import compressed
from infra.embedded.web.cross_origin import cross_origin
from infra.embedded.web.http import http_server
from infra.embedded.web.interface import is_quick, most_body
from infra.embedded.web.materials_http import materials_wsgi
from infra.embedded.web.wsgi import wsgi

UNSUPERVISED = Supervisor()


def serve(settings: Settings, supervisor: Supervisor = UNSUPERVISED) -> None:
    """Blocks until SIGINT or SIGTERM. Raises FolderInUse, BadClock, or OSError if the port is taken."""
    # Imported here: the app is built when it is imported.
    from app import app

    with sole_use(settings.folder, says=settings.address), _platform(settings) as platform:
        chalice = compressed(wsgi(app, most=most_body))
        inner = issuer_wsgi(platform.issuer, chalice) if platform.issuer else chalice
        files = materials_wsgi(platform.materials, inner)
        front = cross_origin(files, {MATERIALS: ("PUT",), TOKENS: ("POST",)}, platform.deps.origins)
        seen = counting_requests(platform.numbers, route_finder((*app.routes, *ISSUER_ROUTES), (MATERIALS,)))
        server = http_server(
            front,
            host=settings.host,
            port=settings.port,
            threads=settings.http_threads,
            bounds=Bounds(body=most_body, trusted=frozenset(settings.trusted_proxies)),
            is_quick=is_quick,
            seen=seen,
            pulse=pulse_of(
                supervisor, lambda: (*platform.standing_still(), *server.standing_still()), _tell_still
            ),
        )
        with metrics_served(platform.numbers, host=settings.metrics_host, port=settings.metrics_port or None):
            logger().info("listening", extra={"address": settings.address})
            server.run()
        logger().info("stopped")


def _tell_still(parts: tuple[str, ...]) -> None:
    """Whoever supervises the server hears nothing more and starts it anew: the log has to say why."""
    logger().error("stands still", extra={"parts": list(parts)})


def _platform(settings: Settings) -> Platform:
    """Only a sandbox looks whether its clock is moved while it runs."""
    if not may_move(settings):
        return Platform(settings)
    clock = OwnClock(settings.folder, bootstrap.now)
    return Platform(settings, clock=clock, moved=clock.moves())
