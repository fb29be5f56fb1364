"""The folder of a run belongs to one process, which has all of it or nothing."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from threading import Barrier

import pytest

from archspec.diagnostics import Failure
from archspec.diagnostics.readable import readable
from archspec.files import Held, Holder, writing
from archspec.runner import Silent, evaluate, predict, resume, train, trained_by
from archspec.runner.session import FirstFree, folder, new_folder, write_first
from archspec.runner.storage import make_folder

from .conftest import failed, recipe, small
from .test_hostile_runs import picture

ME = f"process {os.getpid()} on {os.uname().nodename}"
ROOT = str(Path(__file__).parents[2])


def say(text: str) -> None:
    """Hears a remark."""


def test_all_who_want_the_next_free_folder_at_once_get_one_each(tmp_path):
    count = 12
    ready, done = Barrier(count), Barrier(count)

    def claim(_) -> Path:
        ready.wait()
        with new_folder(FirstFree(tmp_path / "runs", "t"), say) as found:
            write_first(found, {"recipe.json": "{}"})
            done.wait()
        return found

    with ThreadPoolExecutor(count) as pool:
        found = [*pool.map(claim, range(count))]
    names = {"t", *(f"t-{number}" for number in range(2, count + 1))}
    assert {path.name for path in found} == names == {p.name for p in (tmp_path / "runs").iterdir()}


def test_of_two_who_want_one_folder_the_second_hears_who_has_it(tmp_path):
    first, second = (new_folder(tmp_path / "run", say) for _ in "12")
    with first, pytest.raises(Failure) as caught, second:
        pass
    code, message, _ = failed(caught)
    assert code == "A649"
    start = (
        f"`{tmp_path / 'run'}` is being trained by process {os.getpid()} on {os.uname().nodename}"
    )
    assert message.startswith(f"{start} since ")


@pytest.mark.parametrize("since", [0.0, float("inf"), float("nan"), -1e300, 1e300])
def test_whatever_time_a_holder_claims(tmp_path, monkeypatch, since):
    def refuse(path):
        raise Held(Holder(7, "a\x1bb", since))

    monkeypatch.setattr(folder, "locked", refuse)
    with pytest.raises(Failure) as caught, new_folder(tmp_path / "run", say):
        pass
    assert failed(caught)[1].startswith(
        f"`{tmp_path / 'run'}` is being trained by process 7 on a\\x1bb"
    )


def test_what_fails_before_it_has_begun_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "a" / "b" / "run", say):
        raise KeyboardInterrupt
    assert [*tmp_path.iterdir()] == []
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "mine", say):
        raise KeyboardInterrupt
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_what_is_written_first_is_there_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    real, count = Path.replace, 0

    def fail_at(number: int):
        def replace(self, target):
            nonlocal count
            count += 1
            if count == number:
                raise KeyboardInterrupt
            return real(self, target)

        return replace

    files = {"spec.yaml": "a", "run.json": "b", "recipe.json": "c"}
    for number in range(1, 4):
        count = 0
        monkeypatch.setattr(writing.Path, "replace", fail_at(number))
        with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "run", say) as found:
            write_first(found, files)
        assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("place", [FirstFree, lambda home, name: home / name])
def test_a_file_where_folders_should_be(tmp_path, place):
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(Failure) as caught, new_folder(place(tmp_path / "runs", "t"), say):
        pass
    assert failed(caught) == (
        "A644",
        f"cannot write `{tmp_path / 'runs' / 't'}`",
        (f"`{tmp_path / 'runs'}` is a file, and no folder",),
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("file", "`file` is a file, and no folder"),
        ("file/", "`file` is a file, and no folder"),
        ("broken", "`broken` is a link that leads nowhere"),
        ("broken/x", "`broken` is a link that leads nowhere"),
        ("loop", "`loop` is a link that leads nowhere"),
        ("/dev/null", "`/dev/null` is no folder"),
        ("x" * 300, "file name too long"),
        ("x" * 300 + "/y", "file name too long"),
    ],
)
def test_what_stands_in_the_way_of_a_folder_is_named(tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("mine")
    Path("broken").symlink_to("nowhere")
    Path("loop").symlink_to("loop")
    before = sorted(tmp_path.iterdir())
    for make in (
        lambda path: new_folder(path, say),
        lambda path: nullcontext(make_folder(path, {})),
    ):
        with pytest.raises(Failure) as caught, make(Path(name)):
            pass
        assert failed(caught) == ("A644", readable(f"cannot write `{Path(name)}`"), (said,))
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_system_without_locks_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "locked", lambda _: nullcontext(enter_result=False))
    said: list[str] = []
    with new_folder(tmp_path / "run", said.append):
        pass
    assert said == [
        f"the file system of `{tmp_path / 'run'}` has no locks: after a crash the run can be taken "
        "up again when 5 minutes have gone by"
    ]


ASK = "import sys; from pathlib import Path; from archspec.files import holder_of; "
ASK += "print(holder_of(Path(sys.argv[1])).process)"


class Meanwhile(Silent):
    """Uses the run while it is trained."""

    def on_start(self, folder, first, epochs, steps):
        self.folder = folder
        self.refused = [self.use(evaluate)]

    def on_epoch(self, epoch, best):
        self.measured = evaluate(small(), self.folder)
        self.predicted = predict(small(), self.folder, [picture(self.folder)])
        self.refused.append(self.use(resume))
        self.holder = trained_by(self.folder)
        command = [sys.executable, "-c", ASK, str(self.folder / "run.lock")]
        env = {**os.environ, "PYTHONPATH": ROOT}
        self.seen = subprocess.run(
            command, capture_output=True, text=True, check=True, env=env
        ).stdout

    def use(self, way) -> str:
        with pytest.raises(Failure) as caught:
            way(small(), self.folder)
        return failed(caught)[1]


def test_a_run_that_is_trained_is_read_by_others_and_trained_by_none(tmp_path):
    seen = Meanwhile()
    result = train(
        small(), recipe(epochs=1), tmp_path / "run", input_shape=(1, 8, 8), progress=seen
    )
    early, late = seen.refused
    assert early == f"the run in `{tmp_path / 'run'}` has not finished its first epoch"
    assert late.startswith(f"`{tmp_path / 'run'}` is being trained by {ME}")
    assert seen.measured.confusion == result.evaluations["test"].confusion
    assert seen.predicted
    assert seen.holder.startswith(ME)
    # Looking at it from within has not let go of it.
    assert int(seen.seen) == os.getpid()
    assert trained_by(tmp_path / "run") == ""


def test_a_run_writes_over_no_file_of_its_owner(tmp_path):
    (tmp_path / "spec.yaml").write_text("my only copy")
    with pytest.raises(Failure) as caught:
        train(
            small(),
            recipe(epochs=1),
            tmp_path,
            input_shape=(1, 8, 8),
            files={"spec.yaml": "archspec: 1\n"},
        )
    assert [one.code for one in caught.value.diagnostics] == ["A640"]
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]
    assert (tmp_path / "spec.yaml").read_text() == "my only copy"
