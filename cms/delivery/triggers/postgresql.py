"""The triggers of PostgreSQL.

Writers run at the same time, so a transaction's touches are only noted where they happen, and get
their number, one for all, at the commit under a lock: no number becomes visible before a smaller
one. A deferred constraint trigger does that. It lets itself be called twice, so that Django's
deferred foreign keys, whose checks may wait for the holder of the lock, are checked before.
"""

from collections.abc import Iterator, Sequence

from cms.delivery.facts import FactTable
from cms.delivery.triggers.guarding import guarded_columns

PREFIX = "delivery_"
#: Who holds it gives numbers, or stores what was rendered. Any number that nobody else uses.
LOCK = 7_203_641_905
FIND = f"""
SELECT t.tgname || ' ON ' || quote_ident(c.relname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgname LIKE '{PREFIX}%'
  AND c.relnamespace = current_schema()::regnamespace
"""

FUNCTIONS = (
    f"""
CREATE OR REPLACE FUNCTION {PREFIX}finish() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
DECLARE
  new_number bigint;
BEGIN
  IF NEW.hop = 0 THEN
    UPDATE delivery_pendingtransaction SET hop = 1 WHERE "transaction" = NEW."transaction";
    RETURN NULL;
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'A transaction that writes content must be READ COMMITTED.';
  END IF;
  PERFORM pg_advisory_xact_lock({LOCK});
  UPDATE delivery_state
    SET number = number + 1, nonce = hashtextextended(gen_random_uuid()::text, 0)
    WHERE id = 1 RETURNING number INTO new_number;
  INSERT INTO delivery_lineage (number, nonce)
    SELECT number, nonce FROM delivery_state WHERE id = 1;
  -- There is none while a database is emptied.
  new_number := coalesce(new_number, 0);
  INSERT INTO delivery_touch ("key", number)
    SELECT DISTINCT p."key", new_number FROM delivery_pending p
    WHERE p."transaction" = NEW."transaction"
    ON CONFLICT ("key") DO UPDATE SET number = EXCLUDED.number;
  INSERT INTO delivery_document
    (source, "type", locale, version, marked, standing, content, summary, etag, made_from,
     surrogate_key, fingerprint, title, path, reason, note, replaced_by)
    SELECT DISTINCT p."key", '', 'en', 0, 2, 'new', '', '', '', '', '', '', '', '', '', '', ''
    FROM delivery_pending p
    WHERE p."transaction" = NEW."transaction" AND p.own = 1 AND p."key" <> '*'
    ON CONFLICT (source) DO NOTHING;
  UPDATE delivery_document d SET marked = 2, version = new_number
    FROM delivery_pending p
    WHERE p."transaction" = NEW."transaction" AND p.own = 1 AND d.source = p."key";
  UPDATE delivery_document d SET marked = greatest(d.marked, 1), version = new_number
    WHERE d.id IN (
      SELECT k.document_id FROM delivery_documentkey k
      JOIN delivery_pending p ON p."key" = k."key"
      WHERE p."transaction" = NEW."transaction"
    );
  UPDATE delivery_document d SET marked = greatest(d.marked, 1 + e.own), version = new_number
    FROM (
      SELECT max(p.own) AS own FROM delivery_pending p
      WHERE p."transaction" = NEW."transaction" AND p."key" = '*'
    ) e
    WHERE e.own IS NOT NULL AND d.standing <> 'gone';
  DELETE FROM delivery_pending WHERE "transaction" = NEW."transaction";
  DELETE FROM delivery_pendingtransaction WHERE "transaction" = NEW."transaction";
  RETURN NULL;
END $$
""",
    f"""
CREATE OR REPLACE FUNCTION {PREFIX}queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
  NEW."transaction" = txid_current();
  INSERT INTO delivery_pendingtransaction ("transaction", hop) VALUES (txid_current(), 0)
    ON CONFLICT DO NOTHING;
  IF EXISTS (
    SELECT 1 FROM delivery_pending p
    WHERE p."transaction" = NEW."transaction" AND p."key" = NEW."key" AND p.own = NEW.own
  ) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$
""",
    f"""
CREATE OR REPLACE FUNCTION {PREFIX}guard_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
  NEW := OLD;
  NEW.seal = 0;
  INSERT INTO delivery_pending ("transaction", "key", own) VALUES (0, OLD.source, 1);
  RETURN NEW;
END $$
""",
    f"""
CREATE OR REPLACE FUNCTION {PREFIX}guard_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
  OLD.marked = 2;
  OLD.seal = 0;
  INSERT INTO delivery_document SELECT OLD.*;
  INSERT INTO delivery_pending ("transaction", "key", own) VALUES (0, OLD.source, 1);
  RETURN NULL;
END $$
""",
)
TRIGGERS = (
    (
        f"CREATE TRIGGER {PREFIX}queue BEFORE INSERT ON delivery_pending "
        f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}queue()"
    ),
    # What somebody else does to a stored document is undone, and the document is made anew.
    (
        f"CREATE TRIGGER {PREFIX}guard_mark BEFORE UPDATE OF marked ON delivery_document "
        f"FOR EACH ROW WHEN (OLD.seal IS NOT DISTINCT FROM NEW.seal AND NEW.marked < OLD.marked) "
        f"EXECUTE FUNCTION {PREFIX}guard_update()"
    ),
    (
        f"CREATE TRIGGER {PREFIX}guard_delete AFTER DELETE ON delivery_document "
        f"FOR EACH ROW WHEN (OLD.standing <> 'new') EXECUTE FUNCTION {PREFIX}guard_delete()"
    ),
    (
        f"CREATE CONSTRAINT TRIGGER {PREFIX}finish AFTER INSERT OR UPDATE "
        f"ON delivery_pendingtransaction DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}finish()"
    ),
)


