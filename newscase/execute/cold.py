"""Start a kernel in a process of its own: ``python -m newscase.execute.cold -f CONNECTION``."""

import json
import os
import sys
from pathlib import Path


def main() -> None:
    """Be the kernel of a connection file, as long as the process that asked for it lives."""
    from newscase.execute import imports

    os.environ.update(imports.ONE_THREAD)
    with imports.without_needless():
        with imports.without_collecting():
            from ipykernel.parentpoller import ParentPollerUnix, ParentPollerWindows

            from newscase.execute import preload
            from newscase.execute.worker import Kernel

            preload.libraries()
        # As jupyter_client gives them to a kernel that it starts, and as ipykernel uses them.
        parent, interrupt = (
            int(os.environ.get(name, 0)) for name in ("JPY_PARENT_PID", "JPY_INTERRUPT_EVENT")
        )
        if sys.platform == "win32":
            ParentPollerWindows(interrupt, parent).start()
        elif parent > 1:
            ParentPollerUnix(parent).start()
        Kernel(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")), {}).serve()


if __name__ == "__main__":
    # As ipykernel_launcher does: a file in the notebook's folder must not stand in for a library.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]
    main()
