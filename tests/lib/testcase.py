# SPDX-License-Identifier: GPL-2.0
"""Finds tests by folder and reads what they need from their first lines.

    unit/NAME.c         a program build/tests/unit/NAME, and asan/NAME if built
    cli/NAME.sh         a script on this host
    selftest/NAME.*     a script on this host (executable files)
    guest/NAME.sh       a script in the test machine

The first comment says why the test exists. Lines "needs:" in it say:

    camera=MODEL[,KEY=VALUE]...   a plugged camera, repeat for more
    A | B                         once with A and once with B
    limit=60s  mem=4G  tags=a,b  refused=N  cpu=MODEL  kernel=stock|debug
    cold  alone  leftovers        allow=REGEX (kernel lines; no blanks)
"""

import dataclasses
import fnmatch
import os
import pathlib
import re
import shlex

REPO = pathlib.Path(__file__).resolve().parents[2]
KINDS = ("unit", "asan", "cli", "selftest", "guest")
HEAD_LINES = 40
KERNEL = "stock"        # which one is being used
_NEEDS = re.compile(r"^[\s#/*]*needs:(.*)$")
_WORDS = ("limit", "mem", "tags", "refused", "cpu", "kernel", "allow")
_FLAGS = ("cold", "alone", "leftovers")


class HeaderError(Exception):
    """A test's first lines say something that is not understood."""


@dataclasses.dataclass
class Test:
    kind: str
    name: str               # guest/stream-short@268m
    path: pathlib.Path      # the script or program
    base: str               # guest/stream-short
    cameras: list = dataclasses.field(default_factory=list)
    options: dict = dataclasses.field(default_factory=dict)
    error: str | None = None

    @property
    def tags(self):
        return [t for t in self.options.get("tags", "").split(",") if t]

    @property
    def limit(self):
        """Seconds; the header's limit or the kind's."""
        text = self.options.get("limit", "60s")
        return float(text.rstrip("s"))

    @property
    def directory(self):
        """Where its results go, below the results' directory."""
        return re.sub(r"[^\w.,=@+/-]", "_", self.name)

    def vm_argv(self, results, command):
        """tests/vm/vm's command line for this test."""
        argv = [str(REPO / "tests/vm/vm"), "run", "--quiet", "--results",
                str(results), "--timeout", str(self.limit), "--chdir",
                str(REPO), "--env", f"QHY_RESULTS={results}"]
        for camera in self.cameras:
            argv += ["--camera", camera]
        for key, option in (("mem", "--mem"), ("cpu", "--cpu"),
                            ("refused", "--allow-refused"),
                            ("allow", "--allow-kernel")):
            if key in self.options:
                argv += [option, self.options[key]]
        for key, option in (("cold", "--cold"),
                            ("leftovers", "--allow-leftovers")):
            if key in self.options:
                argv.append(option)
        return [*argv, "--", *command]

    def rerun(self):
        kernel = "" if KERNEL == "stock" else f"--kernel {KERNEL} "
        return f"tests/run {kernel}{shlex.quote(self.name)}"


def _parse_word(word, cameras, options):
    key, equals, value = word.partition("=")
    if key == "camera" and equals:
        cameras.append(value)
    elif key in _WORDS and equals:
        options[key] = value
    elif key in _FLAGS and not equals:
        options[key] = ""
    else:
        raise HeaderError(f"needs: {word}: not understood")
    if key == "limit" and not re.fullmatch(r"\d+(\.\d+)?s", value):
        raise HeaderError(f"needs: {word}: give it like 60s")


def parse_needs(text):
    """(alternatives, options): camera lists, and what all have in common.

    The word deep among an alternative's cameras puts its number into
    options["deep"].
    """
    options = {}
    alternatives = []
    deep = set()
    for line in text.splitlines()[:HEAD_LINES]:
        match = _NEEDS.match(line)
        if not match:
            continue
        for group in match[1].split("|"):
            cameras = []
            words = shlex.split(group)
            for word in words:
                if word != "deep":
                    _parse_word(word, cameras, options)
            if "deep" in words:
                deep.add(len(alternatives))
            if cameras:
                alternatives.append(cameras)
    if deep:
        options["deep"] = deep
    return alternatives or [[]], options


def _options_of(options, number):
    """Those of one alternative: deep is a tag."""
    own = {k: v for k, v in options.items() if k != "deep"}
    if number in options.get("deep", ()):
        own["tags"] = ",".join(t for t in (own.get("tags"), "deep") if t)
    return own


def _suffixes(alternatives):
    """A name for each alternative: models, with options when ambiguous."""
    if len(alternatives) == 1:
        return [""]
    short = ["+".join(c.split(",")[0] for c in a) for a in alternatives]
    return ["@" + (s if short.count(s) == 1 else "+".join(a))
            for s, a in zip(short, alternatives)]


def _from_script(kind, path):
    base = f"{kind}/{path.name.removesuffix('.sh').removesuffix('.py')}"
    try:
        text = path.read_text(errors="replace")
        alternatives, options = parse_needs(text)
    except (HeaderError, ValueError) as error:
        return [Test(kind, base, path, base, error=str(error))]
    suffixes = _suffixes(alternatives)
    return [Test(kind, base + suffixes[i], path, base, cameras,
                 _options_of(options, i))
            for i, cameras in enumerate(alternatives)]


def _from_source(tests, build, source):
    """A C test is its program; one that was not built must fail."""
    for kind in ("unit", "asan"):
        program = build / "tests" / kind / source.stem
        if not program.exists() and kind == "asan":
            continue
        _, options = parse_needs(source.read_text(errors="replace"))
        name = f"{kind}/{source.stem}"
        test = Test(kind, name, program, name, [], options)
        if not os.access(program, os.X_OK):
            test.error = f"{program} was not built: make tests"
        yield test


def find(tests, build):
    """All tests below the directory tests, in the order of KINDS."""
    found = []
    for source in sorted((tests / "unit").glob("*.c")):
        found += _from_source(tests, build, source)
    for path in sorted((tests / "cli").glob("*.sh")):
        found += _from_script("cli", path)
    for path in sorted((tests / "selftest").glob("*")):
        if path.is_file() and os.access(path, os.X_OK):
            found += _from_script("selftest", path)
    for path in sorted((tests / "guest").glob("*.sh")):
        found += _from_script("guest", path)
    return sorted(found, key=lambda test: KINDS.index(test.kind))


def select(tests, patterns, tags, without=()):
    """Those that any pattern names, with one of tags and none of without."""
    def named(test):
        short = test.name.split("/", 1)[1]
        names = (test.name, short, test.base, test.base.split("/", 1)[1])
        return not patterns or any(fnmatch.fnmatchcase(n, p)
                                   for n in names for p in patterns)

    return [t for t in tests if named(t)
            and (not tags or set(tags) & set(t.tags))
            and not set(without) & set(t.tags)]
