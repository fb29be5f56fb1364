"""How much longer a check takes when a file is twice as long, for files of several forms.

python tests/benchmarks/doubling.py [WORD…]

Right files and wrong ones, each once and doubled, in CPU time of this process; a form that takes
more than 2.5 times for twice the file grows faster than the file does. With words, only the forms
that have one in their name.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

from archspec.checking import findings, of_variants
from archspec.diagnostics import Source

ROUNDS: Final = 3
LIMIT: Final = 2.5
HEAD: Final = "archspec: 1\ninput: [8, 32, 32]\n"
CONV: Final = "conv: {width: 8, kernel: 3, padding: same}"
DEPTH: Final = 30


def lines(form: str, n: int) -> str:
    """A line for each number: NUM stands for it, NEXT for the one after it."""
    one = (form.replace("NUM", str(i)).replace("NEXT", str(i + 1)) for i in range(n))
    return "".join(f"{line}\n" for line in one)


def layers(form: str, n: int, above: str = "") -> str:
    """A file of that many layers, with something above them."""
    return f"{HEAD}{above}layers:\n{lines(f'  - {form}', n)}"


def nested(n: int) -> str:
    """Residuals in residuals, thirty deep, that many times."""
    opening = "".join(f"{'    ' * depth}  - residual:\n" for depth in range(DEPTH))
    return f"{HEAD}layers:\n{(opening + '    ' * DEPTH + f'  - relu{chr(10)}') * n}"


def names(n: int) -> str:
    """Each layer names the one before."""
    named = lines("  - relu: {from: lNUM, name: lNEXT}", n)
    return f"{HEAD}layers:\n  - relu: {{name: l0}}\n{named}"


def branches(n: int) -> str:
    """One layer with that many paths."""
    paths = lines(f"        pNUM: [{CONV}]", n)
    return f"{HEAD}layers:\n  - branches:\n      merge: add\n      paths:\n{paths}"


def parameters(n: int) -> str:
    """Each parameter is the one before."""
    params = f"params:\n  p0: 1\n{lines('  pNEXT: $pNUM', n)}"
    return layers(f"conv: {{width: $p{n}, kernel: 1}}", 1, params)


def variants(n: int) -> str:
    """Each with its own width."""
    above = f"params: {{w: 8}}\nvariants:\n{lines('  vNUM: {w: NEXT}', n)}"
    return layers("conv: {width: $w, kernel: 1}", 1, above)


def blocks(n: int) -> str:
    """Each called once."""
    return layers("bNUM", n, f"blocks:\n{lines('  bNUM: {layers: [relu]}', n)}")


def outputs(n: int) -> str:
    """Each layer is one."""
    return layers("relu: {name: lNUM}", n) + f"outputs:\n{lines('  oNUM: lNUM', n)}"


def long_list(n: int) -> str:
    """A parameter of which one item is used."""
    params = f"params: {{widths: [{', '.join(['8'] * n)}]}}\n"
    return layers("conv: {width: '$widths[0]', kernel: 1}", 1, params)


def unknown_fields(n: int) -> str:
    """All in one layer."""
    fields = ", ".join(f"field{i}: 1" for i in range(n))
    return layers(f"conv: {{width: 8, {fields}}}", 1)


def unused_blocks(n: int) -> str:
    """None is called."""
    return layers("relu", 1, f"blocks:\n{lines('  bNUM: {layers: [relu]}', n)}")


FORMS: Final[dict[str, tuple[int, Callable[[int], str]]]] = {
    "convolutions": (4_000, lambda n: layers(CONV, n)),
    "a repeat": (20_000, lambda n: layers(f"repeat: {{times: {n}, layers: [relu]}}", 1)),
    "deep nesting": (60, nested),
    "branches": (800, branches),
    "names": (2_000, names),
    "parameters": (4_000, parameters),
    "variants": (100, variants),
    "blocks": (1_000, blocks),
    "outputs": (1_000, outputs),
    "a long list": (20_000, long_list),
    "comments": (20_000, lambda n: f"{HEAD}{lines('# why, NUM times', n)}layers: [relu]\n"),
    "a comment a layer": (4_000, lambda n: layers("relu  # the one before NEXT", n)),
    "wrong: names": (1_000, lambda n: layers("add: {with: none_NUM}", n)),
    "wrong: fields": (4_000, unknown_fields),
    "wrong: kinds": (1_000, lambda n: layers("kind_NUM", n)),
    "wrong: parameters": (1_000, lambda n: layers("conv: {width: $w_NUM, kernel: 1}", n)),
    "wrong: blocks": (1_000, unused_blocks),
    "wrong: values": (1_000, lambda n: layers("conv: {width: w_NUM, kernel: 1}", n)),
    "wrong: keys": (2_000, lambda n: f"{layers('relu', 1)}{lines('key_NUM: 1', n)}"),
    "wrong: sizes": (1_000, lambda n: layers("conv: {width: 8, kernel: 99}", n)),
}


def seconds(text: str) -> tuple[float, int]:
    """CPU time of a check with all variants, and how much it found."""
    source, taken = Source("form.yaml", text), []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        found = findings(source)
        found += tuple(of_variants(source, (), found))
        taken.append(time.process_time() - start)
    return median(taken), len(found)


def measured(words: list[str]) -> Iterator[str]:
    """A line for each form: its time, how that grows, and how much is found."""
    for name, (n, form) in FORMS.items():
        if words and not any(word in name for word in words):
            continue
        (once, found), (twice, _) = seconds(form(n)), seconds(form(2 * n))
        grows = "  GROWS FASTER" if twice / once > LIMIT else ""
        yield f"{name:18} {n:>6,} {once:6.3f} s  ×{twice / once:4.2f}  {found:>5,} found{grows}"


def main() -> None:
    """Prints the lines as they come."""
    findings(Source("warm.yaml", layers(CONV, 2)))
    for line in measured(sys.argv[1:]):
        print(line, flush=True)


if __name__ == "__main__":
    main()
