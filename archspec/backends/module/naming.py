"""Whether every name of a graph can be a module's, asked once more where names meet torch."""

from archspec.diagnostics import Diagnostic, Failure
from archspec.graph import Graph
from archspec.graph.names import unusable, unusable_input


def check_names(graph: Graph) -> None:
    """Nothing, where every layer, scope and input has a name that a module can have.

    A file with another one is refused long before; a graph may be made without a file.

    Raises:
        Failure: A303, one for each name.
    """
    paths = [*(node.path for node in graph.nodes), *graph.scopes]
    names = {name: unusable(name) for path in paths for name in path.split(".")}
    names.update((one.name, unusable_input(one.name)) for one in graph.inputs)
    reasons = {name: why for name, why in sorted(names.items()) if why}
    if reasons:
        raise Failure(
            Diagnostic("A303", f"`{name}` cannot be the name of a module", notes=(why,))
            for name, why in reasons.items()
        )
