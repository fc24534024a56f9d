"""Make a JupyterLite of the course: its notebooks and Python in a browser, with nothing to install.

Python itself and the packages in ``pyodide-lock.json``, which is cut out of Pyodide's own, come from
Pyodide's public address when a notebook is opened.  All else is packed from what is installed here.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newscase.authoring.handout import packed
from newscase.course import CourseError

FOLDER = "lite"  # where in the site it lies
RUN = "lite/lab/index.html?path={}"  # what opens a notebook
START = "pyodide.mjs"  # Pyodide's first file
LOCK = Path(__file__).with_name("pyodide-lock.json")
PLACES = ("notebooks/", "exercises/", "data/", "seeds/")  # what a student finds in the browser's folder

# What a student's notebook imports of this package.
_ROOMS = tuple(
    f"newscase/{room}" for room in ("__init__.py", "course.py", "files.py", "checking/", "figures/")
)
# JupyterLab draws figures with JavaScript of its own; `page` needs plotly.min.js.
_LEFT_OUT = {"..", "labextension", "datasets", "widgetbundle.js", "tests", "stubs", "django-stubs"}
_NOT_PACKED = (".pyc", ".so", ".pyd", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "jupyterlab-plotly", "jupyterlab_pygments")


def build(found: dict[str, bytes], out: Path, pyodide: Path | None = None) -> None:
    """Write a JupyterLite of what students get, `found` by `handout.contents`, into `out`.

    With `pyodide`, a folder that holds Pyodide's files, what is there is served from `out` too.

    Raises `CourseError` when JupyterLite stops.
    """
    kernel = {"loadPyodideOptions": {"lockFileURL": f"./static/course/{LOCK.name}", "packages": ["newscase"]}}
    if pyodide:
        kernel["pyodideUrl"] = f"./static/pyodide/{START}"
    settings = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
    config = {"appName": "Reading a Crisis with Data", "litePluginSettings": settings}
    extensions = Path(sys.prefix, "share", "jupyter", "labextensions")
    options = {"apps": ["lab"], "contents": ["files"], "no_sourcemaps": True}
    options["federated_extensions"] = [str(extensions / name) for name in _EXTENSIONS]
    options["ignore_sys_prefix"] = ["federated_extensions"]  # others of this computer
    with tempfile.TemporaryDirectory() as source:
        for name in found:
            if name.startswith(PLACES):
                write(Path(source, "files", name), found[name])
        config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
        write(Path(source, "jupyter-lite.json"), json.dumps(config).encode())
        write(Path(source, "jupyter_lite_config.json"), json.dumps({"LiteBuildConfig": options}).encode())
        command = [sys.executable, "-m", "jupyterlite_core", "build", f"--output-dir={out.resolve()}"]
        done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"JupyterLite stopped: {(done.stderr or done.stdout).strip()[-300:]}")
    static, lock = out / "static" / "course", json.loads(LOCK.read_bytes())
    packages = lock["packages"]
    if pyodide:
        ignored = shutil.ignore_patterns("*.whl", "*.map", "*.html")
        shutil.copytree(pyodide, out / "static" / "pyodide", ignore=ignored)
        for entry in packages.values():
            served = pyodide / entry["file_name"].rpartition("/")[2]
            if served.is_file():
                write(static / served.name, served.read_bytes())
                entry |= {"file_name": served.name, "sha256": _digest(served)}
    ours = {name: content for name, content in found.items() if name.startswith(_ROOMS)}
    known = {*packages}
    # The kernel needs nearly all of the first; with it, the kernel asks no index for a package.
    needed = ["tzdata", "jinja2", "ipython", "jedi", "comm"]
    packages["newscase"] = _archive(static / "newscase.zip", ours, needed, known)
    # It is fetched when a cell imports it, and then what plotly.express and `show` need with it.
    packages["plotly"] = {**_archive(static / "plotly.zip", {}, ["plotly"], known), "depends": ["pandas"]}
    write(static / LOCK.name, json.dumps(lock).encode())


def write(path: Path, content: bytes) -> None:
    """Write a file of the site, in a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _archive(path: Path, files: dict[str, bytes], needed: list[str], known: set[str]) -> dict:
    """Pack files and what is `needed` but not yet `known` of pure packages; return the entry for the lock."""
    browser = {"sys_platform": "emscripten", "python_version": "3.14", "extra": ""}
    while needed:
        name = needed.pop()
        if name in known:
            continue
        known.add(name)
        package = distribution(name)
        wanted = map(Requirement, package.requires or ())
        wanted = (one for one in wanted if not one.marker or one.marker.evaluate(browser))
        needed += [canonicalize_name(one.name) for one in wanted]
        for file in package.files:
            if not _LEFT_OUT & {*file.parts} and not str(file).endswith(_NOT_PACKED):
                files[file.as_posix()] = Path(file.locate()).read_bytes()
    write(path, packed(files, top=""))
    modules = (name.partition("/")[0].removesuffix(".py") for name in files if name.endswith(".py"))
    return {
        "name": path.stem,
        "version": distribution(path.stem).version,
        "file_name": path.name,
        "install_dir": "site",
        "sha256": _digest(path),
        "package_type": "package",
        "imports": sorted({*modules}),
        "depends": [],
        "unvendored_tests": False,
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
