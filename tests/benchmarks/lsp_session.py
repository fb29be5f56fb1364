"""CPU time of the language server itself for what an editor asks, over a real conversation.

python tests/benchmarks/lsp_session.py [SPEC] [--against FOLDER]

The server runs as an editor starts it, and is asked over its pipe. What counts is the time that its
process spends on the processor from a question to the end of its answer, so that others who use the
machine do not count. With --against, another checkout answers the same questions in turn, about
the spec as that checkout has it: an older one may not know what a newer spec says.

Against commit 0e08798, which collected after each answer, an edit of one layer of the largest spec
took 0.37 to 0.49 of its time, another name 0.29 to 0.38 and a comment 0.07 to 0.09, in three
sessions. An edit that changes an argument of every block took 0.50 to 0.77: what mentions that
argument is worked out anew.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from archspec.catalog import shipped
from tests.lsp.client import URI, Editor

ROUNDS: Final = 9
LARGEST: Final = "maxvit"
QUIET: Final = 0.2
"""Seconds after which a server has put away what an answer left behind."""


class Session:
    """One server with a spec open in it."""

    def __init__(self, folder: Path, text: str):
        os.environ["PYTHONPATH"] = str(folder)
        self.editor, self.text = Editor(folder=folder), text
        self.editor.open(text)
        self.count = 0

    def spent(self) -> float:
        """CPU time of the server so far, in milliseconds; Linux's clock of another process."""
        return 1000 * time.clock_gettime(~self.editor.process.pid << 3 | 2)

    def taken(self, act: Callable[["Session"], object]) -> float:
        """What an act costs the server, with what it does behind its answer."""
        self.count += 1
        before = self.spent()
        act(self)
        time.sleep(QUIET)
        return self.spent() - before

    def change(self, text: str) -> None:
        """Sends a text, and waits for what is wrong with it."""
        self.editor.change(text)
        self.editor.findings()

    @property
    def layer(self) -> tuple[int, int]:
        """Line and character of the last layer that is written in a line of its own."""
        lines = self.text.splitlines()
        line = max(i for i, one in enumerate(lines) if one.lstrip().startswith("- "))
        return line, lines[line].index("- ") + 2


def layer(session: Session) -> None:
    """Another number in one layer, as somebody types it."""
    session.change(session.text.replace("width: $stem", f"width: {64 + session.count}", 1))


def everywhere(session: Session) -> None:
    """Another argument of every block: the network is another one, of the same costs."""
    session.change(session.text.replace("drop: 0.2", f"drop: 0.2{session.count}", 1))


def word(session: Session) -> None:
    """Another name of the whole."""
    session.change(session.text.replace("name: ", f"name: net_{session.count}_", 1))


def comment(session: Session) -> None:
    """Other comments above everything, so that every line moves."""
    session.change("# why\n" * (1 + session.count % 3) + session.text)


def hover(session: Session) -> None:
    """The figures of a layer."""
    session.editor.about("hover", *session.layer)


def complete(session: Session) -> None:
    """The kinds of layers."""
    session.editor.about("completion", *session.layer)


def outline(session: Session) -> None:
    """The parts of the file."""
    session.editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}})


def formatted(session: Session) -> None:
    """The file in its one form."""
    options = {"tabSize": 2, "insertSpaces": True}
    session.editor.ask(
        "textDocument/formatting", {"textDocument": {"uri": URI}, "options": options}
    )


ACTS: Final = (layer, everywhere, word, comment, hover, complete, outline, formatted)


def measured(sessions: dict[str, Session]) -> dict[str, dict[str, float]]:
    """The median of each act, by server; the servers take turns."""
    found: dict[str, dict[str, list[float]]] = {}
    for act in ACTS:
        rows = found.setdefault(act.__name__, {name: [] for name in sessions})
        for _ in range(ROUNDS):
            for name, session in sessions.items():
                rows[name].append(session.taken(act))
    return {act: {name: median(ms) for name, ms in row.items()} for act, row in found.items()}


def main() -> None:
    """Prints a line for each act: milliseconds, and the ratio of the first server to the second."""
    words = sys.argv[1:]
    against = words[words.index("--against") + 1] if "--against" in words else None
    spec = words[0] if words and not words[0].startswith("-") else LARGEST
    path = shipped()[spec]
    if against:
        path = Path(against, "specs", path.name)
    text = path.read_text(encoding="utf-8")
    folders = {"here": str(Path(__file__).parents[2]), **({"there": against} if against else {})}
    sessions = {name: Session(Path(folder), text) for name, folder in folders.items()}
    starts = {name: session.spent() for name, session in sessions.items()}
    for act, row in {"start and open": starts, **measured(sessions)}.items():
        ratio = f"  {row['here'] / row['there']:.2f}" if against else ""
        print(f"{act:14}", "  ".join(f"{name} {ms:6.1f} ms" for name, ms in row.items()), ratio)
    for session in sessions.values():
        session.editor.close()


if __name__ == "__main__":
    main()
