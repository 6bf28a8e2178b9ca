"""SQL that defines tables and indexes, made from the schemas."""

from collections.abc import Iterator

from opengov.package import Field, Package, Table

TYPES = {"integer": "INTEGER", "number": "REAL"}  # everything else is TEXT

# Indexes beside those of keys and foreign keys: what pages sort by.
SORTED_BY = {
    "action_plans": ("cycle_year",),
    "milestones": ("end_date",),
    "updates": ("date",),
}


def quoted(*names: str) -> str:
    """Names as SQL identifiers, whatever they contain: ``"plan_id", "source_id"``."""
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def create_table(table: Table) -> str:
    """CREATE TABLE with types, primary key, NOT NULL, UNIQUE and foreign keys, all as the schema has them.

    STRICT makes SQLite itself turn ``"48.85"`` into a number and refuse ``"many"`` in an integer column.
    """
    lines = [_column(table, field) for field in table.fields]
    lines.append(f"PRIMARY KEY ({quoted(*table.primary_key)})")
    lines += [f"UNIQUE ({quoted(*key)})" for key in table.unique_keys]
    lines += [
        f"FOREIGN KEY ({quoted(*key.fields)}) REFERENCES {quoted(key.table)} ({quoted(*key.to_fields)})"
        for key in table.references
    ]
    return f"CREATE TABLE {quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n) STRICT"


def insert(table: Table) -> str:
    """INSERT of one whole row, cells as text parameters in schema order; a blank cell becomes NULL."""
    cells = ", ".join(["nullif(?, '')"] * len(table.fields))
    return f"INSERT INTO {quoted(table.name)} VALUES ({cells})"


def create_indexes(package: Package) -> Iterator[str]:
    """CREATE INDEX for every foreign key, and for what pages sort by, unless a key already begins with it."""
    for table in package.tables:
        covered = [table.primary_key, *table.unique_keys]
        wanted = [key.fields for key in table.references]
        wanted += [(column,) for column in SORTED_BY.get(table.name, ())]
        for columns in wanted:
            if not any(key[: len(columns)] == columns for key in covered):
                covered.append(columns)
                name = quoted(f"{table.name}_by_{'_'.join(columns)}")
                yield f"CREATE INDEX {name} ON {quoted(table.name)} ({quoted(*columns)})"


def _column(table: Table, field: Field) -> str:
    needed = field.required or field.name in table.primary_key  # SQLite lets a text key be NULL
    return f"{quoted(field.name)} {TYPES.get(field.type, 'TEXT')}{' NOT NULL' if needed else ''}"
