"""How the JupyterLab of ``newscase lab`` reads notebooks from the disk."""

import platform

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class NotebookFiles(AsyncLargeFileManager):
    """Jupyter's own file manager, which also puts this computer's version of Python into a notebook.

    JupyterLab does so when a kernel starts, and then marks a notebook that named another version as changed
    although nobody has touched it.
    """

    async def get(self, path, content=True, *options, **named):
        """Return the model of a file or folder, as the ContentsManager of `jupyter_server` does."""
        model = await super().get(path, content, *options, **named)
        if content and model["type"] == "notebook":
            language = model["content"]["metadata"].get("language_info", {})
            if language.get("name") == "python":
                language["version"] = platform.python_version()
        return model
