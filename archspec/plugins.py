"""Code of others that was let in: installed with an entry point, registered, or named as a file.

It is code, which may do anything that Python can, so that only the person at this machine lets it
in: by installing it, by calling `archspec.register`, or by `--plugin FILE`. What a spec, a run's
folder or a checkpoint says never loads any of it.
"""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Failure, Help

HOW: Final = Help("docs/extending.md shows a plug-in that works")

_admitted: set[str] = set()
_allowed: set[str] = set()
_files: set[str] = set()


def admit(module: str) -> None:
    """Lets layers become classes and functions of the package that a module is in."""
    _admitted.add(module.partition(".")[0])


def is_admitted(target: str) -> bool:
    """Whether a dotted path is of a package that was let in.

    >>> is_admitted("os.system")
    False
    """
    return target.partition(".")[0] in _admitted


def allow(package: str) -> None:
    """Lets specs name the classes of a package."""
    _allowed.add(package)
    _admitted.add(package.partition(".")[0])


def is_allowed(target: str) -> bool:
    """Whether a spec may name a class by that path: a package that it is in was let in.

    >>> is_allowed("torch.nn.Mish")
    False
    """
    parts = target.split(".")
    return any(".".join(parts[:i]) in _allowed for i in range(1, len(parts)))


def disallow(package: str) -> None:
    """Takes that back."""
    _allowed.discard(package)


def allowed() -> frozenset[str]:
    """The packages whose classes specs may name."""
    return frozenset(_allowed)


def load_file(path: Path) -> ModuleType:
    """The module of a file, which is run; the same one where that has been done.

    Raises:
        Failure: A530 where there is no such file, where its name is another module's, or where it
            fails.
    """
    name = path.stem
    if not path.is_file():
        raise unusable(f"there is no file `{path}`")
    if not name.isidentifier() or path.suffix != ".py":
        raise unusable(f"`{path}` cannot be imported: a module is `letters_and_digits.py`")
    known = sys.modules.get(name)
    if known is not None and Path(getattr(known, "__file__", None) or "").resolve() == (
        path.resolve()
    ):
        return known
    other = importlib.util.find_spec(name) if known is None else None
    # The folder that Python starts in may be searched, and then it finds this very file.
    same = other is not None and other.origin and Path(other.origin).resolve() == path.resolve()
    if known is not None or (other is not None and not same):
        raise unusable(f"`{path}` has the name of the module `{name}`, which is another")
    return _run(name, path)


def _run(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018  it ends in .py
    module = importlib.util.module_from_spec(spec)
    # Layers name their classes by this path, and it is resolved when they are built.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Failure:
        del sys.modules[name]
        raise
    except Exception as error:  # whatever somebody's code raises
        del sys.modules[name]
        raise unusable(f"`{path}` cannot be run", told(error, path)) from error
    admit(name)
    _files.add(name)
    return module


def unload_files() -> None:
    """Forgets the modules of files, so that others may have their names."""
    for name in _files:
        sys.modules.pop(name, None)
        _admitted.discard(name)
    _files.clear()


def told(error: BaseException, path: Path) -> str:
    """What was raised, and the last line of a file that led to it."""
    line, place = None, error.__traceback__
    while place is not None:
        if Path(place.tb_frame.f_code.co_filename).resolve() == path.resolve():
            line = place.tb_lineno
        place = place.tb_next
    line = getattr(error, "lineno", line)
    where = f"line {line}: " if line else ""
    return f"{where}{type(error).__name__}: {error}"


def unusable(message: str, *notes: str) -> Failure:
    """A530: what makes a plug-in useless."""
    return Failure([Diagnostic("A530", message, notes=notes, helps=(HOW,))])


def offered(group: str) -> Iterator[Any]:
    """What installed packages offer under a group of entry points, each loaded.

    Raises:
        Failure: A530 where one cannot be loaded.
    """
    if not _is_offered(group):
        return
    from importlib.metadata import entry_points

    for entry in entry_points(group=group):
        try:
            found = entry.load()
        except Failure:
            raise
        except Exception as error:  # whatever somebody's code raises
            fact = f"the plug-in `{entry.value}`, which is installed, cannot be loaded"
            raise unusable(fact, f"{type(error).__name__}: {error}") from error
        admit(entry.module)
        yield found


def _is_offered(group: str) -> bool:
    """Whether any package installed offers something under a group.

    Loading `importlib.metadata` takes a tenth of a check, so that its files are looked at first.
    """
    word = f"[{group}]".encode()
    for folder in sys.path:
        try:
            found = Path(folder or ".").glob("*-info/entry_points.txt")
            if any(word in path.read_bytes() for path in found):
                return True
        except OSError:
            continue
    return False
