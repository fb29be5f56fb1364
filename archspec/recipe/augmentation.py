"""What random changes have in common."""

from archspec.kind.choice import Choice


class Augmentation(Choice):
    """A random change of the training images, drawn anew in every epoch."""
