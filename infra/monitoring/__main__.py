"""`python -m infra.monitoring` writes what is made: alarms.yml and dashboard.json, beside this file."""

from pathlib import Path

from infra.monitoring.dashboard import dashboard_file
from infra.monitoring.rules import rules_file

MONITORING_FOLDER = Path(__file__).parent
MADE = {"alarms.yml": rules_file, "dashboard.json": dashboard_file}


def main(folder: Path = MONITORING_FOLDER) -> None:
    for name, made in MADE.items():
        (folder / name).write_text(made(), "utf-8")


if __name__ == "__main__":
    main()
