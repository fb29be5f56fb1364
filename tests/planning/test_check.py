"""`check` says of a study what its command would say before it trains anything."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import archspec
from archspec.cli import main
from archspec.compiler import compile_source
from archspec.diagnostics.text import render
from archspec.lsp.documents import opened
from archspec.lsp.positions import Text

NET = """
archspec: 1
params: {width: 4, kernel: 3}
input: [1, 8, 8]
layers: [conv: {width: $width, kernel: $kernel}, flatten, linear: 10]
train: {data: {dataset: digits, val: 0.1}, epochs: 1}
"""
DESIGNS = "study:\n  designs:\n    - net.yaml\n"
OVER = "study:\n  spec: net.yaml\n"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(NET)
    return tmp_path


COMPARED = [
    ("    - netz.yaml", "A101", 4, "netz.yaml"),
    ("    - {spec: net.yaml, name: b, set: {widht: 3}}", "A211", 4, "widht"),
    ("    - {spec: net.yaml, name: b, set: {width: wide}}", "A211", 4, "width"),
    ("    - {spec: net.yaml, name: b, train: {epochz: 3}}", "A201", 4, "epochz"),
    (
        "    - {spec: net.yaml, name: b, train: {optimizer.sdg.lr: 3}}",
        "A201",
        4,
        "optimizer.sdg.lr",
    ),
    ("  train: {optimizer.adam.lr: -1}", "A203", 4, "optimizer.adam.lr"),
    ("  train: {seed: 1}", "A680", 4, "seed"),
    ("  train: {data.val: null, data.folds: 3}", "A603", 4, "data.folds"),
    ("  train: {data.table: x.csv}", "A603", 4, "data.table"),
    ("    - net.yaml", "A680", 4, "net.yaml"),
    ("    - {spec: net.yaml, name: b, train: {data.val: 0.2}}", "A680", 4, "data.val"),
    ("  by: acuracy", "A680", 4, "acuracy"),
    ("  recipe: nowhere.yaml", "A101", 4, "nowhere.yaml"),
    ("  budget: {params: 5}", "A680", 4, "{params"),
    ("  seedz: 3", "A201", 4, "seedz"),
    ("  over: {}", "A201", 4, "over"),
]
SWEPT = [
    ("  over: {widht: [1, 2]}", "A211", 3, "widht"),
    ("  over: {epochs: [1, 2]}", "A211", 3, "epochs"),
    ("  over: {train.epochz: [1, 2]}", "A201", 3, "train.epochz"),
    ("  over: {width: [4, -4]}", "A203", 5, "$width"),
    ("  over: {kernel: {int: [3, 30]}}", "A401", 5, "$kernel"),
    ("  set: {width: -4}\n  over: {kernel: [3]}", "A203", 5, "$width"),
    ("  over: {train.data.val: [0.1, 0.2]}", "A680", 3, "train.data.val"),
    ("  over: {width: {int: [1, 2]}}\n  search: grid", "A680", 3, "{int"),
    ("  over: {width: [1]}\n  aim: {acuracy: max}", "A680", 4, "acuracy"),
    ("  over: {width: [1]}\n  aim: {params: min}", "A680", 4, "{params"),
    ("  over: {width: [1]}\n  set: {kernl: 3}", "A211", 4, "kernl"),
    ("  over: {width: [1]}\n  train: {epochz: 3}", "A201", 4, "epochz"),
    ("  over: {width: [1]}\n  train: {data.val: null}", "A680", 4, "data.val"),
    ("  over: {width: [1]}\n  train: {data.val: test}", "A680", 4, "data.val"),
    ("  over: {train.data.val: [test]}", "A680", 3, "train.data.val"),
    ("  over: {width: [1]}\n  train: {data.folds: 3}", "A603", 4, "data.folds"),
    ("  over: {width: [1]}\n  train: {data.table: x.csv}", "A603", 4, "data.table"),
    ("  over: {width: [1]}\n  search: gird", "A203", 4, "gird"),
    ("  over: {width: {int: [8, 4]}}", "A203", 3, "[8, 4]"),
    ("  over: {width: [40, 80]}\n  budget: {params: 5000}", "A680", 4, "{params"),
    ("  over: {width: {int: [40, 80]}}\n  budget: {params: 5000}", "A680", 4, "{params"),
    ("  over: {train.epochs: [1, 2]}\n  budget: {macs: 50}", "A680", 4, "{macs"),
    ("  over: {width: {float: [8]}}", "A203", 3, "[8]"),
    ("  over: {width: {log: [0, 1]}}", "A203", 3, "[0, 1]"),
    ("  over: {width: [1.0e+40]}", "A203", 3, "[1.0e+40]"),
]


@pytest.mark.parametrize(
    ("command", "text", "code", "line", "at"),
    [("compare", DESIGNS + text, *rest) for text, *rest in COMPARED]
    + [("sweep", OVER + text, *rest) for text, *rest in SWEPT],
)
def test_it_says_what_the_command_says_at_its_place(command, text, code, line, at):
    Path("s.yaml").write_text(text)
    [found] = archspec.check("s.yaml")
    span = found.span
    assert (found.code, span.line) == (code, line), found
    assert span.source.lines[line - 1][span.column - 1 :].startswith(at)
    said = CliRunner().invoke(main, ["check", "s.yaml"])
    assert said.exit_code == 1
    assert said.stdout == f"{render([found])}\n\n1 error\n"
    assert CliRunner().invoke(main, [command, "s.yaml"]).stderr == render([found]) + "\n"
    assert not Path("studies").exists()


def test_all_that_is_wrong_is_said_at_once_and_of_each_file():
    Path("a.yaml").write_text(DESIGNS + "    - netz.yaml\n    - {spec: net.yaml, set: {w: 1}}")
    Path("b.yaml").write_text(OVER + "  over: {widht: [1], train.epochz: [1]}\n  aim: {f1: max}")
    said = CliRunner().invoke(main, ["check", "a.yaml", "net.yaml", "b.yaml"])
    assert [line[6:10] for line in said.stdout.splitlines() if line.startswith("error")] == [
        *("A101", "A211"),
        *("A211", "A201", "A680"),
    ]
    assert "5 errors" in said.stdout


def test_nothing_is_said_of_what_can_be_trained_with_parameters_from_outside():
    Path("s.yaml").write_text(OVER + "  over: {train.optimizer.adam.lr: {log: [0.001, 0.1]}}")
    assert archspec.check("s.yaml") == ()
    said = CliRunner().invoke(main, ["check", "s.yaml", "--set", "widht=3"])
    assert "`--set widht=3` names no parameter" in said.stdout


@pytest.mark.parametrize(
    ("data", "code", "at"),
    [
        ("{dataset: digits, val: test}", "A680", "test"),
        ("{dataset: digits}", "A680", "{dataset"),
        ("{dataset: digits, folds: 3}", "A603", "3"),
        ("{table: x.csv, val: 0.1}", "A603", "x.csv"),
    ],
)
@pytest.mark.parametrize("file", ["net.yaml", "recipe.yaml"])
def test_what_a_recipe_says_of_its_data_is_found_where_it_is_written(data, code, at, file):
    Path(file).write_text(NET.replace("{dataset: digits, val: 0.1}", data))
    recipe = "  recipe: recipe.yaml\n" if file == "recipe.yaml" else ""
    Path("s.yaml").write_text(f"{OVER}{recipe}  over: {{kernel: [3]}}\n")
    [found, *_] = archspec.check("s.yaml")
    span = found.span
    assert (found.code, span.source.name, span.line) == (code, file, 6)
    assert span.source.lines[5][span.column - 1 :].startswith(at)
    assert [mark.span.source.name for mark in found.marks][-1] == "s.yaml"


SGD = "train.optimizer: [{sgd: {lr: 0.1}}]"


def test_what_is_wrong_with_one_value_is_not_said_of_another():
    for over, said in (
        ("{width: [-1, 3], train.epochs: [-1]}", ["`width` must", "`epochs` must"]),
        (f"{{{SGD}, train.optimizer.sgd.momentum: [0.9], width: [0]}}", ["`width` must"]),
        (
            f"{{width: [0], {SGD}, train.optimizer.sgd.momentum: [-5], kernel: [0]}}",
            ["`width` must", "`kernel` cannot", "`optimizer.sgd.momentum`"],
        ),
    ):
        found = archspec.check(text=f"{OVER}  over: {over}", name="s.yaml")
        assert len(found) == len(said), over
        assert all(any(one.message.startswith(word) for one in found) for word in said), found


FIELDS = "fields: {input: {numbers: [a, b]}, y: {class: {of: c, classes: [p, q]}}}"
TABLE = f"""
archspec: 1
params: {{width: 2}}
input: [2]
layers: [linear: $width, linear: 2]
train: {{data: {{table: x.csv, val: 0.1, {FIELDS}}}, epochs: 1}}
"""


@pytest.mark.parametrize(
    "text", ["designs: [table.yaml]", "spec: table.yaml, over: {width: [2, 3]}"]
)
def test_data_that_is_not_there_is_told_of_once_where_it_is_named_and_may_be_silenced(text):
    Path("table.yaml").write_text(TABLE)
    [found] = archspec.check(text=f"study: {{{text}}}", name="s.yaml")
    assert (found.code, found.span.source.name, found.span.line) == ("A721", "table.yaml", 6)
    Path("table.yaml").write_text(TABLE.rstrip() + "  # archspec: ignore A721\n")
    assert archspec.check(text=f"study: {{{text}}}", name="s.yaml") == ()
    [found] = archspec.check(text=f"study: {{{text}, train: {{data.table: y.csv}}}}", name="s.yaml")
    assert (found.code, found.span.source.name) == ("A721", "s.yaml")


@pytest.mark.parametrize("form", ["github", "sarif", "json"])
def test_a_finding_in_the_spec_of_a_sweep_names_the_file_and_the_line_in_it(form):
    # A comment and a variant, which the text that trials are made of does not have.
    net = NET.replace("params: {", "# Both are few.\nparams: {e: 1, ").replace(
        "epochs: 1", "epochs: $e"
    )
    Path("net.yaml").write_text(f"{net}variants: {{wide: {{width: 8}}}}\n")
    for over, line, text in (
        ("{width: [4, -4]}", 6, "layers"),
        ("{kernel: {int: [3, 30]}}", 6, "layers"),
        ("{e: [1, 0]}", 7, "train"),
    ):
        Path("s.yaml").write_text(f"study: {{spec: 'net.yaml:wide', over: {over}}}\n")
        said = CliRunner().invoke(main, ["check", "s.yaml", "--format", form]).stdout
        assert "net.yaml" in said, said
        assert "the spec of the sweep" not in said
        [found] = archspec.check("s.yaml")
        assert (found.span.source.name, found.span.line) == ("net.yaml", line)
        assert Path("net.yaml").read_text().splitlines()[line - 1].startswith(text)


@pytest.mark.parametrize("values", ["{log: [0.001, 0.1]}", [n / 1000 for n in range(1, 60)]])
def test_the_network_of_trials_that_differ_in_their_recipes_is_made_once(values, monkeypatch):
    made = []
    monkeypatch.setattr(
        "archspec.planning.search_space.compile_source",
        lambda *words: made.append(words) or compile_source(*words),
    )
    Path("s.yaml").write_text(OVER + f"  over: {{train.optimizer.adam.lr: {values}}}")
    assert archspec.check("s.yaml") == ()
    assert len(made) <= 2  # one to see whether the spec has a recipe


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"  over: {{{', '.join(f'w{n}: [1]' for n in range(33))}}}",
            "`over` must have at most 32 names, not 33",
        ),
        (
            f"  over: {{width: {[*range(1, 601)]}, kernel: {[*range(1, 402)]}}}",
            "`over` must have at most 1,000 values in all, not 1,001",
        ),
        (
            "  over: {width: [1]}\n  aim: {loss: min, params: min, macs: min}",
            "`aim` must have at most 2 names, not 3",
        ),
    ],
)
def test_how_many_names_there_may_be_is_said(text, said):
    Path("s.yaml").write_text(OVER + text)
    [found] = archspec.check("s.yaml")
    assert found.message == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("study: {designs: []}", "`designs` must have at least 1 item, not 0"),
        (
            f"study: {{designs: [{'net.yaml, ' * 1001}]}}",
            "`designs` must have at most 1,000 items, not 1,001",
        ),
        (OVER + "  over: {}", "`over` must have at least 1 name, not 0"),
        (OVER + "  over: {width: []}", "`over.width` must have at least 1 item, not 0"),
        (
            OVER + f"  over: {{width: {[*range(1, 1002)]}}}",
            "`over.width` must have at most 1,000 items, not 1,001",
        ),
        (OVER + "  over: {width: {int: [1, 3000000000]}}", "and at most 2,147,483,647"),
        (OVER + "  over: {width: [1]}\n  budget: {params: 3000000000}", "at most 2,147,483,647"),
        (OVER + "  over: {width: {float: []}}", "it takes the least and the largest value"),
    ],
)
def test_how_many_and_how_large_there_may_be_is_said(text, said):
    [found] = archspec.check(text=text, name="s.yaml")
    assert said in " ".join([found.message, *found.notes])


def test_designs_have_the_same_samples_once_the_help_is_followed():
    other = NET.replace("val: 0.1", "val: 0.2").replace("linear", "dropout, linear")
    Path("other.yaml").write_text(other)
    [found] = archspec.check(text="study: {designs: [net.yaml, other.yaml]}", name="s.yaml")
    train = found.helps[0].text.split("`")[1]
    obeyed = f"study: {{designs: [net.yaml, other.yaml], {train}}}"
    assert archspec.check(text=obeyed, name="s.yaml") == ()
    for own in ("{data.val: 0.2}", "{data: {dataset: digits, val: 0.2}}"):
        text = f"study: {{designs: [net.yaml, {{spec: net.yaml, name: b, train: {own}}}]}}"
        [found] = archspec.check(text=text, name="s.yaml")
        field = own[1:].split(":")[0]
        assert found.helps[0].text.startswith(f"leave `{field}` out of the `train` of a design")
        designs = "[net.yaml, {spec: net.yaml, name: b, set: {width: 8}}]"
        obeyed = f"study: {{designs: {designs}, train: {own}}}"
        assert archspec.check(text=obeyed, name="s.yaml") == ()


@pytest.mark.parametrize(
    ("field", "help_"),
    [
        ("optimizer.sgd.lr: 0.1", "`optimizer: {sgd: {lr: 0.1}}`"),
        ("schedule.multistep.milestones: [1]", "`schedule: {multistep: {milestones: [1]}}`"),
        ("optimzer.adam.lr: 0.1", "did you mean `optimizer`?"),
        ("optimizer.adm.lr: 0.1", "did you mean `adam`?"),
        ("epochs.first: 1", None),
        ("nothing.first: 1", None),
    ],
)
def test_a_field_of_what_a_recipe_has_not_chosen_is_offered_with_that(field, help_):
    text = "study: {designs: [net.yaml], train: {FIELD}}"
    [found] = archspec.check(text=text.replace("FIELD", field), name="s.yaml")
    assert found.code == "A201"
    assert [one.text for one in found.helps if not one.text.endswith(help_ or "")] == []
    assert bool(found.helps) == bool(help_)
    if help_ and help_.startswith("`"):
        obeyed = text.replace("FIELD", help_.strip("`"))
        assert archspec.check(text=obeyed, name="s.yaml") == ()


@pytest.mark.parametrize("own", [True, False])
def test_the_help_for_folds_is_right_when_it_is_followed(own):
    Path("net.yaml").write_text(NET if own else NET.replace("val: 0.1", "folds: 3"))
    train = "train: {data.folds: 3}" if own else "seeds: 3"
    [found] = archspec.check(text=f"study: {{designs: [net.yaml], {train}}}", name="s.yaml")
    assert found.message == "a study has seeds, and no folds"
    instead = "seeds: 3" if own else found.helps[0].text.split("`")[-2]
    assert archspec.check(text=f"study: {{designs: [net.yaml], {instead}}}", name="s.yaml") == ()


def test_a_field_may_stand_in_what_another_value_brings():
    over = "{train.optimizer: [{sgd: {lr: 0.1}}], train.optimizer.sgd.momentum: [0, 0.9]}"
    Path("s.yaml").write_text(OVER + f"  over: {over}")
    assert archspec.check("s.yaml") == ()


def test_what_is_wrong_in_a_spec_stands_there_and_in_an_editor_where_it_is_named():
    Path("bad.yaml").write_text(NET.replace("flatten, ", ""))
    text = DESIGNS + "    - bad.yaml\n"
    Path("s.yaml").write_text(text)
    [found] = archspec.check("s.yaml")
    assert found.span.source.name == "bad.yaml"
    document = opened("file:///s.yaml", "s.yaml", Text(text), Path("s.yaml"))
    assert document.is_study
    assert not document.is_spec
    assert [mark.span.line for one in document.findings for mark in one.marks][-1] == 4


@pytest.mark.parametrize(
    "text",
    [
        DESIGNS + "    - {spec: net.yaml, name: b, set: {width: 40}}\n  budget: {params: 5000}",
        OVER + "  over:\n    width: [4, 40]\n  budget: {params: 5000}",
    ],
)
def test_what_a_budget_refuses_is_a_warning_that_a_comment_silences(text):
    Path("s.yaml").write_text(text)
    [found] = archspec.check("s.yaml")
    assert (found.code, found.span.line) == ("A724", 4)
    assert "14,810 parameters, of at most 5,000" in found.message
    words = ["check", "s.yaml"]
    assert [CliRunner().invoke(main, [*words, *more]).exit_code for more in ([], ["--strict"])] == [
        0,
        1,
    ]
    lines = text.splitlines()
    lines[3] += "  # archspec: ignore A724"
    Path("s.yaml").write_text("\n".join(lines))
    assert archspec.check("s.yaml") == ()


DEEP = """
archspec: 1
params: {width: 4, depth: 1, groups: 1}
input: [1, 8, 8]
layers:
  - conv: {width: $width, kernel: 1}
  - repeat: {depth: $depth, layers: [conv: {width: $width, kernel: 1, groups: $groups}]}
  - global_avgpool
  - linear: 10
