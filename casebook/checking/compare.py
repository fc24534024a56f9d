"""Decide whether two values are the same answer, and say in a sentence what differs.

Both values are in the plain form of `casebook.checking.values`.  A sentence shows the student's
value and never the expected one.
"""

from dataclasses import asdict, dataclass

from casebook.checking.matching import SEQUENCES, cell, cells, close, item, nearest, same, unmatched
from casebook.checking.figures import figure_difference
from casebook.checking.rows import Rows, rows_difference
from casebook.checking.wording import ONE, show
