"""The phrases of what a new version of an assignment changes."""

PHRASES = {
    "change_nothing": ("Nothing changes.", "바뀌는 것이 없습니다."),
    "change_grades": ("Grades can change: the class has to be graded again.", "점수가 바뀔 수 있어 학급을 다시 채점해야 합니다."),
    "change_words_only": (
        "This cannot change any grade: nobody is graded again.",
        "이것으로 바뀌는 점수는 없습니다. 아무도 다시 채점하지 않습니다.",
    ),
    "change_limits": ("Limits of time and memory", "시간과 메모리 제한"),
    "change_default_rule": ("The default tolerance", "기본 허용 오차"),
    "change_named_rules": ("Named tolerances", "이름 붙은 허용 오차"),
    "change_rule": ("The tolerance or comparison of {function}", "{function}의 허용 오차나 비교"),
    "change_seed": ("How inputs are drawn", "입력을 뽑는 방법"),
    "change_reveal": ("How much of a failed check is shown", "실패한 검사를 보여 주는 정도"),
    "change_deadline": ("The deadline or what late work costs", "마감이나 지각 규칙"),
    "change_attempts": ("How many attempts there are and which counts", "제출 횟수와 반영 방법"),
    "change_manual": ("Questions that are marked by hand", "수동 채점 문항"),
    "change_needs": ("Which question builds on which", "문항 사이의 관계"),
    "change_asked": ("Which files or functions are required", "요구하는 파일이나 함수"),
    "change_texts": ("Texts", "글"),
    "change_points": ("Total points: {before} → {after}", "총점: {before} → {after}"),
    "change_file_new": ("New: {file}", "추가: {file}"),
    "change_file_gone": ("Removed: {file}", "삭제: {file}"),
    "change_file_changed": ("Changed: {file}", "변경: {file}"),
}
