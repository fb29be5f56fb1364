"""In Python a training says its lines to any function, and what came of it is a line."""

from archspec.runner import resume, train

from .conftest import recipe, small


def test_a_function_is_told_each_line_and_the_result_is_one(tmp_path):
    said: list[str] = []
    fields = {"data": {"val": 0.2}, "epochs": 1, "batch_size": 512}
    result = train(
        small(), recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8), progress=said.append
    )
    assert [one.partition(" ")[0] for one in said[:3]] == ["data:", "training", "epoch"]
    accuracy = result.evaluations["test"].accuracy
    assert f"test {100 * accuracy:.1f} %" in repr(result)
    assert len(repr(result)) < 100 + len(str(tmp_path))
    assert len(repr(result.evaluations)) < 1_000
    resume(small(), tmp_path / "run", changes={"epochs": 2}, progress=said.append)
    assert any(one.startswith("epoch 2/2") for one in said)
