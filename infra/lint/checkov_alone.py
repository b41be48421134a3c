"""What checkov says of one file, by its own Python: `python -P checkov_alone.py cloudformation template.json`.

Its command imports all kinds of files that it knows, and its reader of paths makes the same table of a grammar anew for each
path: two thirds of what it took. The checks are the same, all that it has for that kind.
"""

import json
import sys
from importlib import import_module
from typing import Any


def make_each_table_once() -> None:
    yacc: Any = import_module("ply.yacc")
    make, made = yacc.yacc, dict[Any, Any]()

    def once(*, module: Any, start: str, **given: Any) -> Any:
        kind = (type(module), start)
        if kind not in made:
            made[kind] = make(module=module, start=start, **given)
        return made[kind]

    yacc.yacc = once


def judged_alone(kind: str, file: str) -> Any:
    wanted = import_module("checkov.runner_filter").RunnerFilter(framework=[kind])
    return import_module(f"checkov.{kind}.runner").Runner().run(None, files=[file], runner_filter=wanted)


def main(kind: str, file: str) -> None:
    """Writes JSON. A file that cannot be read has nothing that passed."""
    make_each_table_once()
    said = judged_alone(kind, file)
    failed = [[one.check_id, one.resource, one.check_name] for one in said.failed_checks]
    json.dump({"passed": len(said.passed_checks), "failed": failed}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
