"""Ask a worker as nbval does."""

from newscase.execute.worker_kernel import WorkerKernel


def run(kernel: WorkerKernel, code: str, question: str | None = None, timeout: float = 30) -> list[dict]:
    """Run code; return the contents of its outputs.  The answer to the question is the kernel's."""
    kernel.question = question
    kernel.await_reply(kernel.execute_cell_input(code), timeout)
    return outputs(kernel)


def outputs(kernel: WorkerKernel) -> list[dict]:
    """Return the contents of a cell's messages until it is idle."""
    contents = []
    while (message := kernel.get_message("iopub", timeout=30))["msg_type"] != "status":
        contents.append(message["content"])
    return contents


def value(kernel: WorkerKernel, expression: str) -> object:
    """Return the value of an expression, a number or a text."""
    run(kernel, "", expression)
    return kernel.answer["value"]["value"]
