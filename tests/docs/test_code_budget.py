"""The code keeps to its budget: short functions, short files.

What counts are lines with code on them; blanks, comments and docstrings cost nothing. Migrations
are excepted, for the first one makes every table.
"""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("bot", "handlers", "storage", "desk", "knowledge")
MOST_IN_FUNCTION, MOST_IN_FILE = 40, 400
SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def code_lines(source: str, tree: ast.Module) -> set[int]:
    """The numbers of lines that carry code."""
    carrying: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SILENT:
            carrying.update(range(token.start[0], token.end[0] + 1))
    return carrying - set(_docstring_lines(tree))


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    """Strings that stand by themselves: docstrings, and those below a constant."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def too_long(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    carrying = code_lines(source, tree)
    where = path.relative_to(ROOT)
    if len(carrying) > MOST_IN_FILE:
        yield f"{where} has {len(carrying)} lines of code"
    for node in ast.walk(tree):
        if isinstance(node, Function):
            own = carrying & set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            if len(own) > MOST_IN_FUNCTION:
                yield f"{where}:{node.lineno} {node.name} has {len(own)} lines of code"


@pytest.mark.parametrize("floor", FLOORS)
def test_no_function_has_over_40_lines_of_code_and_no_file_over_400(floor):
    files = [path for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts]
    assert files
    assert [fault for path in files for fault in too_long(path)] == []


def test_blanks_comments_and_docstrings_cost_nothing():
    source = '"""Why?\n\nSo."""\n\nLIMIT = 3\n"""Of what."""\n\n\ndef f():\n    # how\n    return (\n        1\n    )\n'
    assert code_lines(source, ast.parse(source)) == {5, 9, 11, 12, 13}
