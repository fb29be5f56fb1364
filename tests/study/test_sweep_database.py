"""A database of trials may come from a stranger: it is data, of a size that is read, or refused."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest

from archspec.study.store import opened_store
from archspec.study.sweep import opened_sweep

from .sweeps import design, resume, run

UNSEEN = "\x1b[2J<script>alert(1)</script>"
STRANGE = [
    "DROP TABLE trial_values",
    "ALTER TABLE trials RENAME TO t;\nCREATE VIEW trials AS WITH RECURSIVE c(n) AS"
    " (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS trial_id, n AS number,"
    " 1 AS study_id, 'COMPLETE' AS state, NULL AS datetime_start, NULL AS datetime_complete FROM c",
    "CREATE TRIGGER x BEFORE UPDATE ON trials BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE x USING fts5(a)",
    "CREATE TABLE x (a INTEGER, b AS (zeroblob(1000000000)))",
    "UPDATE alembic_version SET version_num = 'STRANGE'",
    "UPDATE studies SET study_name = 'STRANGE'",
    "UPDATE study_directions SET direction = 'STRANGE'",
    "UPDATE trials SET state = 'STRANGE' WHERE number = 1",
    "UPDATE trials SET number = -1 WHERE number = 1",
    "UPDATE trials SET datetime_start = 'STRANGE' WHERE number = 1",
    "UPDATE trial_values SET value = 'STRANGE'",
    "UPDATE trial_values SET value = NULL",
    "UPDATE trial_values SET objective = 7",
    "UPDATE trial_params SET param_name = 'STRANGE'",
    "UPDATE trial_params SET param_value = 'STRANGE'",
    "UPDATE trial_params SET distribution_json = 'STRANGE'",
    'UPDATE trial_params SET distribution_json = \'{"name": "STRANGE", "attributes": {}}\'',
    "UPDATE trial_user_attributes SET value_json = 'STRANGE'",
    "UPDATE trial_user_attributes SET value_json = '" + "[" * 100_000 + "'",
    # A folder is named by the number of its trial.
    "DELETE FROM trials WHERE number > 0;\nDELETE FROM trial_user_attributes;\n"
    "UPDATE trials SET number = '../../elsewhere/x', state = 'RUNNING', datetime_start = NULL",
    "DELETE FROM trial_params WHERE trial_id = 2;\n"
    "UPDATE trials SET state = 'WAITING' WHERE number = 1;\nUPDATE trial_system_attributes"
    " SET value_json = '{\"width\": 1000000000}' WHERE key = 'fixed_params'",
    "WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c WHERE n < 9999)"
    " INSERT INTO trials (number, study_id, state) SELECT n, 1, 'RUNNING' FROM c",
]
"""What somebody may have made of a database of trials."""

STORE = "sqlite:///trials.db"


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """A folder with a sweep of two trials in a database, of which one has a figure."""
    home = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setattr("archspec.cli.sweep.train_together", lambda *_, **__: None)
        design()
        run("  over: {width: {int: [4, 6]}}\n  search: {random: 2}", "--store", STORE)
        study = opened_store(opened_sweep(Path("out"), STORE))
        for trial in (study.ask(), study.ask()):
            trial.suggest_int("width", 4, 6)
            trial.set_user_attr("refused", "")
            study.tell(trial, 0.5)
    return home


@pytest.fixture
def stranger(kept, tmp_path, monkeypatch):
    """Changes a copy of that database, and goes on with its sweep."""
    copytree(kept, tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    (tmp_path / "elsewhere").mkdir()

    def goes_on(*changes: str, values: tuple[str, ...] = ()):
        with closing(sqlite3.connect("trials.db")) as connection:
            for change in changes:
                connection.execute(change.replace("STRANGE", UNSEEN), values)
            connection.commit()
        return resume("--store", STORE)

    return goes_on


@pytest.mark.parametrize("change", STRANGE, ids=range(len(STRANGE)))
def test_a_database_of_a_stranger_is_told_of_and_writes_nothing_elsewhere(stranger, change):
    said = stranger(*change.split(";\n"))
    assert isinstance(said.exception, SystemExit), said.exception
    assert "error[A681]" in said.output, said.output
    assert "\x1b" not in said.output
    assert not [*Path("../elsewhere").iterdir()]
    assert not [*Path("out/runs").glob("*/recipe.json")]


def test_what_a_database_has_for_words_is_escaped(stranger):
    change = "UPDATE trial_user_attributes SET value_json = ? WHERE trial_id = 1"
    said = stranger(change, values=(json.dumps(UNSEEN),))
    assert said.exit_code == 0, said.output
    for one in (said.output, Path("out/sweep.html").read_text()):
        assert "\x1b" not in one
        assert "x1b[2J" in one
    assert "<script" not in Path("out/sweep.html").read_text()


def test_a_database_that_is_no_file_is_neither_made_nor_waited_for(stranger, monkeypatch):
    assert stranger().exit_code == 0
    Path("trials.db").rename("before.db")
    assert "error[A681]" in resume("--store", STORE).output
    assert not Path("trials.db").exists()
    os.mkfifo("trials.db")
    assert "a pipe" in resume("--store", STORE).output
    Path("trials.db").unlink()
    Path("trials.db").write_bytes(b"no database" * 1000)
    assert "error[A681]" in resume("--store", STORE).output
    monkeypatch.setattr("archspec.study.database.MAX_FILE", 1_000)
    assert "error[A681]" in resume("--store", STORE).output
    for store in ("redis://localhost:1", "sqlite:///file:before.db?uri=true", "x"):
        assert "error[A681]" in resume("--store", store).output
