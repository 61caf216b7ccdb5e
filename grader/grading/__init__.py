"""Pure: (actual, expected, rule) to a mismatch or nothing; the outcomes of cases to points; a grade to what its student may see.

``compare`` walks two structures, ``arrays`` makes an array of a list of numbers, ``closeness`` holds two arrays against a rule,
and ``measure`` has the one formula of every rule. ``freedoms`` tries what a rule leaves free (sign, order, factor), of the whole or
of its ``slices``; an ``alignment`` is how the two were held against each other. ``scoring`` and ``totals`` add up, ``lateness``
takes off, ``reveal`` blanks. Nothing here reads a file or asks a process.
"""
