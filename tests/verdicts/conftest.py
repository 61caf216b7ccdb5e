"""The course and the submissions in here are data: their tests are run by a judge, not by pytest itself."""

collect_ignore = ["course", "students"]