train: {data: {dataset: digits, val: 0.1}, epochs: 1}
"""


def test_values_that_serve_alone_must_serve_together():
    Path("deep.yaml").write_text(DEEP)
    head = "study:\n  spec: deep.yaml\n"
    # 40 in width has 2,130 parameters, 40 in depth 858, and both together 66,090.
    together = "  over: {depth: [50, 40], width: [80, 40]}\n"
    [found] = archspec.check(text=f"{head}{together}  budget: {{params: 5000}}", name="s.yaml")
    assert (found.code, found.span.line) == ("A680", 4)
    assert "with `depth`: 40, `width`: 40 `deep` has 66,090 parameters" in found.message
    [help_] = found.helps
    allowed = help_.text.split("`")[1]
    codes = [one.code for one in archspec.check(text=f"{head}{together}  {allowed}", name="s.yaml")]
    assert codes == []
    [found] = archspec.check(text=f"{head}  over: {{groups: [3], width: [4]}}\n  set: {{width: 3}}")
    assert found.code == "A680"
    assert found.notes == (
        "with `groups`: 3, `width`: 4: 3 groups do not divide the 4 input channels",
    )


@pytest.mark.parametrize(
    ("budget", "designs"), [("{params: 5}", "net.yaml"), ("{params: 5, macs: 1}", "net.yaml")]
)
def test_the_budget_that_is_offered_allows_the_cheapest_design(budget, designs):
    head = f"study:\n  designs: [{{spec: net.yaml, name: wide, set: {{width: 9}}}}, {designs}]\n"
    [found] = archspec.check(text=f"{head}  budget: {budget}", name="s.yaml")
    allowed = found.helps[0].text.split("`")[1]
    [found] = archspec.check(text=f"{head}  {allowed}", name="s.yaml")
    assert (found.code, "`wide` is not trained" in found.message) == ("A724", True)


def test_a_study_that_says_neither_what_is_compared_nor_what_varies():
    [found] = archspec.check(text="study: {seeds: 3}")
    assert [one.text.split(":")[0] for one in found.helps] == [
        "write what it compares",
        "write what it varies",
    ]
    [found] = archspec.check(text="study: [net]")
    assert found.code == "A203"


def test_the_version_of_a_study_is_that_of_the_language():
    (found,) = archspec.check(text=f"archspec: 99\n{DESIGNS}", name="s.yaml")
    assert (found.code, found.span.line) == ("A207", 1)
    assert archspec.check(text=f"archspec: 1\n{DESIGNS}", name="s.yaml") == ()


def test_a_name_that_nothing_can_have_is_refused_as_one():
    (found,) = archspec.check(text=f'{DESIGNS}  recipe: "a\\0b"\n', name="s.yaml")
    assert found.code == "A101"


def test_no_more_is_told_than_anybody_reads():
    fields = ", ".join(f"field{number}: 1" for number in range(60))
    (found,) = archspec.check(text=f"{DESIGNS}  train: {{{fields}, {fields.replace('d', 'e')}}}\n")
    assert found.code == "A203"
    assert "at most 100 names" in found.message
    of_all = "study:\n  designs:\n" + 40 * "    - net.yaml\n" + f"  train: {{{fields}}}\n"
    assert 40 < len(archspec.check(text=of_all)) < 61
    own = f"    - {{spec: net.yaml, train: {{{fields}}}}}\n"
    *found, last = archspec.check(text="study:\n  designs:\n" + 40 * own)
    assert len(found) == 1_000
    assert last.code == "A212"


@pytest.mark.parametrize(
    "text", [DESIGNS + "  by: {}", OVER + "  over: {{width: [1, 2]}}\n  aim: {{{}: max}}"]
)
def test_a_figure_that_nothing_measures_is_compared_by_as_little_as_it_is_watched(text):
    Path("s.yaml").write_text(text.format("f1"))
    [found] = archspec.check("s.yaml")
    assert found.code == "A680"
    assert found.notes[0].startswith("the figures are `loss`, `accuracy`")
    net = NET.replace("epochs: 1", "targets: {output: {loss: cross_entropy, metrics: [f1]}}")
    Path("net.yaml").write_text(net)
    assert archspec.check("s.yaml") == ()
    Path("s.yaml").write_text(text.format("accuracy"))
    assert archspec.check("s.yaml") == ()


TWO = """
archspec: 1
input: [1, 8, 8]
layers:
  - flatten: {name: all}
  - linear: {width: 10, name: a}
  - linear: {width: 10, name: b, from: all}
