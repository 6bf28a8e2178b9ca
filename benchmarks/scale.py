"""The real package with more updates: same tables, same schemas, as many statements as asked for.

``python -m benchmarks.scale TARGET UPDATES`` writes a package that checks clean. What a column holds follows
from its schema: the key is the parent's id and a number; parents are the real plans, commitments, milestones;
dates lie between the plan's start and the edition's; long texts are new sentences of the words of the real
column (they differ: nothing is quick because it is repeated); all else is taken from real rows. The real
rows stay. Same seed, same package; memory does not grow with the size.
"""

import argparse
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from opengov import dates
from opengov.package import DESCRIPTOR, Field, Package, Table

TABLE = "updates"
KEY = "update_id"
LONG_TEXT = 200  # a free text that may be longer than this is written anew, a shorter one is taken over
WORD = re.compile(r"[^\W\d_][^\W\d_’'-]*(?:[’'-][^\W\d_]+)*,?|\b\d{1,4}\b,?")


@dataclass(frozen=True, slots=True)
class Subject:
    """What statements are about: a plan, or one commitment of a plan. ``key`` begins their ids."""

    key: str
    plan_id: str
    commitment_id: str
    milestones: tuple[str, ...]
    start: str


def scale(source: Path, target: Path, updates: int, bad_cells: float = 0.0, seed: int = 2016) -> None:
    """Write the package in ``source`` to the folder ``target``, with so many updates, at least the real ones.

    bad_cells  share of the cells of the updates that are made wrong
    """
    package = Package.open(source)
    for file in package.files():
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    _raise_volume(target, updates)
    maker = Maker(package, np.random.default_rng(seed))
    with (target / package.table(TABLE).path).open("w", encoding="utf-8", newline="") as file:
        for place, rows in enumerate(maker.rows(updates)):
            spoiled = maker.spoiled(rows, bad_cells) if bad_cells else rows
            spoiled.to_csv(file, index=False, header=place == 0, lineterminator="\n")


class Maker:
    """Makes updates, one data frame a subject, in the order of their keys."""

    def __init__(self, package: Package, random: np.random.Generator) -> None:
        self.random = random
        self.as_of = package.as_of
        self.table = package.table(TABLE)
        self.real = _frame(package, self.table)
        self.subjects = sorted(_subjects(package), key=lambda subject: f"{subject.key}-u")
        self.words = {f.name: Words(self.real[f.name], random) for f in self.table.fields if _is_text(f)}

    def rows(self, updates: int) -> Iterator[pd.DataFrame]:
        """So many updates in all, the real ones among them, shared evenly among the subjects."""
        more = max(updates - len(self.real), 0)
        share, rest = divmod(more, len(self.subjects))
        for place, subject in enumerate(self.subjects):
            own = self.real[self.real[KEY].str.rpartition("-")[0] == subject.key]
            made = self._made(subject, share + (place < rest), len(own))
            yield pd.concat([own, made]).sort_values(KEY)

    def _made(self, subject: Subject, count: int, already: int) -> pd.DataFrame:
        like = self.real.iloc[self.random.integers(len(self.real), size=count)]
        width = max(2, len(str(already + count)))
        made: dict[str, object] = {name: like[name].to_numpy() for name in self.table.columns}
        made[KEY] = [f"{subject.key}-u{already + number:0{width}d}" for number in range(1, count + 1)]
        made["plan_id"], made["commitment_id"] = subject.plan_id, subject.commitment_id
        steps = ["", *subject.milestones]
        made["milestone_id"] = [steps[place] for place in self.random.integers(len(steps), size=count)]
        made["date"] = self._dates(subject, like["date"].str.len().to_list())
        for name, words in self.words.items():
            made[name] = words.sentences(count)
        return pd.DataFrame(made, columns=list(self.table.columns))

    def _dates(self, subject: Subject, precisions: list[int]) -> list[str]:
        start = pd.Timestamp(dates.earliest(subject.start))
        days = max((pd.Timestamp(self.as_of) - start).days, 1)
        said = start + pd.to_timedelta(self.random.integers(days, size=len(precisions)), unit="D")
        return [text[:length] for text, length in zip(said.strftime("%Y-%m-%d"), precisions, strict=True)]

    def spoiled(self, rows: pd.DataFrame, share: float) -> pd.DataFrame:
        """The rows with that share of their cells made wrong; keys stay, so that the rows stay in order."""
        spoiled = rows.copy()
        columns = [field for field in self.table.fields if field.name != KEY]
        for field in columns:
            hit = self.random.random(len(rows)) < share * len(self.table.fields) / len(columns)
            spoiled.loc[hit, field.name] = [
                _bad(field, self.table, cell) for cell in rows.loc[hit, field.name]
            ]
        return spoiled


