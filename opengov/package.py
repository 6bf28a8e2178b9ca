"""The data package: ``datapackage.json`` and ``schemas/*.json`` as frozen objects.

What may be wrong with them, and with the content of the tables, is ``check``'s business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from hashlib import file_digest
from pathlib import Path
from typing import Any

from opengov.errors import OpenGovError
from opengov.files import load_json, unsafe_path

DESCRIPTOR = "datapackage.json"
PATHS = ("data", "schemas", DESCRIPTOR)  # what the tables of an edition are made of
LICENCE_FILE = "LICENSE"
UNRELEASED = "unreleased"  # what stands where an edition's number would, for a copy with later edits


def label(version: str, edition: str) -> str:
    """What an edition is called; a copy with later edits must not pass for the edition that it follows."""
    return f"edition {version}" if edition == version else f"{edition}, after edition {version}"


def number(version: str) -> str:
    """The number of the edition that a package is or follows: ``1.0.0`` of ``1.0.0+unreleased``, as export
    calls a package with later edits, so that it does not pass for the edition (SemVer, 10: build metadata).
    """
    return version.removesuffix(f"+{UNRELEASED}")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: Table Schema's name, type, title, description, example and constraints."""

    name: str
    type: str
    title: str
    description: str
    example: str
    constraints: dict[str, Any]

    @property
    def required(self) -> bool:
        """Whether a blank cell is a fault."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: ``fields`` of this table hold ``to_fields`` of ``table``."""

    fields: tuple[str, ...]
    table: str
    to_fields: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A resource of the package with its schema. ``rows_min`` and ``rows_max`` are the expected volumes."""

    name: str
    path: str
    schema_path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    references: tuple[Reference, ...]
    rows_min: int | None
    rows_max: int | None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in schema order."""
        return tuple(field.name for field in self.fields)

    @cached_property
    def is_codelist(self) -> bool:
        """Whether the table is a code list (all of them share one schema)."""
        return self.path.startswith("data/codelists/")

    def index(self, column: str) -> int:
        """The position of a column, 0 for the first; KeyError if the table has no such column."""
        try:
            return self.columns.index(column)
        except ValueError:
            raise KeyError(column) from None

    def field(self, column: str) -> Field:
        """The field of that name; KeyError if the table has no such column."""
        return self.fields[self.index(column)]

    def __contains__(self, column: str) -> bool:
        return column in self.columns


@dataclass(frozen=True)
class Package:
    """A data package on disk. ``as_of`` (ISO 8601 day) is the edition's date: nothing asks the clock."""

    root: Path
    descriptor: dict[str, Any]
    tables: tuple[Table, ...]

    @classmethod
    def open(cls, root: Path) -> "Package":
        """Read the descriptor and the schemas under ``root``.

        Raises OpenGovError if there is no package, if a file cannot be read or is not JSON of the right
        shape, or if a path leaves the package.
        """
        descriptor = load_json(root, DESCRIPTOR)
        try:
            read = cache(partial(load_json, root))  # the code lists share one schema
            tables = tuple(_table(root, resource, read) for resource in descriptor["resources"])
            descriptor["version"], descriptor["opengov"]["as_of"]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise OpenGovError(
                f"{root / DESCRIPTOR} is not a package of this project: {type(error).__name__} {error}.",
                "Run 'opengov check' to see what is wrong.",
            ) from error
        return cls(root, descriptor, tables)

    @property
    def version(self) -> str:
        """The edition's version, ``1.0.0``."""
        return number(self.descriptor["version"])

    @property
    def as_of(self) -> str:
        """The day as of which the edition was true, ISO 8601."""
        return self.descriptor["opengov"]["as_of"]

    @property
    def created(self) -> str:
        """When the edition was released, a moment in UTC (RFC 3339); of a copy with later edits, when that
        was which it follows; empty where the descriptor does not say.
        """
        return str(self.descriptor.get("created", ""))

    @cached_property
    def edition(self) -> str:
        """The version, ``1.0.0``, if tables and schemas are byte for byte those that ``opengov release`` has
        sealed under it (``opengov.released``: path and SHA-256); otherwise ``unreleased``.
        """
        sealed = self.descriptor["opengov"].get("released")
        return self.version if sealed and sealed == self.digests() else UNRELEASED

    @property
    def label(self) -> str:
        """``edition 1.0.0``, or ``unreleased, after edition 1.0.0``."""
        return label(self.version, self.edition)

    def digests(self) -> dict[str, str]:
        """The SHA-256 of every table and schema, by path; empty text for a file that is not there."""
        names = sorted({t.path for t in self.tables} | {t.schema_path for t in self.tables})
        return {name: _digest(self.root / name) for name in names}

    def table(self, name: str) -> Table:
        """The table of that name; KeyError if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(table.name == name for table in self.tables)

    def files(self) -> list[Path]:
        """Every file that the package consists of: descriptor, schemas, tables."""
        names = {DESCRIPTOR, *(t.path for t in self.tables), *(t.schema_path for t in self.tables)}
        return [self.root / name for name in sorted(names)]


def _digest(file: Path) -> str:
    """The SHA-256 of a file, read piece by piece: a table may be larger than memory."""
    if not file.is_file():
        return ""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _table(root: Path, resource: dict[str, Any], read: Callable[[str], dict[str, Any]]) -> Table:
    reason = unsafe_path(root, resource["path"])
    if reason:
        raise OpenGovError(f"The path {resource['path']!r} in {DESCRIPTOR} is refused: {reason}.")
    schema = read(resource["schema"])
    rows = resource.get("opengov", {}).get("rows", {})
    return Table(
        name=resource["name"],
        path=resource["path"],
        schema_path=resource["schema"],
        title=resource.get("title", resource["name"]),
        description=resource.get("description", ""),
        fields=tuple(
            Field(
                name=field["name"],
                type=field.get("type", "string"),
                title=field.get("title", field["name"]),
                description=field.get("description", ""),
                example=str(field.get("example", "")),
                constraints=dict(field.get("constraints", {})),
            )
            for field in schema["fields"]
        ),
        primary_key=_names(schema.get("primaryKey", [])),
        unique_keys=tuple(_names(key) for key in schema.get("uniqueKeys", []))
        + tuple((f["name"],) for f in schema["fields"] if f.get("constraints", {}).get("unique")),
        references=tuple(
            Reference(_names(key["fields"]), key["reference"]["resource"], _names(key["reference"]["fields"]))
            for key in schema.get("foreignKeys", [])
        ),
        rows_min=rows.get("min"),
        rows_max=rows.get("max"),
    )


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
