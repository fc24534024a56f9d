"""Runs the cells of a student's notebook in a process of its own, a worker.

nbval talks to a `worker_kernel`, which talks over a `channel` to a `worker`.  That is forked from a process
that has imported the libraries (`fork_client` asks the `fork_server` for it), or, where that is not possible,
a `fresh` Python.  In a sandbox the fork server runs inside, and each fork confines itself further.
"""
