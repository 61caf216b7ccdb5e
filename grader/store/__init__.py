"""Where grades are kept: one seam, the real thing (SQLite) and a fake in memory. Knows nothing of how grades are made or shown."""

from grader.store.memory import MemoryStore
from grader.store.seam import Files, Print, Store
from grader.store.sqlite import SqliteStore

__all__ = ["Files", "MemoryStore", "Print", "SqliteStore", "Store"]
