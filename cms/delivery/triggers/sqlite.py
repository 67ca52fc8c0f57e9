"""The triggers of SQLite.

Writers take their lock at BEGIN, so transactions are one after the other, and a touch can be given
its number at once: no number becomes visible before a smaller one.
"""

from collections.abc import Iterator, Sequence

from cms.delivery.facts import FactTable
from cms.delivery.triggers.guarding import guarded_columns

PREFIX = "delivery_"
#: The content version inside a trigger; there is none while a database is emptied.
NUMBER = "coalesce((SELECT number FROM delivery_state WHERE id = 1), 0)"
#: What a trigger may be named: every trigger of ours.
FIND = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"

# No OR-clauses and no ON CONFLICT: those of the outer statement would win over them.
MARK = f"""
CREATE TRIGGER {PREFIX}mark AFTER INSERT ON delivery_pending BEGIN
  UPDATE delivery_state SET number = number + 1, nonce = random() WHERE id = 1;
  INSERT INTO delivery_lineage (number, nonce)
    SELECT number, nonce FROM delivery_state WHERE id = 1;
  DELETE FROM delivery_touch WHERE "key" = NEW."key";
  INSERT INTO delivery_touch ("key", number) VALUES (NEW."key", {NUMBER});
  INSERT INTO delivery_document
    (source, "type", locale, version, marked, standing, content, summary, etag, made_from,
     surrogate_key, fingerprint, title, path, reason, note, replaced_by)
    SELECT NEW."key", '', 'en', 0, 2, 'new', '', '', '', '', '', '', '', '', '', '', ''
    WHERE NEW.own = 1 AND NEW."key" <> '*'
      AND NOT EXISTS (SELECT 1 FROM delivery_document WHERE source = NEW."key");
  UPDATE delivery_document SET marked = 2, version = {NUMBER}
    WHERE NEW.own = 1 AND source = NEW."key";
  UPDATE delivery_document SET marked = max(marked, 1), version = {NUMBER}
    WHERE id IN (SELECT document_id FROM delivery_documentkey WHERE "key" = NEW."key");
  UPDATE delivery_document SET marked = max(marked, 1 + NEW.own), version = {NUMBER}
    WHERE NEW."key" = '*' AND standing <> 'gone';
  DELETE FROM delivery_pending WHERE id = NEW.id;
END
"""

#: What somebody else does to a stored document is undone, and the document is made anew. A row that
#: was never stored may go: nobody knows of it. While a database is emptied there is no state.
GUARDS = (
    """
CREATE TRIGGER {prefix}guard_update AFTER UPDATE OF {columns} ON delivery_document
WHEN OLD.seal IS NEW.seal AND ({changed}) BEGIN
  UPDATE delivery_document SET {restored}, seal = 0 WHERE id = NEW.id;
  INSERT INTO delivery_pending ("transaction", "key", own) VALUES (0, OLD.source, 1);
END
""",
    """
CREATE TRIGGER {prefix}guard_mark AFTER UPDATE OF marked ON delivery_document
WHEN OLD.seal IS NEW.seal AND NEW.marked < OLD.marked BEGIN
  UPDATE delivery_document SET marked = OLD.marked, seal = 0 WHERE id = NEW.id;
END
""",
    """
CREATE TRIGGER {prefix}guard_delete AFTER DELETE ON delivery_document
WHEN OLD.standing <> 'new' AND EXISTS (SELECT 1 FROM delivery_state) BEGIN
  INSERT INTO delivery_document (id, version, marked, seal, fingerprint, {columns})
    VALUES (OLD.id, OLD.version, 2, 0, '', {old});
  INSERT INTO delivery_pending ("transaction", "key", own) VALUES (0, OLD.source, 1);
END
""",
)


def _insertion(selects: Sequence[str]) -> str:
    """Return the statement that touches what `selects` find."""
    union = "\n    UNION ".join(selects)
    return (
        'INSERT INTO delivery_pending ("transaction", "key", own)\n'
        f'    SELECT 0, found."key", found.own FROM (\n    {union}\n    ) AS found;'
    )


def _row(texts: Sequence[str], row: str) -> list[str]:
    return [text.format(row=row) for text in texts]


def _changed(columns: Sequence[str]) -> str:
    return " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)


def _old_path(table: FactTable) -> str:
    """Return the statements that remember a path, or nothing."""
    if not table.old_path:
        return ""
    was, now = table.old_path.format(row="OLD"), table.old_path.format(row="NEW")
    return (
        f"DELETE FROM delivery_oldpath WHERE path IN (SELECT path FROM ({was}));\n"
        f"  INSERT INTO delivery_oldpath (path, source) SELECT was.path, was.source\n"
        f"    FROM ({was}) AS was WHERE was.path NOT IN (SELECT path FROM ({now}));\n  "
    )


def statements(tables: Sequence[FactTable]) -> Iterator[str]:
    """Yield every statement that installs the triggers."""
    yield MARK
    guarded = guarded_columns()
    for guard in GUARDS:
        yield guard.format(
            prefix=PREFIX,
            columns=", ".join(f'"{column}"' for column in guarded),
            changed=_changed(guarded),
            restored=", ".join(f'"{column}" = OLD."{column}"' for column in guarded),
            old=", ".join(f'OLD."{column}"' for column in guarded),
        )
    for table in tables:
        columns = ", ".join(f'"{column}"' for column in table.columns)
        inserted = _row(table.touches, "NEW")
        deleted = _row([*table.touches, *table.touches_when_deleted], "OLD")
        updated = [*_row(table.touches, "OLD"), *inserted]
        yield (
            f'CREATE TRIGGER {PREFIX}{table.table}_insert AFTER INSERT ON "{table.table}" BEGIN\n'
            f"  {_insertion(inserted)}\nEND"
        )
        yield (
            f"CREATE TRIGGER {PREFIX}{table.table}_update AFTER UPDATE OF {columns} "
            f'ON "{table.table}"\nWHEN {_changed(table.columns)} BEGIN\n'
            f"  {_old_path(table)}{_insertion(updated)}\nEND"
        )
        yield (
            f'CREATE TRIGGER {PREFIX}{table.table}_delete AFTER DELETE ON "{table.table}" BEGIN\n'
            f"  {_insertion(deleted)}\nEND"
        )


def removals(names: Sequence[str]) -> Iterator[str]:
    """Yield the statements that remove the triggers called `names`."""
    for name in names:
        yield f'DROP TRIGGER "{name}"'
