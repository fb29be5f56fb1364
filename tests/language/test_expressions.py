"""Expressions: what Python computes, within bounds, and nothing else."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.language.expressions.expression_error import ExpressionError
from archspec.language.expressions.expressions import evaluate, mentions
from archspec.language.expressions.frozen import frozen
from archspec.language.expressions.functions import FUNCTIONS, USAGE

SCOPE = {"a": 4, "b": -2.5, "n": 0, "yes": True, "word": "relu", "list": (3, 1, 2), "map": {"k": 7}}

NAMES = st.sampled_from(["$a", "$b", "$n", "$yes", "3", "0.5", "-7"])
OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "<", "<=", ">=", "==", "!=", "and", "or"]
)


def grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(parts, OPERATORS, parts).map(" ".join)
    choice = st.tuples(parts, parts, parts).map(lambda p: f"{p[0]} if {p[1]} else {p[2]}")
    call = st.tuples(st.sampled_from(["min", "max"]), parts, parts).map(
        lambda p: f"{p[0]}({p[1]}, {p[2]})"
    )
    one = st.tuples(st.sampled_from(["abs", "int", "float", "not ", "-"]), parts).map(
        lambda p: f"{p[0]}({p[1]})"
    )
    return st.one_of(two, choice, call, one).map(lambda text: f"({text})")


EXPRESSIONS = st.recursive(NAMES, grown, max_leaves=6)


@given(EXPRESSIONS)
@settings(max_examples=250, deadline=None)
def test_what_python_computes(text):
    source = text.replace("$", "")
    try:
        expected = eval(source, {}, dict(SCOPE))  # noqa: S307  made of the parts above
    except ZeroDivisionError:
        with pytest.raises(ExpressionError, match="divides by zero"):
            evaluate(f"{text} + $a * 0", SCOPE)
        return
    assert evaluate(f"${{{source}}}", SCOPE) == expected
    if "$" in text:
        found = evaluate(text, SCOPE)
        assert found == expected
        assert type(found) is type(expected)


LISTS = st.sampled_from(["$list", "[4, $a, 0.5]", "range($a)", "[]", "$pairs[0]"])
LOCALS = st.sampled_from(["x", "x - 2", "x + $a", "[x, 1]", "x // 2 if x > 1 else $n"])


def lists(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    bound = st.sampled_from(["", "0", "1", "-1", "7", "$a", "$n"])
    step = st.sampled_from(["", ":", ":2", ":-1"])
    cut = st.tuples(parts, bound, bound, step).map(lambda p: f"{p[0]}[{p[1]}:{p[2]}{p[3]}]")
    made = st.tuples(LOCALS, parts, st.sampled_from(["", " if x", " if x == 1 if x != $list"])).map(
        lambda p: f"[{p[0]} for x in {p[1]}{p[2]}]"
    )
    two = st.tuples(parts, parts).map(
        lambda p: f"[[x, y] for x in {p[0]} for y in {p[1]} if x != y]"
    )
    pair = parts.map(lambda p: f"[x for i, (x, y) in enumerate(zip({p}, {p}), 1) if i % 2]")
    joined = st.tuples(parts, parts).map(lambda p: f"{p[0]} + {p[1]}")
    call = st.tuples(st.sampled_from(["unique", "sorted", "cumsum"]), parts).map(
        lambda p: f"{p[0]}({p[1]})"
    )
    return st.one_of(cut, made, two, pair, joined, call).map(lambda text: f"({text})")


FIGURE = st.sampled_from(
    ["{}", "len({})", "sum({})", "count({}, 1)", "any({})", "all({})", "max({})", "{}[0]"]
) | st.sampled_from(
    ["{} == $list", "$a in {}", "sum(x * x for x in {})", "[$list] == [{}]", "{} < $list"]
)
PYTHON = {
    "zip": lambda *lists: zip(*lists, strict=True),
    "unique": lambda items: [x for i, x in enumerate(items) if x not in items[:i]],
    "count": lambda items, item: sum(x == item for x in items),
    "cumsum": lambda items: [sum(items[: i + 1]) for i in range(len(items))],
    "range": lambda end: list(range(end)),
}


@given(st.recursive(LISTS, lists, max_leaves=4), FIGURE)
@settings(max_examples=400, deadline=None)
def test_what_python_computes_of_lists(text, figure):
    text = figure.format(text)
    source = text.replace("$", "")
    scope = {**SCOPE, "list": [3, 1, 2], "pairs": [[1, 1], [2, 3]]}
    try:
        expected = eval(source, {**PYTHON, **scope})  # noqa: S307  made of the parts above
    except (IndexError, TypeError, ValueError):
        with pytest.raises(ExpressionError):
            evaluate(f"[{text}, $a]", scope)
        return
    for held in (scope, frozen(scope)):
        assert frozen(evaluate(f"${{{source}}}", held)) == frozen(expected)
        assert frozen(evaluate(f"[{text}, $a]", held)) == frozen([expected, 4])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$a ** 2", 16),
        ("$list[0]", 3),
        ("$list[-1]", 2),
        ("$map.k", 7),
        ("$map['k']", 7),
        ("$a in $list", False),
        ("1 < $a < 5", True),
        ("$word == 'relu'", True),
        ("[$a, 2 * $a]", [4, 8]),
        ("len($list) + sum($list)", 9),
        ("range($a)", [0, 1, 2, 3]),
        ("round($b)", -2),
        ("floor($b) + ceil($b)", -5),
        ("make_divisible(0.35 * 16 + $n)", 8),
        ("$a if true else none", 4),
        ("stage${a + 1}.conv${n}", "stage5.conv0"),
        ("${a}", 4),
        ("${word}", "relu"),
        ("$word + '6'", "relu6"),
        ("$list + [9]", [3, 1, 2, 9]),
        ("$list == [3, 1, 2] and [3, 1, 2] == $list", True),
        ("[3, 1, 2] in [[1], $list]", True),
        ("$word[:2] + $word[::-1]", "reuler"),
        ("[key.k for key in [$map]]", [7]),
        ("${[w * a for w in list]}", [12, 4, 8]),
        ("[[w, x] for w, x in zip($list, range(3)) if w > x]", [[3, 0]]),
        ("log(8, 2) + log2($a) + sqrt($a)", 7),
        ("unique([[1, 2], $list, [1, 2]])", [(1, 2), (3, 1, 2)]),
        ("$word + '$a'", "relu$a"),
        ("[a for a in $list] + [$a]", [3, 1, 2, 4]),
        ("${[a for a in list] + [a]}", [3, 1, 2, 4]),
    ],
)
def test_a_value(text, value):
    assert evaluate(text, SCOPE) == value


REFUSED = {
    "$c": ("A208", "no parameter is named `c`"),
    "${c}": ("A208", "no parameter is named `c`"),
    "2 * a + $n": ("A209", "the parameter `a` is written `$a`"),
    "wide + $n": ("A209", "`wide` is neither a number nor a parameter"),
    "$a +": ("A209", "`$a +` is not an expression"),
    "$a; 1": ("A209", "`$a; 1` is not an expression"),
    "x${a": ("A209", "`${` is not closed by a `}`"),
    "cbrt($a)": ("A209", "no function is named `cbrt`"),
    "max($a, key=abs)": ("A209", "`max` takes its arguments without names"),
    "$a << 1": ("A209", "`$a << 1` uses an unknown operator"),
    "~$a": ("A209", "`~$a` uses an unknown operator"),
    "$a is 4": ("A209", "`$a is 4` uses an unknown comparison"),
    "1j * $a": ("A209", "`1j` is not a number or a text"),
    "$a / $n": ("A210", "`$a / $n` divides by zero"),
    "$a % 0": ("A210", "`$a % 0` divides by zero"),
    "$list[3]": ("A210", "[3, 1, 2] has no item 3"),
    "$map.x": ("A210", "`$map` has no field `x`"),
    "$word * 2": ("A210", '`*` needs numbers, and "relu" is none'),
    "[$w for w in $list]": ("A209", "`w` is bound by `for`, and is written without `$`"),
    "[w for $w in $list]": (
        "A209",
        "a name that `for` binds is written without `$`: `$w`",
    ),
    "[$a for a in $list]": ("A209", "`a` is bound by `for`, and is written without `$`"),
    "[max for max in $list]": (
        "A209",
        "`for` cannot bind `max`: expressions have this word already",
    ),
    "[w for w in $list] + [w]": ("A209", "`w` is neither a number nor a parameter"),
    "[w for w in $a]": ("A210", "`for w in …` needs a list, and 4 is none"),
    "[v for v, w in $list]": ("A210", "`for v, w in …` needs items of 2, and one is 3"),
    "$a[1:]": ("A210", "4 is neither a list nor a text, and has no part"),
    "$list[0.5:]": ("A210", "a part of a list goes by whole numbers, and 0.5 is none"),
    "$list[::0]": ("A210", "a part of a list cannot go in steps of 0"),
    "log($n)": ("A210", "`log` cannot be computed of 0"),
    "zip($list, [1])": ("A210", "`zip` cannot be computed of [3, 1, 2], [1]"),
    "sorted($word)": ("A210", '`sorted` cannot be computed of "relu"'),
    "(0 - $a) ** 0.5": ("A210", "-4 to the power of 0.5 is no real number"),
    "$list * 2": ("A210", "`*` needs numbers, and [3, 1, 2] is none"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_value(text):
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, SCOPE)
    assert (caught.value.code, caught.value.message) == REFUSED[text]


def test_a_list_times_a_number_may_mean_two_things():
    with pytest.raises(ExpressionError) as caught:
        evaluate("[8] * ($a - 1)", SCOPE)
    repeats, each = "`[8 for k in range(3)]` repeats", "`[3 * k for k in list]` multiplies each"
    assert caught.value.notes == (f"{repeats}, {each}",)


ATTACKS = [
    "__import__('os').system('true') or $a",
    "().__class__.__bases__[0].__subclasses__() or $a",
    "$a.__class__.__mro__",
    "$word.format($a)",
    "$list.append(1)",
    "$map.keys()",
    "(lambda: $a)()",
    "{x for x in [$a]}",
    "[x async for x in [$a]]",
    "[(x := $a) for x in [1]]",
    "[x for x.real in [$a]]",
    "[x for x, *y in [[1, $a]]]",
    "{**{'k': $a}}",
    "f'{$a.__class__}'",
    "eval('1') + $a",
    "open('/etc/passwd') or $a",
    "min(*[$a, 1])",
    "($a := 5)",
    "getattr($a, 'real')",
    "'%s' % $a",
    "ǃa + $n",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_what_reaches_beyond_is_refused(text):
    with pytest.raises(ExpressionError):
        evaluate(text, SCOPE)


TOO_MUCH = [
    "9 ** 9 ** 9 + $a",
    "$a ** 10000",
    "2 ** 64 * $a",
    "1e300 * 1e300 * $a",
    "range(10 ** 12)[$a]",
    "range(0, 10 ** 9, $a)",
    "round($a, -10 ** 9)",
    "round(1.5 * $a, 10 ** 9)",
    "0.1 ** 100000 + $a",
    f"{'(' * 300}$a{')' * 300}",
    f"{'-' * 500}$a",
    f"{' + '.join(['$a'] * 100)}",
    "$a" + " " * 2000,
    "[$a for i in range(1000) for j in range(1000)]",
    "[$a for i in range(1000) if [1 for j in range(1000)]]",
    "[1 for i in range(90000) if [j for j in []] or i > $a]",
    "[sum(range(1000)) for i in range(1000 * $a)]",
    "[x for x in [[y for i in range(999)] for y in [range(999)]] for k in range(999 * $a)]",
    "[[x for i in range(999)] for x in [[y for i in range(999)] for y in [range(999)]]] == $list",
    "[t for t in [s + s for s in ['" + "x" * 500 + "' + $word]] for i in range(1000)]",
    "[w + w for w in $long for i in range(9999)]",
    "[$numbers == $numbers for i in range(9999)]",
    "[1 in $numbers for i in range(9999)]",
    "[max($numbers) for i in range(9999)]",
    "[$numbers[1:] for i in range(9999)]",
    "[$numbers + [i] for i in range(9999)]",
    "sum([[i] for i in range(9999 * $a)], [])",
    "(-8) ** 0.5 + $a",
]


@pytest.mark.parametrize("text", TOO_MUCH)
def test_what_would_take_too_long_is_refused(text):
    with pytest.raises(ExpressionError):
        evaluate(text, {**SCOPE, "numbers": (3,) * 50_000, "long": ("x" * 50_000,)})


def test_what_is_expanded_piece_by_piece_shares_one_budget():
    with pytest.raises(ExpressionError, match="takes too long"):
        evaluate("${len(range(60000))}" * 3, SCOPE)


def test_infinity_is_a_number():
    assert evaluate("float('inf') + $a", SCOPE) == math.inf


def test_the_parameters_that_a_text_mentions():
    assert mentions("$a + ${b * c}x") == {"a", "b", "c"}
    assert mentions("[$a[w] for w in $list if w in $map]") == {"a", "list", "map"}
    assert mentions("${[a * w for w in list[:b]]}") >= {"a", "list", "b"}
    assert mentions("${ａ + é}") == {"a", "é"}


def test_every_function_is_in_the_reference(pytestconfig):
    reference = (pytestconfig.rootpath / "docs" / "language.md").read_text(encoding="utf-8")
    assert all(f"`{name}(" in reference for name in FUNCTIONS)
    assert FUNCTIONS.keys() == USAGE.keys()


@given(st.lists(st.integers(-9, 9) | st.floats(-4, 4), max_size=6))
def test_products_and_reversed_lists(numbers):
    scope = {"list": tuple(numbers)}
    assert evaluate("prod($list)", scope) == math.prod(numbers)
    assert evaluate("reversed($list)", scope) == numbers[::-1]


@given(st.floats(-20, 20))
def test_waves_and_growth(x):
    found = evaluate("[sin($x * pi), cos(2 * pi * $x), exp($x)]", {"x": x})
    assert found == [math.sin(x * math.pi), math.cos(2 * math.pi * x), math.exp(x)]


def test_a_parameter_called_pi_stays_what_it_was():
    assert evaluate("${pi}", {"pi": 3}) == 3
    assert evaluate("$pi", {"pi": 3}) == 3
    assert evaluate("${pi / 2}", {}) == math.pi / 2
    with pytest.raises(ExpressionError, match="no parameter is named `pi`"):
        evaluate("$pi", {})


def test_a_product_beyond_all_bounds_is_refused_before_it_is_computed():
    with pytest.raises(ExpressionError, match="too large"):
        evaluate("prod([9 for i in range(30)])", {})
    with pytest.raises(ExpressionError, match="`exp` cannot be computed"):
        evaluate("exp(9999)", {})


def test_numbers_are_keys_of_mappings():
    scope = {"table": {"50": (3, 4), "0.5": 1, "true": 2}, "d": 50}
    assert evaluate("$table[$d][1]", scope) == 4
    assert evaluate("$table[0.5] + $table[1 == 1]", scope) == 3
    assert evaluate("[50 in $table, 51 in $table, 51 not in $table]", scope) == [True, False, True]
    with pytest.raises(ExpressionError, match="the mapping has no key 51") as error:
        evaluate("$table[51]", scope)
    assert error.value.notes == ("its keys: `50`, `0.5`, `true`",)
