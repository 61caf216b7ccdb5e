"""Where grades are kept: one seam, the real thing (SQLite) and a fake in memory. Knows nothing of how grades are made or shown."""

from grader.batch.store.memory import MemoryStore
from grader.batch.store.seam import Files, Print, Store
from grader.batch.store.sqlite import SqliteStore

__all__ = ["Files", "MemoryStore", "Print", "SqliteStore", "Store"]
