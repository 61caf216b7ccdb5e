"""Where grades are kept: one protocol, the real thing (SQL) and a fake in memory. Knows nothing of how grades are made or shown."""

from grader.batch.store.memory import MemoryStore
from grader.batch.store.protocol import Files, Print, Store
from grader.batch.store.sql import SqlStore, open_store

__all__ = ["Files", "MemoryStore", "Print", "SqlStore", "Store", "open_store"]
