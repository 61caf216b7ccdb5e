"""A class: taken in, graded by many judges, kept, published. Knows nothing of how a case is judged, nor of command lines."""
