"""Check answers and draw figures in the course *Reading a Crisis with Data*.

A lesson needs two names, ``check`` and ``show``.  A solution notebook needs two more,
``finding`` and ``slip``, which say what a right answer teaches and which mistakes are known.
"""

from casebook.checking.check import check
from casebook.checking.record import finding, slip
from casebook.figures.show import show

__all__ = ["check", "finding", "show", "slip"]
