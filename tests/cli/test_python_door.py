"""The interface in Python says what the commands say."""

import pickle

import pytest
from click.testing import CliRunner

import archspec
from archspec.cli import main

WRONG = "archspec: 1\ninput: [3, 8, 8]\nlayers:\n  - conv: {widht: 4}\n  - linear: 2\n"


def printed(*arguments):
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("name", ["net", "resnet50", "googlenet", "siamese"])
def test_a_printed_network_is_its_table(name):
    network = archspec.load(name)
    assert f"{network}\n" == printed("show", name).stdout
    assert len(repr(network)) < 120


def test_findings_are_those_of_check_and_print_as_it_does(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG)
    found = archspec.check(path)
    assert [one.code for one in found] == ["A201"]
    assert printed("check", str(path)).stdout == "\n\n".join(map(str, found)) + "\n\n1 error\n"
    same = archspec.check(text=WRONG, name=str(path))
    assert list(map(str, same)) == list(map(str, found))


def test_advice_is_found_where_nothing_is_wrong():
    text = "archspec: 1\nparams: {width: 4}\ninput: [3]\nlayers: [linear: 2]"
    assert [one.severity for one in archspec.check(text=text)] == ["warning"]


def test_variants_are_checked_on_request(tmp_path):
    text = (
        "archspec: 1\nparams: {k: 3}\nvariants: {large: {k: 9}}\ninput: [3, 8, 8]\n"
        "layers: [conv: {width: 4, kernel: $k}]"
    )
    assert archspec.check(text=text) == ()
    assert [one.code for one in archspec.check(text=text, variants=True)] == ["A401"]


def test_a_file_that_is_not_there_is_a_finding():
    assert [one.code for one in archspec.check("nowhere.yaml")] == ["A101"]


@pytest.mark.parametrize("arguments", [{}, {"text": ""}])
def test_check_takes_a_path_or_a_text(arguments):
    with pytest.raises(TypeError, match="either a path or"):
        archspec.check(*(["net"] if arguments else []), **arguments)


def test_a_failure_is_the_whole_message_and_survives_being_sent(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG)
    with pytest.raises(archspec.Failure) as caught:
        archspec.load(path)
    assert f"{caught.value}\n" == printed("show", str(path)).stderr
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_a_recipe_as_a_mapping_is_checked_as_a_file_is(tmp_path):
    network = archspec.load("digits")
    data = {"dataset": "digits"}
    wrong = [
        ({"data": data, "epochz": 2}, "did you mean `epochs`?"),
        ({"data": data, "epochs": "2"}, '`epochs` must be a whole number greater than 0, not "2"'),
        ({"epochs": 2}, "`train` needs `data`"),
        ({"data": {"dataset": "mnist"}}, "samples of mnist are 1×28×28"),
    ]
    for recipe, words in wrong:
        with pytest.raises(archspec.Failure) as caught:
            network.train(tmp_path / "run", recipe)
        assert words in str(caught.value)
        assert "pydantic" not in str(caught.value)
        assert not (tmp_path / "run").exists()
