"""The phrases that people read, by topic: each module holds one table a language, with the same keys in each (a test says so)."""

from grader.report.phrases import causes, classroom, closeness, files, findings, groups, page, standing, values

TOPICS = (causes, page, standing, classroom, files, values, closeness, findings, groups)

ENGLISH = {key: text for topic in TOPICS for key, text in topic.ENGLISH.items()}
KOREAN = {key: text for topic in TOPICS for key, text in topic.KOREAN.items()}
