"""The ``newscase`` command: a module for each subcommand, and `main`, which calls them."""
