"""How long an editor waits: for the start, for findings after an edit, for completion and hover.

python tests/benchmarks/lsp_latency.py

What runs in this process is measured in its own time on the processor, so that others who use the
machine do not count; the conversation with a server is measured by the clock.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from archspec.catalog import shipped
from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.lsp.completion import completions
from archspec.lsp.documents import Document
from archspec.lsp.hover import hover
from archspec.lsp.positions import Text
from archspec.lsp.server import REST, warm
from tests.lsp.client import Editor

ROUNDS = 15
HEAD = "archspec: 1\ninput: [3, 32, 32]\nlayers:\n"
LAYER = "  - conv: {width: 8, kernel: 3, padding: same}\n  - relu\n"


def compiled(text: str) -> object:
    """The network of a text."""
    return compile_source(Source("net.yaml", text))


def check(text: str) -> object:
    """Everything that is to be said about a text, advice too."""
    return Document("", Source("net.yaml", text), Text(text)).findings


def complete(text: str) -> object:
    """The kinds of layers, offered at the end of a text."""
    edited = f"{text}  - co"
    return completions(edited, len(edited))


def explain(text: str) -> object:
    """The first layer of a text that was just edited, and so is checked first."""
    document = Document("", Source("net.yaml", text), Text(text))
    return hover(document, text.index("- ", text.index("\nlayers:")) + 2)


WORK = {"compile": compiled, "and advise": check, "complete": complete, "hover": explain}


def milliseconds(
    work: Callable[[str], object], text: str, clock: Callable[[], float] = time.process_time
) -> float:
    """The median over edits, each of which makes the text another one."""
    return median(_timed(work, f"{text}# {i}\n", clock) for i in range(ROUNDS))


def conversation(text: str) -> tuple[float, float]:
    """The start of the server, and an edit with its findings, over the pipe."""
    started = time.perf_counter()
    editor = Editor()
    start = 1000 * (time.perf_counter() - started)
    editor.open(text)

    def edit(edited: str) -> object:
        editor.change(edited)
        return editor.findings()

    taken = milliseconds(edit, text, time.perf_counter)
    editor.close()
    return start, taken


def _timed(work: Callable[[str], object], text: str, clock: Callable[[], float]) -> float:
    start = clock()
    work(text)
    return 1000 * (clock() - start)


def main() -> None:
    """Prints the medians in milliseconds."""
    warm()
    texts = {name: path.read_text(encoding="utf-8") for name, path in shipped().items()}
    slowest = max(texts, key=lambda name: milliseconds(check, texts[name]))
    chain = {f"{2 * n:,} layers": HEAD + LAYER * n for n in (50, 500)}
    for name, text in {slowest: texts[slowest], "net": texts["net"], **chain}.items():
        figures = {word: milliseconds(work, text) for word, work in WORK.items()}
        print(f"{name:14}", ", ".join(f"{word} {taken:.1f}" for word, taken in figures.items()))
    start, edit = conversation(texts[slowest])
    print(
        f"server: start {start:.0f}, edit to findings {edit:.0f}, {1000 * REST:.0f} of it at rest"
    )


if __name__ == "__main__":
    main()
