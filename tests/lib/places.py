# SPDX-License-Identifier: GPL-2.0
"""Which part of the loaded driver was come through.

    places.py MODULE FILE

MODULE is the .ko, built with KCOV_INSTRUMENT=y; FILE has an address a line, as
qhyfuzz writes it. Prints a line "places=N of=N functions=N of=N strange=N"
(strange: addresses that are no place of the driver) and the names of the
functions that were never reached, one a line. Functions that the compiler has
put into others count as a part of those.
"""

import bisect
import collections
import pathlib
import subprocess
import sys

MARK = "__sanitizer_cov_trace_pc"
CALL_BYTES = 4      # from the relocation of a call to what follows it


def readelf(option, module):
    return subprocess.run(["readelf", "-W", option, module], text=True,
                          capture_output=True, timeout=300,
                          check=True).stdout.splitlines()


def section_names(module):
    """Number -> name."""
    found = {}
    for line in readelf("-S", module):
        number, bracket, rest = line.strip().lstrip("[").partition("]")
        if bracket and number.strip().isdigit() and number.strip() != "0":
            found[int(number)] = rest.split()[0]
    return found


def functions(module):
    """Section -> sorted (offset, name)."""
    names = section_names(module)
    found = collections.defaultdict(list)
    for line in readelf("-s", module):
        words = line.split()
        if len(words) == 8 and words[3] == "FUNC" and words[6].isdigit():
            found[names[int(words[6])]].append(
                (int(words[1], 16), words[7].partition(".")[0]))
    return {section: sorted(list_) for section, list_ in found.items()}


def sites(module):
    """(section, offset) of what follows each mark."""
    section = None
    for line in readelf("-r", module):
        words = line.split()
        if line.startswith("Relocation section"):
            section = words[2].strip("'").removeprefix(".rela")
        elif len(words) >= 5 and words[4] == MARK:
            yield section, int(words[0], 16) + CALL_BYTES


def main(module, path):
    by_section = functions(module)
    loaded = pathlib.Path("/sys/module") / pathlib.Path(module).stem
    place_of = {}
    for section, offset in sites(module):
        base = int((loaded / "sections" / section).read_text(), 16)
        known = by_section[section]
        at = bisect.bisect_right(known, (offset, "~")) - 1
        place_of[base + offset] = known[at][1]
    seen = {int(line, 16) for line in open(path, encoding="ascii")}
    reached = {place_of[address] for address in seen if address in place_of}
    every = set(place_of.values())
    print(f"places={len(seen & place_of.keys())} of={len(place_of)} "
          f"functions={len(reached)} of={len(every)} "
          f"strange={len(seen - place_of.keys())}")
    print("\n".join(sorted(every - reached)))


main(*sys.argv[1:])
