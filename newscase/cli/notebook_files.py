"""How the JupyterLab of ``newscase lab`` reads notebooks from the disk."""

import platform

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class NotebookFiles(AsyncLargeFileManager):
    """Jupyter's own file manager, which also says which Python the notebook is about to meet.

    As soon as a kernel has started, JupyterLab writes the kernel's version of Python into the notebook's
    metadata.  A notebook that names another version is then marked as changed although nobody has touched
    it, and the course cannot store a version that is right on every computer.
    """

    async def get(self, path, content=True, *options, **named):
        """Return the model of a file or folder; see `jupyter_server`'s ContentsManager."""
        model = await super().get(path, content, *options, **named)
        if content and model["type"] == "notebook":
            language = model["content"]["metadata"].get("language_info", {})
            if language.get("name") == "python":
                language["version"] = platform.python_version()
        return model
