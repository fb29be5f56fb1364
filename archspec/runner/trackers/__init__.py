"""Programs that follow a run while it is trained: TensorBoard, Weights & Biases, MLflow."""

from archspec.runner.trackers.following import Tell, check_installed, following

__all__ = ["Tell", "check_installed", "following"]
