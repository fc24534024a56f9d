"""``python -m casebook`` is the ``casebook`` command."""

import sys

from casebook.commands.main import main

sys.exit(main())
