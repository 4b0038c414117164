# SPDX-License-Identifier: GPL-2.0
"""Figures by name, one for each round, and what is said of them."""

import collections
import dataclasses
import statistics


class Figures:
    """Lists of numbers by part and name; a ratio is taken within each round,
    so that what disturbs a round disturbs both sides of it."""

    def __init__(self):
        self.values = collections.defaultdict(list)

    def add(self, name, value):
        self.values[name].append(value)

    def get(self, name):
        return self.values.get(name, [])

    def ratios(self, name, beside):
        """Of each round; the rounds of both sides must be the same ones."""
        above, below = self.get(name), self.get(beside)
        if len(above) != len(below):
            return []
        return [a / b for a, b in zip(above, below) if b]


@dataclasses.dataclass
class Row:
    """A line of the table: reach is what is wanted of the ratio, or of the value
    where there is none; guard is what "make bench-quick" insists on."""

    name: str
    title: str
    unit: str
    beside: str = ""            # name of the other side
    beside_title: str = ""
    reach: str = ""             # as "<= 1.10" or ">= 0.97"
    guard: str = ""
    digits: int = 3

    def judged(self, figures):
        """The number that reach and guard are about; None if there is none."""
        values = (figures.ratios(self.name, self.beside) if self.beside
                  else figures.get(self.name))
        return statistics.median(values) if values else None


def holds(value, wanted):
    """Is "<= 1.10" true of value?"""
    sign, limit = wanted.split()
    return value <= float(limit) if sign == "<=" else value >= float(limit)


def spread(values, digits):
    """'1.05 (1.02 .. 1.09)', or only the one."""
    if not values:
        return "-"
    text = f"{statistics.median(values):.{digits}f}"
    if len(values) > 1:
        text += f" ({min(values):.{digits}f} .. {max(values):.{digits}f})"
    return text
