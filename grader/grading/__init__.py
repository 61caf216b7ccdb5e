"""Pure: (actual, expected, rule) to a mismatch or nothing; the outcomes of cases to points; a grade to what its student may see.

``compare`` walks two structures, ``closeness`` holds two arrays against a rule, ``measure`` has the one formula of every rule, and
``freedoms`` what a rule leaves free (sign, order, factor). ``scoring`` and ``totals`` add up, ``lateness`` takes off, ``reveal``
blanks. Nothing here reads a file or asks a process.
"""
