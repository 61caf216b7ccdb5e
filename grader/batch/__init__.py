"""A class: taken in, graded by many judges, kept, published. Knows nothing of how a case is judged, nor of command lines.

``intake`` and ``roll`` tell who handed in what, ``tables`` and ``decisions`` what people wrote beside it; ``run`` finds what
has no grade yet and has it graded by a ``pool`` of judges here or in a ``cluster``; ``store`` keeps it; ``publish`` makes
every document of it, through ``render``.
"""