def _insertion(selects: Sequence[str]) -> str:
    """Return the statement that notes what `selects` find."""
    union = "\n      UNION ".join(selects)
    return (
        'INSERT INTO delivery_pending ("transaction", "key", own)\n'
        f'    SELECT 0, found."key", found.own FROM (\n      {union}\n    ) AS found;'
    )


def _row(texts: Sequence[str], row: str) -> list[str]:
    return [text.format(row=row) for text in texts]


def _changed(columns: Sequence[str]) -> str:
    was = ", ".join(f'OLD."{column}"' for column in columns)
    now = ", ".join(f'NEW."{column}"' for column in columns)
    return f"ROW({was}) IS DISTINCT FROM ROW({now})"


def _old_path(table: FactTable) -> str:
    """Return the statements that remember a path, or nothing."""
    if not table.old_path:
        return ""
    was, now = table.old_path.format(row="OLD"), table.old_path.format(row="NEW")
    return (
        "INSERT INTO delivery_oldpath (path, source) SELECT was.path, was.source\n"
        f"      FROM ({was}) AS was WHERE was.path NOT IN (SELECT n.path FROM ({now}) AS n)\n"
        "      ON CONFLICT (path) DO UPDATE SET source = EXCLUDED.source;\n    "
    )


def _function(name: str, body: str) -> str:
    # With its owner's rights, so that also a role that may only write content leaves its marks.
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path FROM CURRENT AS $$\nBEGIN\n    {body}\n    RETURN NULL;\nEND $$"
    )


def _guard(columns: Sequence[str]) -> str:
    """Return the trigger that undoes what somebody else changes in a stored document."""
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"CREATE TRIGGER {PREFIX}guard_update BEFORE UPDATE OF {names} ON delivery_document "
        f"FOR EACH ROW WHEN (OLD.seal IS NOT DISTINCT FROM NEW.seal AND {_changed(columns)}) "
        f"EXECUTE FUNCTION {PREFIX}guard_update()"
    )


def statements(tables: Sequence[FactTable]) -> Iterator[str]:
    """Yield every statement that installs the triggers."""
    yield from FUNCTIONS
    yield from TRIGGERS
    yield _guard(guarded_columns())
    for table in tables:
        inserted = _row(table.touches, "NEW")
        deleted = _row([*table.touches, *table.touches_when_deleted], "OLD")
        updated = [*_row(table.touches, "OLD"), *inserted]
        columns = ", ".join(f'"{column}"' for column in table.columns)
        for event, body, when in (
            ("INSERT", _insertion(inserted), ""),
            ("DELETE", _insertion(deleted), ""),
            (
                f"UPDATE OF {columns}",
                _old_path(table) + _insertion(updated),
                f"WHEN ({_changed(table.columns)}) ",
            ),
        ):
            name = f"{PREFIX}{table.table}_{event.split(' ', maxsplit=1)[0].lower()}"
            yield _function(name, body)
            yield (
                f'CREATE TRIGGER {name} AFTER {event} ON "{table.table}" '
                f"FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
            )


def removals(names: Sequence[str]) -> Iterator[str]:
    """Yield the statements that remove the triggers that `FIND` found."""
    for name in names:
        yield f"DROP TRIGGER {name}"
