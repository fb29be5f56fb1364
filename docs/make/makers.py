"""Everything that is made, each by its name: a line here is all that a new page needs."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from .codes import pages_of_codes
from .commands import commands
from .gallery import PICTURES, gallery
from .kinds import pages_of_kinds
from .made import Maker
from .mistakes import FOLDER, pages_of_mistakes
from .pages import WALKED, extending, language, paper, walked_page
from .pictures import pictures
from .recipes import recipes
from .transforms import transforms

MAKERS: Final[Mapping[str, Maker]] = {
    "codes": Maker(pages_of_codes, owns=("docs/errors/*.md",)),
    "commands": Maker(commands),
    "extending": Maker(extending),
    "gallery": Maker(gallery, owns=(f"{PICTURES}/*",)),
    "kinds": Maker(pages_of_kinds, owns=("docs/layers/*.md",)),
    "language": Maker(language),
    "mistakes": Maker(pages_of_mistakes, owns=(f"{FOLDER}/*.md",)),
    "paper": Maker(paper),
    "pictures": Maker(pictures),
    "recipes": Maker(recipes),
    "transforms": Maker(transforms),
    **{name: Maker(partial(walked_page, name)) for name in WALKED},
}
"""No two make the same file, and none reads what another makes: they run in any order, and beside
each other."""