class Words:
    """The words of a real column, in proportion, and sentences as long as the real ones made of them."""

    def __init__(self, texts: pd.Series, random: np.random.Generator) -> None:
        found = texts.map(WORD.findall)
        self.random = random
        self.lengths = found.map(len).loc[lambda length: length > 3].to_numpy()
        self.all = np.array([word for words in found for word in words], dtype=object)
        self.letters = np.array([word for word in self.all if word[0].isalpha()], dtype=object)

    def sentences(self, count: int) -> list[str]:
        """So many sentences. Figures never stand side by side, which would make telephone numbers."""
        size = (count, int(self.lengths.max()))
        chosen = self.letters[self.random.integers(len(self.letters), size=size)]
        chosen[:, 1::2] = self.all[self.random.integers(len(self.all), size=size)][:, 1::2]
        lengths = self.lengths[self.random.integers(len(self.lengths), size=count)]
        return [_sentence(words[:length]) for words, length in zip(chosen.tolist(), lengths, strict=True)]


def _sentence(words: list[str]) -> str:
    text = " ".join(words).rstrip(",")
    return f"{text[:1].upper()}{text[1:]}."


def _is_text(field: Field) -> bool:
    return "pattern" not in field.constraints and field.constraints.get("maxLength", 0) > LONG_TEXT


def _bad(field: Field, table: Table, cell: str) -> str:
    """A cell as a slip of the hand leaves it: blank, a typing error in a code or id, slashes, two spaces."""
    if field.name == "source_id":
        return ""
    if any(field.name in reference.fields for reference in table.references):
        return cell[:-2] + cell[-1:] if len(cell) > 4 else "unknown"
    if field.name == "date":
        return cell.replace("-", "/") + "?"
    return cell.replace(" ", "  ", 1) if " " in cell else f"{cell} "


def _subjects(package: Package) -> Iterator[Subject]:
    plans = _frame(package, package.table("action_plans")).set_index("plan_id")
    starts = plans["start_date"].where(plans["start_date"] != "", plans["cycle_year"])
    starts = starts.where(starts < package.as_of, package.as_of)
    steps = _frame(package, package.table("milestones")).groupby("commitment_id")["milestone_id"].agg(tuple)
    for plan_id, start in starts.items():
        yield Subject(plan_id, plan_id, "", (), start)
    for row in _frame(package, package.table("commitments")).itertuples():
        milestones = steps.get(row.commitment_id, ())
        yield Subject(row.commitment_id, row.plan_id, row.commitment_id, milestones, starts[row.plan_id])


def _frame(package: Package, table: Table) -> pd.DataFrame:
    return pd.read_csv(package.root / table.path, dtype=str, keep_default_na=False)


def _raise_volume(target: Path, updates: int) -> None:
    file = target / DESCRIPTOR
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] == TABLE:
            rows = resource["opengov"]["rows"]
            rows["max"] = max(rows["max"], updates)
    file.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description="Write a larger package.")
    parser.add_argument("target", type=Path)
    parser.add_argument("updates", type=int)
    parser.add_argument("--source", type=Path, default=Path(), help="package to scale; default: this folder")
    parser.add_argument("--bad-cells", type=float, default=0.0, help="share of cells to make wrong")
    options = parser.parse_args()
    scale(options.source, options.target, options.updates, options.bad_cells)
