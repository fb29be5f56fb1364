"""Which value stands for what an instance of a class lacks: mostly what that would have taken."""

from dataclasses import dataclass, field

from archspec.backends.source.classes.members import INPUT, Member, Ref
from archspec.backends.source.classes.shapes import Shape


@dataclass(slots=True)
class Absences:
    """The values that stand for optional positions of a class where these are not there.

    Args:
        shape: the class.
        found: those of the positions that have been asked for.
    """

    shape: Shape
    found: dict[int, Ref] = field(default_factory=dict)

    def instead(self, i: int) -> Ref:
        """The value for that of a position; those before it have been asked for.

        Raises:
            ValueError: where nothing stands for it in all instances that lack it.
        """
        place = self.shape.model.places[i]
        lacking = [one for one in self.shape.members if one.present[i] is None]
        for ref in place.takes:
            if all(self._stands(one, i, self._own(one, ref)) for one in lacking):
                self.found[i] = ref
                return ref
        raise ValueError(f"nothing stands for `{place.child.path}` where it is not there")

    def _own(self, member: Member, ref: Ref) -> Ref:
        """A value as an instance has it, which may lack some that it is made of."""
        while ref.place != INPUT and member.present[ref.place] is None:
            ref = self.found[ref.place]
        own = ref.place if ref.place == INPUT else member.present[ref.place]
        assert own is not None  # noqa: S101  the loop ends where it is there
        return ref._replace(place=own)

    def _stands(self, member: Member, i: int, value: Ref) -> bool:
        """Whether an instance takes this value where others take that of a position."""
        pairs = zip(self.shape.model.gives, member.gives, strict=True)
        found = [own for ref, own in pairs if ref == Ref(i)]
        for j, place in enumerate(self.shape.model.places):
            own = member.present[j]
            if own is not None:
                taken = zip(place.takes, member.places[own].takes, strict=True)
                found += [mine for ref, mine in taken if ref == Ref(i)]
        return all(one == value for one in found)
