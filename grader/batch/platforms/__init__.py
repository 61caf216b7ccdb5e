"""Learning platforms: their downloads in, their tables out, each by its own rules. Knows no suite and no judge."""
