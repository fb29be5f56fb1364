"""What a process does beyond computing, seen by Python's audit events, while it is watched.

Source: https://docs.python.org/3/library/audit_events.html. A hook cannot be taken away again, so
there is one, which looks on only within `watched`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

MARK = "zqx7"
"""Stands in everything that a stranger wrote, and nowhere else."""

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
MOVES = {
    "os.rename": (0, 1),
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.mkdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
    "shutil.move": (0, 1),
    "shutil.copyfile": (1,),
}
"""Events that change files, and which of their arguments are the files that change."""

PROGRAMS = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn")
NETWORK = ("socket.connect", "socket.bind", "urllib.Request", "http.client.connect")


@dataclass
class Watch:
    """What was seen that must not be.

    Args:
        inside: the folders in which files may change.
        programs: what may be started: Graphviz, by the interpreter and the script, or by its name.
    """

    inside: tuple[Path, ...]
    programs: tuple[str, ...] = ("child.py", "dot")
    seen: list[str] = field(default_factory=list)

    def event(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Judges one event."""
        if name == "open":
            path, mode, flags = arguments
            writes = any(c in "wax+" for c in mode) if isinstance(mode, str) else flags & WRITES
            self.changes(name, path) if writes else None
        elif name in MOVES:
            for place in MOVES[name]:
                self.changes(name, arguments[place])
        elif name in PROGRAMS or name in NETWORK:
            self.seen.append(f"{name} {arguments!r}")
        elif name == "subprocess.Popen":
            self.starts(arguments[0], arguments[1])
        elif name == "exec":
            self.executes(arguments[0])
        elif name == "pickle.find_class" and MARK in repr(arguments):
            self.seen.append(f"{name} {arguments!r}")

    def changes(self, name: str, path: Any) -> None:
        """A file may change below the folders alone; a descriptor was opened before."""
        if isinstance(path, int) or path is None:
            return
        real = Path(os.path.realpath(os.fsdecode(path)))
        if real != Path(os.devnull) and not any(real.is_relative_to(one) for one in self.inside):
            self.seen.append(f"{name} {real}")

    def starts(self, program: Any, arguments: Any) -> None:
        """Graphviz may start, with no word of a stranger among its arguments."""
        words = [os.fsdecode(program), *map(os.fsdecode, arguments)]
        known = any(Path(word).name in self.programs for word in words)
        if not known or MARK in " ".join(words):
            self.seen.append(f"subprocess {words}")

    def executes(self, code: Any) -> None:
        """No code may be made of a stranger's words."""
        if isinstance(code, CodeType) and MARK in _words(code):
            self.seen.append(f"exec {_words(code)[:300]}")


def _words(code: CodeType) -> str:
    inner = [_words(one) for one in code.co_consts if isinstance(one, CodeType)]
    names = (code.co_filename, code.co_name, *code.co_names, *code.co_varnames)
    texts = [one for one in code.co_consts if isinstance(one, str)]
    return " ".join((*names, *texts, *inner))


_WATCHES: list[Watch] = []


def _hook(name: str, arguments: tuple[Any, ...]) -> None:
    for watch in _WATCHES:
        watch.event(name, arguments)


sys.addaudithook(_hook)


@contextmanager
def watched(*inside: Path) -> Iterator[Watch]:
    """Watches what happens within, in this thread and all others."""
    watch = Watch(tuple(Path(os.path.realpath(one)) for one in inside))
    _WATCHES.append(watch)
    try:
        yield watch
    finally:
        _WATCHES.remove(watch)
