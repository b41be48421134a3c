"""`python -m infra.lint --tools build/lint/bin --template build/package/template.json`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.deploy.release import ACCOUNT_TEMPLATE
from infra.lint import judges
from infra.lint.guarded import guarded, machine, one_path_of_a_kind


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.lint")
    parser.add_argument("--tools", type=Path, required=True, help="where cfn-lint and checkov are")
    parser.add_argument("--template", type=Path, required=True)
    parser.add_argument("--asl-validator", type=Path, required=True)
    given = parser.parse_args(arguments)
    whole = json.loads(given.template.read_text("utf-8"))
    names = ("thinned.json", "guarded.json", "machine.json")
    thinned, written, definition = (given.template.with_name(name) for name in names)
    for path, judged in ((thinned, whole), (written, guarded(whole))):
        path.write_text(
            json.dumps(one_path_of_a_kind(judged), ensure_ascii=False, indent=1), encoding="utf-8"
        )
    definition.write_text(machine(whole), encoding="utf-8")
    findings = judges.cfn_lint(given.tools / "cfn-lint", thinned, ACCOUNT_TEMPLATE)
    findings += judges.asl_validator(given.asl_validator, definition)
    excused = judges.exceptions()
    findings += judges.unexcused(judges.checkov(given.tools / "python", written), excused)
    for finding in findings:
        print(f"{finding.check}  {finding.place}  {finding.says}")
    print(f"cfn-lint ({', '.join(judges.REGIONS)}), asl-validator, checkov: {len(findings)} findings")
    print(f"{len(excused)} exceptions, each with its reason: {judges.EXCEPTIONS}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
