"""Second: is ``datapackage.json`` safe and sound, with its schemas?

Frictionless fetches an address that stands in ``path``, ``schema``, ``dialect`` or ``profile`` although it
does not trust the package, and follows symbolic links (both found by trying). So nothing but plain relative
paths gets that far. Nothing here, or later, asks the network for anything.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opengov import dates
from opengov.errors import OpenGovError
from opengov.findings import Finding, shown
from opengov.package import DESCRIPTOR, load_json, unsafe_path

CODES = {
    "descriptor-missing-key": "datapackage.json or a schema lacks something that it must say.",
    "descriptor-value": "Something in datapackage.json or a schema has a value that is not allowed.",
    "descriptor-path": "A path is not a plain relative path to a file of the package.",
    "descriptor-address": "The descriptor or a schema points to an address where only files may stand.",
    "descriptor-key": "A key of a schema names a column or a table that does not exist.",
    "unlisted-file": "A CSV file lies in data/ that the descriptor does not list.",
}
_PACKAGE_KEYS = ("name", "title", "description", "version", "created", "licenses", "contributors", "sources")
_RESOURCE_KEYS = ("name", "path", "title", "description", "schema", "encoding", "format")
_FIELD_KEYS = ("name", "title", "description", "type", "example", "constraints")
_TYPES = ("string", "integer", "number")
_REFUSED = (  # by these Frictionless opens something else than the listed file, or (checklist) says nothing
    "profile",
    "$schema",
    "dialect",
    "data",
    "basepath",
    "extrapaths",
    "innerpath",
    "compression",
    "control",
    "checklist",
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|^//", re.IGNORECASE)


def check_descriptor(root: Path) -> list[Finding]:
    """All findings on the descriptor and the schemas. Raises OpenGovError if there is no package at all."""
    descriptor = load_json(root, DESCRIPTOR)
    found = set(_Lint(root, descriptor).run())
    if any(
        finding.code == "descriptor-path" for finding in found
    ):  # then the right file is not listed either
        found = {finding for finding in found if finding.code != "unlisted-file"}
    return sorted(found)


class _Lint:
    def __init__(self, root: Path, descriptor: dict[str, Any]) -> None:
        self.root = root
        self.descriptor = descriptor
        self.schemas: dict[str, dict[str, Any]] = {}
        self.text: dict[str, str] = {}

    def run(self) -> Iterator[Finding]:
        """Every finding, some perhaps twice (code lists share a schema)."""
        yield from self.missing(DESCRIPTOR, self.descriptor, _PACKAGE_KEYS, "the package")
        yield from self.edition()
        yield from self.refused(DESCRIPTOR, self.descriptor)
        resources = self.descriptor.get("resources")
        if not isinstance(resources, list) or not resources:
            yield self.finding(DESCRIPTOR, "resources", "descriptor-missing-key", "resources lists no table.")
            return
        names = [resource.get("name") for resource in resources if isinstance(resource, dict)]
        for resource in resources:
            if not isinstance(resource, dict):
                yield self.finding(
                    DESCRIPTOR, "resources", "descriptor-value", "a resource is not an object."
                )
            else:
                yield from self.resource(resource, names)
        yield from self.targets({r.get("name"): r.get("schema") for r in resources if isinstance(r, dict)})
        yield from self.unlisted(resources)

    def edition(self) -> Iterator[Finding]:
        """Version and as-of date: pages and downloads quote them."""
        version, block = self.descriptor.get("version"), self.descriptor.get("opengov")
        if version is not None and not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", str(version)):
            message = f"the version {shown(str(version))} does not read like 1.2.3."
            yield self.finding(DESCRIPTOR, "version", "descriptor-value", message)
        as_of = block.get("as_of") if isinstance(block, dict) else None
        if not (isinstance(as_of, str) and len(as_of) == 10 and dates.is_possible(as_of)):
            message = "opengov.as_of must be the day of the edition, such as 2026-11-23."
            yield self.finding(DESCRIPTOR, "as_of", "descriptor-value", message)

    def resource(self, resource: dict[str, Any], names: list[Any]) -> Iterator[Finding]:
        """One table of the descriptor, and its schema."""
        name = resource.get("name")
        called = f"the table {shown(str(name))}"
        yield from self.missing(DESCRIPTOR, resource, _RESOURCE_KEYS, called, near=str(name))
        if names.count(name) > 1:
            yield self.finding(DESCRIPTOR, str(name), "descriptor-value", f"{called} is listed twice.")
        yield from self.refused(DESCRIPTOR, resource)
        for key, wanted in (("encoding", "utf-8"), ("format", "csv")):
            if resource.get(key, wanted) != wanted:
                message = f"{key} of {called} is {shown(str(resource[key]))}, expected {wanted}."
                yield self.finding(DESCRIPTOR, str(resource[key]), "descriptor-value", message)
        for key in ("path", "schema"):
            if key in resource:
                yield from self.path(key, resource[key], called)
        schema = resource.get("schema")
        known = (
            isinstance(schema, str) and not unsafe_path(self.root, schema) and (self.root / schema).is_file()
        )
        if known and schema not in self.schemas:
            yield from self.schema(schema, names)

    def path(self, key: str, value: Any, called: str) -> Iterator[Finding]:
        """A path of a resource: plain, relative, no link, and (for schemas) there."""
        reason = unsafe_path(self.root, value)
        if reason:
            message = f"{key} of {called} is {shown(str(value))}: {reason}."
            hint = "Name a file inside the package, such as data/commitments.csv."
            yield self.finding(DESCRIPTOR, str(value), "descriptor-path", message, hint)
        elif key == "path" and not value.endswith(".csv"):
            message = f"path of {called} is {shown(value)}, expected a file that ends in .csv."
            yield self.finding(DESCRIPTOR, value, "descriptor-path", message)
        elif key == "schema" and not (self.root / value).is_file():
            message = f"schema of {called} is {value}, which does not exist."
            yield self.finding(DESCRIPTOR, value, "descriptor-path", message)

    def schema(self, path: str, names: list[Any]) -> Iterator[Finding]:
        """A Table Schema: every field described, keys that exist, patterns that compile."""
        try:
            schema = load_json(self.root, path)
        except OpenGovError as error:
            yield Finding(path, 0, "", "descriptor-value", error.message)
            return
        self.schemas[path] = schema
        yield from self.refused(path, schema)
        fields = schema.get("fields")
        if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
            yield self.finding(path, "fields", "descriptor-missing-key", "fields lists no columns.")
            return
        for field in fields:
            yield from self.field(path, field)
        columns = [field.get("name") for field in fields]
        if not schema.get("primaryKey"):
            yield self.finding(path, "primaryKey", "descriptor-missing-key", "there is no primaryKey.")
        for column in _names(schema.get("primaryKey", [])):
            if column not in columns:
                message = f"the primary key names {shown(column)}, which is no column."
                yield self.finding(path, "primaryKey", "descriptor-key", message)
        for key in schema.get("foreignKeys", []):
            yield from self.foreign_key(path, key, columns, names)

    def field(self, path: str, field: dict[str, Any]) -> Iterator[Finding]:
        """One column of a schema."""
        name = str(field.get("name"))
        yield from self.missing(path, field, _FIELD_KEYS, f"the column {shown(name)}", near=name)
        if field.get("type", "string") not in _TYPES:
            message = f"the column {shown(name)} is of type {field['type']}, expected {', '.join(_TYPES)}."
            yield self.finding(path, name, "descriptor-value", message)
        constraints = field.get("constraints", {})
        pattern = constraints.get("pattern") if isinstance(constraints, dict) else None
        try:
            re.compile(pattern or "")
        except (re.error, TypeError):
            message = f"the pattern of {shown(name)} is not a regular expression."
            yield self.finding(path, name, "descriptor-value", message)

    def foreign_key(self, path: str, key: Any, columns: list[Any], names: list[Any]) -> Iterator[Finding]:
        """A foreign key names columns that exist and a table that is listed."""
        try:
            here, table = _names(key["fields"]), key["reference"]["resource"]
        except (KeyError, TypeError):
            yield self.finding(
                path, "foreignKeys", "descriptor-value", "a foreign key lacks fields or reference."
            )
            return
        for column in here:
            if column not in columns:
                message = f"a foreign key names {shown(str(column))}, which is no column."
                yield self.finding(path, "foreignKeys", "descriptor-key", message)
        if table not in names:
            message = f"a foreign key refers to {shown(str(table))}, which is no table of the package."
            yield self.finding(path, str(table), "descriptor-key", message)

    def targets(self, schema_of: dict[Any, Any]) -> Iterator[Finding]:
        """The columns that foreign keys refer to exist in the other table."""
        for path, schema in self.schemas.items():
            for key in schema.get("foreignKeys", []):
                reference = key.get("reference", {}) if isinstance(key, dict) else {}
                schema_there = self.schemas.get(schema_of.get(reference.get("resource")), {})
                columns = [field.get("name") for field in schema_there.get("fields", [])]
                for column in _names(reference.get("fields", [])) if columns else []:
                    if column not in columns:
                        target = f"{shown(str(column))}, which is no column of {reference['resource']}"
                        message = f"a foreign key refers to {target}."
                        yield self.finding(path, "foreignKeys", "descriptor-key", message)

    def missing(
        self, path: str, thing: dict[str, Any], keys: tuple[str, ...], called: str, near: str = ""
    ) -> Iterator[Finding]:
        """What a thing must say and does not."""
        for key in keys:
            if thing.get(key) in (None, "", []):
                message = f"{called} has no {key}."
                yield self.finding(path, near, "descriptor-missing-key", message, f"Add {key}.")

    def refused(self, path: str, thing: dict[str, Any]) -> Iterator[Finding]:
        """Keys that have no business here."""
        for key in _REFUSED:
            value = thing.get(key)
            if value in (None, {"csv": {"delimiter": ","}}):
                continue
            code = "descriptor-address" if _ADDRESS.search(str(value)) else "descriptor-value"
            message = f"{key} is {shown(str(value))}; it is not allowed here."
            yield self.finding(path, key, code, message, f"Take {key} out.")

    def unlisted(self, resources: list[Any]) -> Iterator[Finding]:
        """A file that no one checks is a file that no one can trust."""
        listed = [resource.get("path") for resource in resources if isinstance(resource, dict)]
        for file in sorted((self.root / "data").rglob("*.csv")):
            path = file.relative_to(self.root).as_posix()
            if path not in listed:
                message = f"the file is not listed in {DESCRIPTOR}, so nothing checks it."
                yield Finding(path, 0, "", "unlisted-file", message, "List it as a resource, or delete it.")

    def finding(self, path: str, near: str, code: str, message: str, hint: str = "") -> Finding:
        """A finding in a JSON file, on the first line that holds ``near`` in quotes (else without line)."""
        if path not in self.text:
            self.text[path] = (self.root / path).read_text(encoding="utf-8")
        at = self.text[path].find(f'"{near}"') if near else -1
        line = self.text[path].count("\n", 0, at) + 1 if at >= 0 else 0
        return Finding(path, line, "", code, message, hint)


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
