"""Database triggers: any committed write to a public fact leaves its mark, whoever writes.

They are generated for SQLite and PostgreSQL from the fact tables that apps register, dropped before
migrations (SQLite rebuilds tables and loses them, PostgreSQL refuses to alter their columns) and
installed after.
"""
