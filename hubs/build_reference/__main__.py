"""Derive all of it, from the folder of sources that is named."""

import sys
from pathlib import Path

from hubs.build_reference.countries import countries
from hubs.build_reference.groups import groups
from hubs.build_reference.sources import Sources, write
from hubs.build_reference.statuses import statuses
from hubs.build_reference.themes import indicators, themes
from hubs.build_reference.world import world


def main(folder: Path) -> None:
    sources = Sources(folder)
    known = countries(sources)
    write("countries.json", known)
    write("statuses.json", statuses(sources, known))
    write("groups.json", groups(known))
    write("themes.json", themes(sources))
    write("indicators.json", indicators(sources))
    write("world.json", world(sources, known))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
