"""Tables in which nothing can be changed or taken away, also not by us: the database refuses it."""

from __future__ import annotations

TABLES = ("audit",)


def statements(table: str, dialect: str) -> tuple[str, ...]:
    """What makes it so, once the table is there. SQLAlchemy has no words for triggers."""
    refused = f"{table} is append-only"
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{refused}'); END"
            for act in ("UPDATE", "DELETE")
        )
    return (
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{refused}'; END $$",
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
    )
