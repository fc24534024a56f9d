"""Check answers and draw figures in the course *Reading a Crisis with Data*.

A lesson needs two names, ``check`` and ``show``, and the last lesson ``page``.  A solution notebook needs
two more, ``finding`` and ``slip``, which say what a right answer teaches and which mistakes are known.
"""

import importlib

_HOMES = {
    "check": "newscase.checking.check",
    "finding": "newscase.authoring.statements",
    "page": "newscase.figures.page",
    "show": "newscase.figures.show",
    "slip": "newscase.authoring.statements",
}

__all__ = ["check", "finding", "page", "show", "slip"]


def __getattr__(name: str) -> object:
    # The commands and the pytest plugin live in this package too, and need neither pandas nor plotly.
    if name not in _HOMES:
        raise AttributeError(f"newscase has no {name}")
    return getattr(importlib.import_module(_HOMES[name]), name)
