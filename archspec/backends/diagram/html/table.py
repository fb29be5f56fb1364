"""The layers of a page as a table, for those who hear it, print it or copy from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from archspec.backends.diagram.html.subjects import Subject, percent
from archspec.backends.diagram.scene.svg import safe

COLUMNS = ("takes", "gives", "parameters", "MACs", "sees")


def table(paths: Iterable[str], subjects: Mapping[str, Subject]) -> Iterator[str]:
    """The rows of HTML for these paths, in their order."""
    listed = [subjects[path] for path in dict.fromkeys(paths)]
    yield f"<details><summary>Table of {_count(listed)}</summary><div><table>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("layer", "path", *COLUMNS))
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    yield from map(_row, listed)
    yield "</tbody></table></div></details>"


def _count(listed: Sequence[Subject]) -> str:
    """How many layers a table has, and how many scopes that stand in one row.

    A scope says how many layers it holds, and a layer does not.
    """
    scopes = sum(1 for one in listed if any(fact.word == "layers" for fact in one.facts))
    layers = len(listed) - scopes
    said = [(layers, "layer"), (scopes, "folded scope")]
    texts = [f"{n:,} {word}{'s' * (n != 1)}" for n, word in said if n]
    return " and ".join(texts) or "0 layers"


def _row(subject: Subject) -> str:
    facts = {fact.word: fact for fact in subject.facts}
    cells = [f'<th scope="row">{safe(subject.title)}</th><td>{safe(subject.path)}</td>']
    for word in COLUMNS:
        fact = facts.get(word)
        share = f" ({percent(fact.share)})" if fact and fact.share is not None else ""
        cells.append(f"<td>{safe(fact.text + share) if fact else ''}</td>")
    return f"<tr>{''.join(cells)}</tr>"
