"""Make a JupyterLite of the course: its notebooks and Python in a browser, with nothing to install.

Python itself and the packages in ``pyodide-lock.json``, which is cut out of Pyodide's own, come from
Pyodide's public address when a page is opened.  All else is packed from what is installed here.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from newscase import course
from newscase.authoring.handout import contents

FOLDER = "lite"  # where in the site it lies
RUN = "lite/lab/index.html?path={}"  # what opens a notebook
START = "pyodide.mjs"  # Pyodide's first file
LOCK = Path(__file__).with_name("pyodide-lock.json")
PLACES = ("notebooks/", "exercises/", "data/", "seeds/")  # what a student finds in the browser's folder

# What a student's notebook imports of this package, and what it and the kernel need of others.
_ROOMS = ("__init__.py", "course.py", "files.py", "checking/", "figures/")
_NEEDED = ("tzdata", "jinja2", "ipython", "jedi", "comm", "plotly")
# JupyterLab draws figures with JavaScript of its own; `page` needs plotly.min.js.
_LEFT_OUT = {"..", "labextension", "datasets", "widgetbundle.js", "tests", "stubs", "django-stubs"}
_NOT_PACKED = (".pyc", ".so", ".pyd", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "jupyterlab-plotly", "jupyterlab_pygments")
_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made


def build(folder: Path, out: Path, pyodide: Path | None = None) -> None:
    """Write the JupyterLite of the course in `folder` into `out`.

    With `pyodide`, a folder that holds Pyodide's files, what is there is served from `out` too.

    Raises `CourseError` when JupyterLite stops.
    """
    found = contents(folder)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch)
        for name in found:
            if name.startswith(PLACES):
                path = source / "files" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(found[name])
        loading = {"lockFileURL": "./static/course/pyodide-lock.json", "packages": ["newscase"]}
        kernel = {"loadPyodideOptions": loading}
        if pyodide:
            kernel["pyodideUrl"] = f"./static/pyodide/{START}"
        settings = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
        config = {"appName": "Reading a Crisis with Data", "litePluginSettings": settings}
        config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
        (source / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")
        _run(source, out)
    static = out / "static" / "course"
    static.mkdir(parents=True)
    lock = json.loads(LOCK.read_bytes())
    if pyodide:
        ignored = shutil.ignore_patterns("*.whl", "*.map", "*.html")
        shutil.copytree(pyodide, out / "static" / "pyodide", ignore=ignored)
        for entry in lock["packages"].values():
            served = pyodide / entry["file_name"].rpartition("/")[2]
            if served.is_file():
                shutil.copy(served, static)
                entry |= {"file_name": served.name, "sha256": _digest(served)}
    ours = tuple(f"newscase/{room}" for room in _ROOMS)
    own = {name: content for name, content in found.items() if name.startswith(ours)}
    lock["packages"]["newscase"] = _packed(static, own, {*lock["packages"]})
    (static / LOCK.name).write_text(json.dumps(lock), encoding="utf-8")


def versions() -> dict[str, str]:
    """Return the versions of Python, numpy and pandas in the browser, and of Pyodide, which has them."""
    lock = json.loads(LOCK.read_bytes())
    numpy, pandas = (lock["packages"][name] for name in ("numpy", "pandas"))
    pyodide = numpy["file_name"].partition("/pyodide/v")[2].partition("/")[0]
    known = {"python": lock["info"]["python"], "pyodide": pyodide}
    return {**known, "numpy": numpy["version"], "pandas": pandas["version"]}


def _run(source: Path, out: Path) -> None:
    """Let JupyterLite make the pages of what is in `source`."""
    extensions = Path(sys.prefix, "share", "jupyter", "labextensions")
    options = {"apps": ["lab"], "no_sourcemaps": True, "ignore_sys_prefix": ["federated_extensions"]}
    options["contents"] = ["files"]
    options["federated_extensions"] = [str(extensions / name) for name in _EXTENSIONS]
    config = json.dumps({"LiteBuildConfig": options})
    (source / "jupyter_lite_config.json").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    command += [f"--lite-dir={source}", f"--output-dir={out.resolve()}"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode:
        raise course.CourseError(f"JupyterLite stopped: {(done.stderr or done.stdout).strip()[-300:]}")


def _packed(static: Path, files: dict[str, bytes], left_out: set[str]) -> dict:
    """Pack our files and the pure packages that they and the kernel need; return the entry for the lock."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    # One archive, because the kernel needs nearly all of it; with it, the kernel asks no index for a package.
    browser = {"sys_platform": "emscripten", "python_version": "3.14", "extra": ""}
    left, known = [*_NEEDED], {*left_out}
    while left:
        name = left.pop()
        if name in known:
            continue
        known.add(name)
        package = distribution(name)
        wanted = map(Requirement, package.requires or ())
        left += [canonicalize_name(it.name) for it in wanted if not it.marker or it.marker.evaluate(browser)]
        for file in package.files:
            if not _LEFT_OUT & {*file.parts} and not str(file).endswith(_NOT_PACKED):
                files[file.as_posix()] = Path(file.locate()).read_bytes()
    path = static / "newscase.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    modules = (name.partition("/")[0].removesuffix(".py") for name in files if name.endswith(".py"))
    return {
        "name": "newscase",
        "version": distribution("newscase").version,
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
