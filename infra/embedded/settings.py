"""How one machine's platform is set up: the command line's words, nothing read from the environment."""

from dataclasses import dataclass, field
from pathlib import Path

from functions.adapters.claims import ClaimNames

SERVER_PORT, SANDBOX_PORT = 8451, 8452
# Where the table of routes has the sandbox.
SANDBOX_ADDRESS = f"http://127.0.0.1:{SANDBOX_PORT}"
ROUTES = Path(__file__).parents[1] / "routes.toml"
# Instead of an address: there is none, and nobody is asked.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """`folder` holds all data; `routes` is the table of offices; `sandbox` is where the sandbox's are just now.

    `task_threads` are those of each department's line; with `one_core` all threads stay on one (one_core.py).
    `public` is where others reach this server, None the same as `address`. `notices` is the message gateway, `shared_data`
    the sharing platform; None: the sandbox's; NONE: there is none.
    With less than `least_free_mb` megabytes for the folder the server does not start.
    `electronic_seal` is the seal service; None: the sandbox's where the platform is its own issuer, elsewhere none.
    `acceptance` is 统一申办受理平台, `ratings` 好差评; None: nothing is told to them.
    `scanner` is clamd's socket; None: nothing is scanned for viruses.
    Without `jwks`, and with an `issuer` that is no URL, the platform is its own issuer, and whoever reaches its port
    signs in as any demo identity. An `issuer` that is one says in its document what is not given of the following.
    `audience`: ours, several with commas; `claims`: which claims of a token say who somebody is.
    With `jwks`, `sign_in` is that issuer's page to sign in at and `sign_in_token` where a code
    is exchanged (None: nobody signs in to the pages), `client_id` our name there; `client_secret`: `sign_in` of the key
    file is ours as its client; `end_session`: where one signs out there too.
    `metrics_port`: where Prometheus reads its numbers, of `metrics_host`; 0: nowhere.
    Pages of `origins` elsewhere may use the interface and upload files.
    `training`: made-up persons only, said on every page and paper; nothing leaves this machine (docs/training.md).
    Of `trusted_proxies` the address is taken that they say they speak for; of nobody else.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = SERVER_PORT
    routes: Path = ROUTES
    sandbox: str = SANDBOX_ADDRESS
    notices: str | None = None
    shared_data: str | None = None
    electronic_seal: str | None = None
    acceptance: str | None = None
    ratings: str | None = None
    scanner: str | None = None
    public: str | None = None
    jwks: str | None = None
    issuer: str = "lianban-embedded"
    audience: str = "lianban"
    claims: ClaimNames = field(default_factory=ClaimNames)
    sign_in: str | None = None
    sign_in_token: str | None = None
    client_id: str = "lianban"
    client_secret: bool = False
    end_session: str | None = None
    sweep_seconds: float = 5.0
    http_threads: int = 16
    task_threads: int = 6
    one_core: bool = False
    least_free_mb: int = 16
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    trusted_proxies: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    training: bool = False

    @property
    def is_own_issuer(self) -> bool:
        """Whoever reaches it signs in as any demo identity."""
        return self.jwks is None and "://" not in self.issuer

    @property
    def seal_service(self) -> str:
        """A server for people has a seal service where one is named, and never the sandbox's."""
        return self.electronic_seal or (f"{self.sandbox}/seals" if self.is_own_issuer else NONE)

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
