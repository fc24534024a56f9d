"""Make a JupyterLite of the course: its notebooks and Python in a browser, with nothing to install.

Python itself and the packages in ``pyodide-lock.json``, which is cut out of Pyodide's own, come from
Pyodide's public address when a page is opened.  All else is packed from what is installed here.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from newscase import course
from newscase.authoring.handout import TOP, handout

FOLDER = "lite"  # where in the site it lies
RUN = "lite/lab/index.html?path={}"  # what opens a notebook
START = "pyodide.mjs"  # Pyodide's first file
LOCK = Path(__file__).with_name("pyodide-lock.json")
PLACES = ("notebooks", "exercises", "data", "seeds")  # what a student finds in the browser's folder

_PACKAGE = Path(course.__file__).parent
# What a student's notebook imports of this package, and what it and the kernel import of others.
_ROOMS = ("__init__.py", "course.py", "files.py", "checking", "figures")
_NEEDED = {"newscase": ("tzdata", "jinja2"), "kernel": ("ipython", "jedi", "comm", "plotly")}
# JupyterLab draws figures with JavaScript of its own; `page` needs plotly.min.js.
_LEFT_OUT = {"..", "labextension", "datasets", "widgetbundle.js", "tests", "stubs", "django-stubs"}
_NOT_PACKED = (".pyc", ".so", ".pyd", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "jupyterlab-plotly", "jupyterlab_pygments")
_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made


def build(folder: Path, out: Path, pyodide: Path | None = None) -> None:
    """Write the JupyterLite of the course in `folder` into `out`, which is emptied first.

    With `pyodide`, a folder that holds Pyodide's files, what is there is served from `out` too.

    Raises `CourseError` when JupyterLite stops.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch)
        with zipfile.ZipFile(io.BytesIO(handout(folder))) as archive:
            for name in archive.namelist():
                path = source / "files" / Path(name).relative_to(TOP)
                if path.relative_to(source / "files").parts[0] in PLACES:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(archive.read(name))
        kernel = {"loadPyodideOptions": {"lockFileURL": "./static/course/pyodide-lock.json"}}
        if pyodide:
            kernel["pyodideUrl"] = f"./static/pyodide/{START}"
        settings = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
        config = {"appName": "Reading a Crisis with Data", "litePluginSettings": settings}
        config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
        (source / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")
        _run(source, out)
    if pyodide:
        ignored = shutil.ignore_patterns("*.whl", "*.map", "*.html")
        shutil.copytree(pyodide, out / "static" / "pyodide", ignore=ignored)
    static = out / "static" / "course"
    static.mkdir(parents=True)
    lock = json.loads(LOCK.read_bytes())
    for entry in lock["packages"].values() if pyodide else ():
        served = pyodide / entry["file_name"].rpartition("/")[2]
        if served.is_file():
            shutil.copy(served, static)
            entry |= {"file_name": served.name, "sha256": _digest(served)}
    lock["packages"] |= dict(_packed(static, {*lock["packages"]}))
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
    shutil.rmtree(out, ignore_errors=True)
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


def _packed(static: Path, done: set[str]) -> Iterator[tuple[str, dict]]:
    """Pack this package and the pure ones that it and the kernel need; yield each one's entry in the lock."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    files = {path.relative_to(_PACKAGE.parent).as_posix(): path for path in _own_files()}
    yield "newscase", _wheel(static, "newscase", distribution("newscase").version, files, _NEEDED["newscase"])
    left = [name for names in _NEEDED.values() for name in names]
    browser = {"sys_platform": "emscripten", "python_version": "3.14", "extra": ""}
    while left:
        name = left.pop()
        if name in done:
            continue
        done.add(name)
        package = distribution(name)
        wanted = map(Requirement, package.requires or ())
        needs = [canonicalize_name(it.name) for it in wanted if not it.marker or it.marker.evaluate(browser)]
        parts = (file for file in package.files if not _LEFT_OUT & {*file.parts})
        files = {file.as_posix(): Path(file.locate()) for file in parts}
        yield name, _wheel(static, name, package.version, files, needs)
        left += needs


def _own_files() -> Iterator[Path]:
    for room in _ROOMS:
        path = _PACKAGE / room
        yield from path.rglob("*.*") if path.is_dir() else [path]


def _wheel(static: Path, name: str, version: str, files: dict[str, Path], needs: Iterator[str]) -> dict:
    """Write a wheel of these files and return its entry in the lock."""
    stem = f"{name.replace('-', '_')}-{version}"
    path = static / f"{stem}-py3-none-any.whl"
    marks = f"{stem}.dist-info/"
    contents = {f"{marks}METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()}
    for at, file in files.items():
        module, installed, mark = at.partition(".dist-info/")
        if not at.endswith(_NOT_PACKED):
            contents[f"{marks}{mark}" if installed else module] = file.read_bytes()
    contents[f"{marks}WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as archive:
        for at, content in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(at, _DATE), content, zipfile.ZIP_DEFLATED)
    tops = {Path(at).parts[0].removesuffix(".py") for at in contents if at.endswith(".py")}
    return {
        "name": name,
        "version": version,
        "file_name": path.name,
        "install_dir": "site",
        "sha256": _digest(path),
        "package_type": "package",
        "imports": sorted(tops),
        "depends": sorted(needs),
        "unvendored_tests": False,
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
