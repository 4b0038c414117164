# SPDX-License-Identifier: GPL-2.0
"""The table, the page and the plots."""

import statistics
import subprocess

from . import figures as fig
from .guest import BenchError

HEAD = ["", "median (least .. most)", "", "beside", "ratio", "reach", ""]


def lines(figures, rows):
    """Cells of the rows that have figures."""
    found = []
    for row in rows:
        values = figures.get(row.name)
        if not values:
            continue
        value = row.judged(figures)
        if row.beside and value is None:
            continue
        verdict = ""
        if row.reach and value is not None:
            verdict = "yes" if fig.holds(value, row.reach) else "missed"
        found.append([row.title, fig.spread(values, row.digits), row.unit,
                      row.beside_title,
                      fig.spread(figures.ratios(row.name, row.beside), 2)
                      if row.beside else "", row.reach, verdict])
    return found


def text(table):
    """For a terminal."""
    widths = [max(len(line[k]) for line in table) for k in range(len(table[0]))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths))
        .rstrip() + "\n" for line in table)


def markdown(table):
    head, *rest = table
    return "".join("| " + " | ".join(line) + " |\n"
                   for line in (head, ["---"] * len(head), *rest))


def guards(figures, rows):
    """(text, good) of each row that has a guard."""
    found = []
    for row in rows:
        value = row.judged(figures)
        if not row.guard:
            continue
        if value is None:
            found.append((f"{row.title}: not measured", False))
            continue
        what = f"x {row.beside_title}" if row.beside else row.unit
        found.append((f"{row.title}: {value:.2f} {what}, wanted {row.guard}",
                      fig.holds(value, row.guard)))
    return found


def plot(path, script, data):
    """gnuplot, with $data as named blocks."""
    blocks = "".join(f"${name} << EOD\n{block}EOD\n"
                     for name, block in data.items())
    whole = (f"set terminal pngcairo size 900,480 font 'sans,10'\n"
             f"set output '{path}'\n{blocks}{script}\n")
    try:
        done = subprocess.run(["gnuplot"], input=whole, text=True, check=False,
                              capture_output=True, timeout=60)
    except FileNotFoundError:
        raise BenchError("no gnuplot: install gnuplot-nox") from None
    if done.returncode:
        raise BenchError(f"gnuplot: {done.stderr.strip()}")


def bars(path, title, label, figures, names):
    """Medians with least and most; a logarithmic axis."""
    block = ""
    for number, (name, text_of) in enumerate(names):
        values = figures.get(name)
        if values and min(values) > 0:
            block += (f'{number} {statistics.median(values)} {min(values)} '
                      f'{max(values)} "{text_of}"\n')
    if not block:
        return
    plot(path, f"""set title "{title}"
set logscale y
set ylabel "{label}"
set style fill solid 0.4
set boxwidth 0.6
set grid y
unset key
set xtics rotate by -20
plot $data using 1:2:xtic(5) with boxes, \\
     $data using 1:2:3:4 with yerrorbars pointtype 0 linecolor 'black'""",
         {"data": block})


def tails(path, figures, names):
    """How many of the frames were later than that."""
    data, curves = {}, []
    for number, (name, title) in enumerate(names):
        values = sorted(figures.get(name))
        if not values:
            continue
        data[f"d{number}"] = "".join(
            f"{max(value, 0.001)} {1 - k / len(values)}\n"
            for k, value in enumerate(values))
        curves.append(f"$d{number} using 1:2 with steps linewidth 2 "
                      f'title "{title}"')
    if curves:
        plot(path, f"""set title "Last byte on the wire to the reader"
set logscale xy
set xlabel "ms"
set ylabel "share of frames that took longer"
set grid
set key bottom left
plot {', '.join(curves)}""", data)


def curves_of_size(path, figures, forms, pixels):
    data, curves = {}, []
    for form in forms:
        for what, title, axis in (("cpu", "CPU per frame", "x1y1"),
                                  ("latency", "to DQBUF", "x1y1")):
            block = ""
            for count in pixels:
                values = figures.get(f"size {form} {count} {what}")
                if values:
                    block += (f"{count / 1e6} {statistics.median(values)} "
                              f"{min(values)} {max(values)}\n")
            if block:
                name = f"{form}_{what}"
                data[name] = block
                curves.append(f"${name} using 1:2:3:4 with yerrorlines "
                              f'axes {axis} title "{form}, {title}"')
    if curves:
        plot(path, f"""set title "A frame by its size"
set logscale xy
set xlabel "megapixels"
set ylabel "ms"
set grid
set key top left noenhanced
plot {', '.join(curves)}""", data)
