"""Pure renderers: a revealed grade to HTML, JSON, CSV, and lines on a terminal.

``student_page``, ``class_page``, ``course_page`` and ``regrade_page`` are the pages, ``documents`` and ``gradebook`` what
programs read, ``terminal`` what a shell shows. ``sentences`` and ``findings_text`` put evidence into words.
"""
