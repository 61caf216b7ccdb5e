"""Pure renderers: a revealed grade to HTML, JSON, CSV, and lines on a terminal."""
