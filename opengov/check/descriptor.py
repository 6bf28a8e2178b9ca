"""Second: is ``datapackage.json`` safe and sound, with its schemas?

Frictionless fetches an address that stands in ``path``, ``schema``, ``dialect`` or ``profile`` although it
does not trust the package, and follows symbolic links (both found by trying). So nothing but plain relative
paths gets that far. Nothing here, or later, asks the network for anything.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
from jsonschema import ValidationError

from opengov import dates
from opengov.check import needed, shapes
from opengov.check.licences import disagreeing
from opengov.check.parsed import parsed
from opengov.files import BadJson, load_json, unsafe_path
from opengov.findings import Finding, shown
from opengov.package import DESCRIPTOR

CODES = {
    "descriptor-missing-key": "datapackage.json or a schema lacks something that it must say.",
    "descriptor-value": "Something in datapackage.json or a schema is not allowed there.",
    "descriptor-path": "A path is not a plain relative path to a file of the package.",
    "descriptor-address": "The descriptor or a schema points to an address where only files may stand.",
    "descriptor-key": "A key of a schema names a column or a table that does not exist.",
    "unlisted-file": "A CSV file lies in data/ that the descriptor does not list.",
}
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|^//", re.IGNORECASE)


def check_descriptor(root: Path) -> list[Finding]:
    """All findings on the descriptor and the schemas. Raises OpenGovError if there is no package at all."""
    lint = _Lint(root)
    found = set(lint.run())
    is_misnamed = "descriptor-path" in {one.code for one in found}  # then the right file is not listed either
    return sorted(one for one in found if not (is_misnamed and one.code == "unlisted-file"))


def is_fatal(finding: Finding) -> bool:
    """Whether the tables cannot be read before this is mended: paths may lead anywhere, keys nowhere."""
    harmless = finding.code == "descriptor-missing-key" and finding.path == DESCRIPTOR
    return not harmless and finding.code != "unlisted-file"


class _Lint:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.text: dict[str, str] = {}
        self.schemas: dict[str, dict[str, Any]] = {}

    def run(self) -> Iterator[Finding]:
        """Every finding: first the shape of a file, then what it says."""
        try:
            package = load_json(self.root, DESCRIPTOR)
        except BadJson as error:
            yield Finding(DESCRIPTOR, error.line, "", "descriptor-value", error.message, error.hint)
            return
        faults = list(self.shape(DESCRIPTOR, package, "package"))
        yield from faults
        if any(map(is_fatal, faults)) or "resources" not in package:
            return
        yield from self.edition(package)
        yield from self.licences(package.get("licenses", []))
        resources = package["resources"]
        names = [resource.get("name") for resource in resources]
        faults = [fault for resource in resources for fault in self.resource(resource, names)]
        yield from faults
        yield from self.unlisted({resource.get("path") for resource in resources})
        if not any(map(is_fatal, faults)):
            yield from needed.lacking(resources, self.schemas)
        of_table = {r.get("name"): self.schemas.get(r.get("schema")) for r in resources}
        for path, schema in self.schemas.items():
            wrong = [*self.keys(path, schema, of_table)]
            yield from wrong or self.refused(path, schema)

    def shape(self, path: str, content: dict[str, Any], kind: str) -> Iterator[Finding]:
        """What a file must hold and does not, and what it holds and must not."""
        for error in shapes.faults(content, kind):
            where = ".".join(str(step) for step in error.absolute_path) or "the file"
            if error.validator == "required":
                missing = error.message.split("'")[1]  # jsonschema has it in its message only
                line = self.line(path, content, error, "")
                message = f"{where} has no {missing}."
                yield Finding(path, line, "", "descriptor-missing-key", message, f"Add {missing}.")
            elif error.validator == "additionalProperties":
                for key in sorted(set(error.instance) - set(error.schema["properties"])):
                    value = str(error.instance[key])
                    code = "descriptor-address" if _ADDRESS.search(value) else "descriptor-value"
                    message = f"{key} in {where} is {shown(value)}; it has no business here."
                    line = self.line(path, content, error, key)
                    yield Finding(path, line, "", code, message, f"Take {key} out.")
            else:
                yield self.value(path, content, error, where)

    def value(self, path: str, content: dict[str, Any], error: ValidationError, where: str) -> Finding:
        """A value of the wrong kind."""
        value = str(error.instance)
        empty = error.validator in ("minLength", "minItems")
        code = "descriptor-address" if _ADDRESS.search(value) else "descriptor-value"
        expected = {"const": "{}", "pattern": "the form {}", "enum": "one of {}", "type": "a {}"}
        wanted = expected.get(error.validator, "something else").format(error.validator_value)
        message = f"{where} is {shown(value)}, expected {wanted}."
        if empty:
            code, message = "descriptor-missing-key", f"{where} is empty."
        return Finding(path, self.line(path, content, error, ""), "", code, message, "")

    def line(self, path: str, content: dict[str, Any], error: ValidationError, key: str) -> int:
        """The line of what an error speaks of, as well as it can be found in the text; 0 if not at all."""
        at, here, last = 0, content, key
        for step in error.absolute_path:
            here = here[step]
            if isinstance(here, dict) and isinstance(here.get("name"), str):
                at = max(self.source(path).find(f'"name": "{here["name"]}"', at), at)
            if not key and isinstance(step, str):
                last = step
        if error.validator == "required" and not key:
            last = ""
        found = self.source(path).find(f'"{last}"', at) if last else at
        return self.source(path).count("\n", 0, found) + 1 if found > 0 else 0

    def source(self, path: str) -> str:
        """The text of a file."""
        if path not in self.text:
            self.text[path] = (self.root / path).read_text(encoding="utf-8")
        return self.text[path]

    def edition(self, package: dict[str, Any]) -> Iterator[Finding]:
        """Both dates are of the calendar: pages and downloads quote them."""
        as_of, created = package.get("opengov", {}).get("as_of", ""), package.get("created", "")
        for name, text in (("opengov.as_of", as_of), ("created", created)):
            if text and not dates.is_possible(text[:10]):
                why = f"{name} is {text}, which is no day of the calendar."
                yield self.finding(DESCRIPTOR, name.split(".")[-1], "descriptor-value", why)

    def licences(self, licences: list[dict[str, Any]]) -> Iterator[Finding]:
        """Name and address of a licence are those of one."""
        for path, message, hint in disagreeing(licences):
            yield self.finding(DESCRIPTOR, path, "descriptor-value", message, hint)

    def resource(self, resource: dict[str, Any], names: list[Any]) -> Iterator[Finding]:
        """One table of the descriptor, and its schema."""
        name = resource.get("name", "?")
        if names.count(name) > 1:
            yield self.finding(DESCRIPTOR, name, "descriptor-value", f"the table {name} is listed twice.")
        for key in ("path", "schema"):
            if key in resource:
                yield from self.path(key, resource[key], name)
        schema = resource.get("schema", "")
        if (
            schema not in self.schemas
            and not unsafe_path(self.root, schema)
            and (self.root / schema).is_file()
        ):
            yield from self.schema(schema)

    def path(self, key: str, value: str, name: str) -> Iterator[Finding]:
        """A path of a resource: plain, relative, no link, and (for schemas) there."""
        reason = unsafe_path(self.root, value)
        if not reason and key == "path" and not value.endswith(".csv"):
            reason = "it does not end in .csv"
        if not reason and key == "schema" and not (self.root / value).is_file():
            reason = "there is no such file"
        if reason:
            message = f"{key} of the table {name} is {shown(value)}: {reason}."
            hint = "Name a file inside the package, such as data/commitments.csv."
            yield self.finding(DESCRIPTOR, value, "descriptor-path", message, hint)

    def schema(self, path: str) -> Iterator[Finding]:
        """A Table Schema: of the right shape, with patterns that are some."""
        try:
            schema = load_json(self.root, path)
        except BadJson as error:
            yield Finding(path, error.line, "", "descriptor-value", error.message, error.hint)
            return
        faults = list(self.shape(path, schema, "schema"))
        yield from faults
        if any(map(is_fatal, faults)) or "fields" not in schema:
            return
        self.schemas[path] = schema
        columns = [field.get("name") for field in schema["fields"]]
        for field in schema["fields"]:
            name = str(field.get("name"))
            if columns.count(name) > 1:
                yield self.finding(path, name, "descriptor-value", f"the column {name} stands twice.")
                del self.schemas[path]
                return
            try:
                re.compile(field.get("constraints", {}).get("pattern", ""))
            except re.error as error:
                pattern = field["constraints"]["pattern"]
                message = f"the pattern {shown(pattern)} of {name} is no regular expression: {error}."
                yield self.finding(path, pattern, "descriptor-value", message)
                del self.schemas[path]
                return

    def refused(self, path: str, schema: dict[str, Any]) -> Iterator[Finding]:
        """What Frictionless itself has against a schema in which nothing else is found."""
        try:
            parsed(schema)
        except frictionless.FrictionlessException as error:
            for reason in error.reasons or [error.error]:
                message = f"Frictionless refuses the schema: {reason.note}."
                yield self.finding(path, "", "descriptor-value", message)

    def keys(self, path: str, schema: dict[str, Any], of_table: dict[Any, Any]) -> Iterator[Finding]:
        """The columns and tables that keys name exist."""
        columns = [field.get("name") for field in schema["fields"]]
        uses = [("primaryKey", schema.get("primaryKey", []))]
        uses += [("uniqueKeys", key) for key in schema.get("uniqueKeys", [])]
        uses += [("foreignKeys", key["fields"]) for key in schema.get("foreignKeys", [])]
        for kind, names in uses:
            for column in _names(names):
                if column not in columns:
                    message = f"{kind} names {shown(column)}, which is no column."
                    yield self.finding(path, kind, "descriptor-key", message)
        for key in schema.get("foreignKeys", []):
            table, there = key["reference"]["resource"], _names(key["reference"]["fields"])
            if table not in of_table:
                message = f"a foreign key refers to {shown(table)}, which is no table of the package."
                yield self.finding(path, table, "descriptor-key", message)
            elif of_table[table] is not None:
                known = [field.get("name") for field in of_table[table]["fields"]]
                for column in there:
                    if column not in known:
                        message = f"a foreign key refers to {shown(column)}, which is no column of {table}."
                        yield self.finding(path, "foreignKeys", "descriptor-key", message)

    def unlisted(self, listed: set[Any]) -> Iterator[Finding]:
        """A file that no one checks is a file that no one can trust."""
        for file in sorted((self.root / "data").rglob("*")):
            path = file.relative_to(self.root).as_posix()
            if file.suffix.lower() == ".csv" and path not in listed and not file.is_dir():
                message = f"the file is not listed in {DESCRIPTOR}, so nothing checks it."
                yield Finding(
                    path, 0, "", "unlisted-file", message, "List it as a resource, or move it away."
                )

    def finding(self, path: str, near: str, code: str, message: str, hint: str = "") -> Finding:
        """A finding in a JSON file, on the first line that holds ``near`` in quotes (else without line)."""
        at = self.source(path).find(f'"{near}"') if near else -1
        line = self.source(path).count("\n", 0, at) + 1 if at >= 0 else 0
        return Finding(path, line, "", code, message, hint)


def _names(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
