"""Why a case is wrong: ask again, known mistake, smallest input, what the values look like.

``explanation`` has the order of the questions, ``inquiry`` their budget and memory, ``ask`` leads to both sides. All else is
pure but for a callable ``ask(args, kwargs)``, knows nothing of pytest or reports, and imports no student code.
"""
