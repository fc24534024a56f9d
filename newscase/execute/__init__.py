"""Runs the cells of a student's notebook in a process of its own, a worker.

`worker_kernel` is what nbval talks to; `worker` is the process at the other end, over one socket
(`channel`).  A worker is forked from a process that has imported the libraries already (`fork_server`,
reached by `fork_client`); where that is impossible it is a `fresh` Python process, and
`fork_support.why_not` says why.  In a sandbox (`newscase.sandbox`) the fork server runs inside, and each
fork confines itself before it runs students' code.
"""
