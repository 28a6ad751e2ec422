"""Would the tests notice if the trade's rules were wrong?

Small faults are put into the rules one by one, and the tests of `tests/desk` are run against each.
Works in a copy, so that the working tree stays as it is. Run `make mutate`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = ("desk/ticket.py", "desk/sla.py", "desk/business_hours.py")
LEAST = 85
"""Percent of the faults of each module that must be noticed."""

NEEDED = ("desk", "knowledge", "tests/desk", "tests/__init__.py", "tests/nouns.py")

_SETTINGS = f"""
[tool.mutmut]
source_paths = ["desk"]
only_mutate = {json.dumps(RULES)}
also_copy = ["knowledge", "tests"]
pytest_add_cli_args = [
    "-q", "-x", "-p", "no:cacheprovider",
    "--ignore=tests/desk/actions", "--ignore=tests/desk/test_zones.py",
]
pytest_add_cli_args_test_selection = ["tests/desk"]
use_git_change_detection = false
timeout_multiplier = 5.0
track_dependencies = false

[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""

_CONFTEST = """
from hypothesis import HealthCheck, settings

settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutants")
"""
"""A test that is slow on a busy machine has not noticed anything."""

NOTICED = {"killed", "timeout", "caught by type check"}


def copy_to(folder: Path) -> None:
    """Copy what the tests of the rules need, and how mutmut is to go about it."""
    for name in NEEDED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (folder / "pyproject.toml").write_text(_SETTINGS)
    (folder / "tests" / "conftest.py").write_text(_CONFTEST)


def mutmut(folder: Path, *words: str) -> str:
    """Run mutmut in the copy; its progress goes to the terminal when it is asked to run."""
    command = [str(Path(sys.executable).parent / "mutmut"), *words]
    piped = None if words[0] == "run" else subprocess.PIPE
    done = subprocess.run(command, cwd=folder, stdout=piped, text=True, check=words[0] != "run")
    return done.stdout or ""


def verdicts(results: str) -> Iterator[tuple[str, str, str]]:
    """Give the module, the name and the verdict of each mutant."""
    for line in results.splitlines():
        name, _, verdict = line.strip().rpartition(": ")
        if name:
            yield name.partition(".x")[0], name, verdict


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="firstline-mutants-") as name:
        folder = Path(name)
        copy_to(folder)
        mutmut(folder, "run", "--max-children", os.environ.get("WORKERS", "2"))
        found = list(verdicts(mutmut(folder, "results", "--all", "true")))
    worst = 100.0
    for module in (rule.removesuffix(".py").replace("/", ".") for rule in RULES):
        counts = Counter(verdict in NOTICED for of, _, verdict in found if of == module)
        share = 100 * counts[True] / max(1, counts.total())
        worst = min(worst, share)
        print(f"{module}: {counts[True]} of {counts.total()} faults noticed, {share:.1f} %")
    left = [name for of, name, verdict in found if verdict not in NOTICED]
    print(f"not noticed: {' '.join(left)}" if left else "all noticed")
    return 0 if worst >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
