"""What becomes of the learning rate where a run is made longer or shorter."""

from archspec.recipe import Recipe


def follows_length(recipe: Recipe) -> bool:
    """Whether the curve of the learning rate depends on the number of epochs.

    >>> schedules = ({"cosine": {}}, {"cosine": {"T_max": 9}}, {"onecycle": {"max_lr": 1}})
    >>> [follows_length(Recipe(data={"dataset": "digits"}, schedule=one)) for one in schedules]
    [True, False, True]
    """
    return any(one.follows_length for one in recipe.schedules[-1:])


def on_extending(
    recipe: Recipe, done: int, before: int, since: int, rates: tuple[float, float]
) -> str:
    """What becomes of the learning rate where a run is made longer or shorter, as a sentence.

    Args:
        recipe: with the new number of epochs.
        done: the epochs that are done.
        before: how many there were to be.
        since: after how many of them the schedule begins.
        rates: of the last step that was taken, and of the next.
    """
    kinds = [one.kind for one in recipe.schedules]
    name = kinds[0] if len(kinds) == 1 else "schedule"
    last, first = (f"{rate:.6g}" for rate in rates)
    left = recipe.epochs - done
    over = "the epoch that is left" if left == 1 else f"the {left} epochs that are left"
    if since == done:
        return f"the {name} begins anew over {over}: the learning rate goes from {last} to {first}"
    how = f"stays at {last}" if last == first else f"jumps from {last} to {first}"
    ran = "the first epoch" if done == 1 else f"the first {done} epochs"
    return (
        f"{ran} ran on a {name} of {before - since}; from epoch {done + 1} it is "
        f"one of {recipe.epochs - since}, and the learning rate {how} (`--schedule-from-here` "
        f"begins it anew over {over})"
    )