outputs: [a, b]
train: {data: {dataset: digits, val: 0.1}, epochs: 1, targets: TARGETS}
"""


def test_designs_are_compared_by_what_all_have_also_where_nobody_says_by_what():
    target = "{loss: cross_entropy, to: label}"
    Path("two.yaml").write_text(TWO.replace("TARGETS", f"{{a: {target}, b: {target}}}"))
    text = "study: {designs: [net.yaml, two.yaml]%s}"
    [found] = archspec.check(text=text % "", name="s.yaml")
    assert found.message.startswith("`accuracy` is no figure of `two`")
    by = found.helps[0].text.split("`")[1]
    assert archspec.check(text=text % f", {by}", name="s.yaml") == ()
    # One output has its figures by their own names.
    one = NET.replace("epochs: 1", f"watch: output.accuracy, targets: {{output: {target}}}")
    Path("one.yaml").write_text(one)
    assert archspec.check(text="study: {designs: [one.yaml, net.yaml]}", name="s.yaml") == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{float: [0.1, 0.2, 0.3]}", "the least and the largest value, as in `[0.001, 0.1]`"),
        ("{log: 0.1}", "the least and the largest value, as in `[0.001, 0.1]`"),
        ("{int: [1, 2, 3]}", "the least and the largest whole number, as in `[5, 20]`"),
        ("{float: [a, 3]}", "must be a number"),
        ("3", "a list of values, or `log: [a, b]`, `float: [a, b]`, `int: [a, b]`"),
        ("log", "write `over.width: {log: …}`"),
        ("{lgo: [1, 2]}", "did you mean `log`?"),
    ],
)
def test_what_a_range_takes_is_said_of_that_range(written, said):
    Path("s.yaml").write_text(OVER + f"  over: {{width: {written}}}")
    assert said in render(archspec.check("s.yaml"))


def test_a_network_has_its_own_name_in_what_is_said_of_a_trial():
    Path("s.yaml").write_text(OVER + "  over: {train.epochs: [none]}")
    [found] = archspec.check("s.yaml")
    assert found.notes == ('in the recipe of `net`, with `epochs`: "none"',)


@pytest.mark.parametrize(
    ("command", "text", "help_"),
    [
        ("compare", "study: {desings: [net.yaml]}", "did you mean `designs`?"),
        ("sweep", "study: {spec: net.yaml, ovr: {width: [1]}}", "did you mean `over`?"),
    ],
)
def test_a_slip_in_the_word_that_says_what_a_study_does(command, text, help_):
    Path("s.yaml").write_text(text)
    [found] = archspec.check("s.yaml")
    assert (found.code, [one.text for one in found.helps]) == ("A201", [help_])
    assert CliRunner().invoke(main, [command, "s.yaml"]).stderr == render([found]) + "\n"


def test_what_is_offered_for_a_name_is_right_when_it_is_written_into_a_study_elsewhere():
    folder = Path("sub")
    folder.mkdir()
    Path("base.yaml").write_text("train: {data: {dataset: digits, val: 0.1}}")
    (folder / "recipe.yaml").write_text("train: {data: {dataset: digits, val: 0.1}}")
    (folder / "small.yaml").write_text(NET)
    for names, meant in (
        (("small.yaml", "rcipe.yaml"), ("small.yaml", "recipe.yaml")),
        (("smal.yaml", "recipe.yaml"), ("small.yaml", "recipe.yaml")),
        (("nett.yaml", "recipe.yaml"), ("net.yaml", "recipe.yaml")),
        (("small.yaml", "base.yaml"), ("small.yaml", "../base.yaml")),
    ):
        for file in (folder / "s.yaml", folder.absolute() / "s.yaml"):
            file.write_text("study: {{designs: [{}], recipe: {}}}".format(*names))
            [found] = archspec.check(file)
            [offered] = {*meant} - {*names}
            assert [f"`{offered}`" in one.text for one in found.helps] == [True]
            file.write_text("study: {{designs: [{}], recipe: {}}}".format(*meant))
            assert archspec.check(file) == ()


def test_a_colon_in_the_folder_of_a_study_parts_no_file_from_a_variant():
    folder = Path("a:b")
    folder.mkdir()
    (folder / "net.yaml").write_text(NET.replace("width: 4", "width: 9"))
    (folder / "s.yaml").write_text("study: {designs: [net.yaml], budget: {params: 1}}")
    # The network beside the study, with 9 maps, and not that beside the command.
    [found] = archspec.check(folder / "s.yaml")
    assert "3,340 parameters" in found.message


SAME = "    - {spec: twin.yaml, name: b}\n"


@pytest.mark.parametrize(
    ("own", "rest", "said"),
    [
        ("", SAME, "leave one out"),
        (", ema: 0.5", f"{SAME}  train: {{ema: 0.9}}", "in `ema`, which the study replaces"),
        (", ema: 0.5", SAME, ""),
        ("", "    - {spec: net.yaml, name: b, set: {width: 5}}\n", ""),
        ("", f"{SAME}  budget: {{params: 200}}\n", ""),
    ],
)  # fmt: skip
def test_two_designs_that_are_one_are_told(own, rest, said):
    Path("twin.yaml").write_text(
        NET.replace("archspec: 1", "archspec: 1\nname: twin").replace(
            "epochs: 1", f"epochs: 1{own}"
        )
    )
    Path("study.yaml").write_text(DESIGNS + rest)
    found = archspec.check("study.yaml")
    assert [one.code for one in found if one.code == "A725"] == ["A725"] * bool(said)
    assert said in render(found)


def test_the_help_on_designs_that_are_one_makes_them_two():
    Path("twin.yaml").write_text(NET.replace("epochs: 1", "epochs: 1, regularize: {l2: 0.1}"))
    text = f"{DESIGNS}{SAME}  train: {{regularize.l2: 0}}\n"
    Path("study.yaml").write_text(text)
    [found] = archspec.check("study.yaml")
    [help_] = found.helps
    Path("study.yaml").write_text(text.replace(SAME.strip(" -\n"), help_.text.split("`")[1]))
    assert archspec.check("study.yaml") == ()
