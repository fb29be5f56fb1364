"""Expressions: what Python computes, within bounds, and nothing else."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.spec.expression_error import ExpressionError
from archspec.spec.expressions import evaluate, mentions
from archspec.spec.functions import FUNCTIONS

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
    "sqrt($a)": ("A209", "no function is named `sqrt`"),
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
    "$list * 2": ("A210", "`*` needs numbers, and [3, 1, 2] is none"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_value(text):
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, SCOPE)
    assert (caught.value.code, caught.value.message) == REFUSED[text]


ATTACKS = [
    "__import__('os').system('true') or $a",
    "().__class__.__bases__[0].__subclasses__() or $a",
    "$a.__class__.__mro__",
    "$word.format($a)",
    "$list.append(1)",
    "$map.keys()",
    "(lambda: $a)()",
    "[x for x in [$a]]",
    "{**{'k': $a}}",
    "f'{$a.__class__}'",
    "eval('1') + $a",
    "open('/etc/passwd') or $a",
    "min(*[$a, 1])",
    "($a := 5)",
    "$list[::1]",
    "getattr($a, 'real')",
    "'%s' % $a",
    "p__a + $a if false else p__x",
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
]


@pytest.mark.parametrize("text", TOO_MUCH)
def test_what_would_take_too_long_is_refused_at_once(text):
    with pytest.raises(ExpressionError):
        evaluate(text, SCOPE)


def test_infinity_is_a_number():
    assert evaluate("float('inf') + $a", SCOPE) == math.inf


def test_the_parameters_that_a_text_mentions():
    assert mentions("$a + ${b * c}x") == {"a", "b", "c"}


def test_every_function_is_in_the_reference(pytestconfig):
    reference = (pytestconfig.rootpath / "docs" / "language.md").read_text(encoding="utf-8")
    assert all(f"`{name}(" in reference for name in FUNCTIONS)
