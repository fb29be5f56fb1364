"""Which layer stands in the way of an export, and where it was written."""

import re
from collections.abc import Callable, Iterable, Iterator

from torch.export import ExportedProgram
from torch.utils.hooks import RemovableHandle

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.graph import Graph


def cannot_export(graph: Graph, path: str, why: str, helps: tuple[Help, ...] = ()) -> Failure:
    """A540 at the line of a layer; of the network as a whole, where no layer has that path."""
    node = next((node for node in graph.nodes if node.path == path), None)
    where = f"layer `{path}`" if node else "network"
    message = f"torch cannot export the {where}"
    span = node.origin.span if node else None
    return Failure([Diagnostic("A540", message, span, notes=(why,), helps=helps)])


def run_again(run: Callable[[], object], hooks: Iterable[RemovableHandle]) -> None:
    """Runs what has failed, and fails again, while hooks watch, which are taken away then."""
    try:
        run()
    except Exception:  # noqa: S110  it is the same one
        pass
    finally:
        for hook in hooks:
            hook.remove()


def translated_last(program: ExportedProgram, error: BaseException) -> str:
    """The path of the layer whose operation the error of a translation names, if it names one."""
    said = " ".join(map(str, _causes(error)))
    named = {name: i for i, name in enumerate(re.findall(r"%(\w+)", said))}
    if not named:
        return ""
    # Translations take composed operations apart first, and speak of what is then there.
    nodes = [*program.graph.nodes, *program.run_decompositions().graph.nodes]
    known = [node for node in nodes if node.name in named and node.meta.get("nn_module_stack")]
    if not known:
        return ""
    first = min(known, key=lambda node: named[node.name])
    path, _ = list(first.meta["nn_module_stack"].values())[-1]
    return str(path)


def first_line(error: BaseException) -> str:
    r"""What the error at the root of an error says first.

    >>> first_line(ValueError("no such axis\nsee the documentation")), first_line(KeyError())
    ('no such axis', 'KeyError')
    """
    root = list(_causes(error))[-1]
    return next(iter(str(root).strip().splitlines()), type(root).__name__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came of, and so on to its root."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__
