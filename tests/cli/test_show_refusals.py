"""What `archspec show` is asked that goes together with nothing is refused, and says why."""

import pytest
from click.testing import CliRunner

from archspec.cli import main

REFUSED = {
    "net --by kind --tensors": "--by and --tensors are two tables: ask for one",
    "net --tensors --ir": "--tensors and --ir are two tables: ask for one",
    "net digits --ir": "--ir is of one network, and 2 are named",
    "net digits --depth 2": "--depth is of one network, and 2 are named",
    "net --by kind --depth 2": "--depth says nothing about --by kind",
    "net --tensors --flops": "--flops says nothing about --tensors",
    "net --ir --depth 2": "--depth says nothing about --ir",
    "net --json --depth 2": "--depth is not for --json",
    "net --json --ir": "--ir is not for --json",
    "net --optimised": "--optimised says how to show --ir: add --ir",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_does_not_go_together_is_refused(line: str) -> None:
    result = CliRunner().invoke(main, ["show", *line.split()])
    assert result.exit_code == 2
    assert REFUSED[line] in result.output


def test_a_setting_that_one_of_several_lacks_names_that_one() -> None:
    result = CliRunner().invoke(main, ["show", "net", "digits", "--set", "classes=10"])
    assert result.exit_code == 1
    assert "so it is for `digits`, and `--set` holds for all that are named" in result.output


def test_settings_hold_for_all_that_are_named() -> None:
    result = CliRunner().invoke(main, ["show", "net", "net_width", "--set", "classes=10"])
    assert result.exit_code == 0
    assert "18,354" in result.output
