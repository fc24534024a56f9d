"""Imports point one way, so that a change is looked for downwards only."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "newscase"

# What each part may import of the others.  A module at the top of the package is a part by itself.
MAY_IMPORT = {
    "files": set(),
    "course": set(),
    "figures": {"course", "files"},
    "checking": {"course", "files"},
    "authoring": {"course", "files", "checking", "figures"},
    "sandbox": set(),
    "execute": {"sandbox", "checking"},
    "pytest_plugin": {"course", "files", "checking", "execute", "sandbox"},
    "grade": {"course", "files", "checking", "pytest_plugin", "execute", "sandbox"},
    "__init__": set(),
    "__main__": {"cli"},
}
# The commands may use everything.
MAY_IMPORT["cli"] = {*MAY_IMPORT}


def imported(module):
    """Return the parts of the package that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name.split(".")[1] for name in names if name.startswith("newscase."))


def test_a_module_imports_only_what_lies_below_it():
    for module in PACKAGE.rglob("*.py"):
        part = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
        assert set(imported(module)) <= MAY_IMPORT[part] | {part}, module


def test_every_part_has_its_place():
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py"}
    parts |= {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert parts == set(MAY_IMPORT)
