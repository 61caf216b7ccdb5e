"""A judge: one process that serves one assignment for its whole life, and the supervisor that owns it."""
