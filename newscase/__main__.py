"""``python -m newscase`` is the ``newscase`` command."""

import sys

from newscase.cli.main import main

sys.exit(main())
