"""The phrases about deadlines, attempts and adjustments."""

PHRASES = {
    "not_marked_yet": (
        "Not marked yet, and not in the points above: {titles} ({points} {points:point|points}). {count:It is|They are} marked by hand.",
        "아직 채점되지 않아 위 점수에 들어 있지 않은 문항: {titles} ({points}점). 사람이 채점합니다.",
    ),
    "by_hand": ("Marked by hand", "사람이 채점한 문항"),
    "not_marked": ("not marked yet", "아직 채점 전"),
    "bonus": ("bonus", "보너스"),
    "mark_by": ("marked by {who}", "채점: {who}"),
    "comments": ("Comments on your code", "코드에 대한 의견"),
    "due_name": ("Due", "마감"),
    "handed_in_name": ("Handed in", "제출 시각"),
    "timezone_name": ("Time zone", "시간대"),
    "attempt_name": ("Attempt", "제출 횟수"),
    "best_attempt": (
        "Attempt {attempt} counts: of your {count} attempts that were graded here, no other earned more points.",
        "여기서 채점된 제출 {count}개 가운데 이보다 점수가 높은 것이 없어 {attempt}번째 제출이 인정되었습니다.",
    ),
    "extended": ("Your deadline was extended.", "마감이 연장되었습니다."),
    "over_attempts": (
        "This was attempt {attempt}; only the first {most} count, so it earns no points.",
        "{attempt}번째 제출입니다. {most}번째까지만 인정되므로 점수가 없습니다.",
    ),
    "late_name": ("Late work", "지각"),
    "late_day": ("{count:# day|# days}", "{count}일"),
    "late_hour": ("{count:# hour|# hours}", "{count}시간"),
    "late_penalty": (
        "Late: due {due}, handed in {handed_in}. Rounded up, that is {units} late, and costs {penalty} {penalty:point|points}.",
        "지각: 마감은 {due}, 제출 시각은 {handed_in}입니다. 올림하여 {units} 늦은 것으로 계산하며, {penalty}점이 깎였습니다.",
    ),
    "late_free": (
        "Late: due {due}, handed in {handed_in}. Rounded up, that is {units} late, and costs nothing.",
        "지각: 마감은 {due}, 제출 시각은 {handed_in}입니다. 올림하여 {units} 늦은 것으로 계산하지만, 점수는 깎이지 않습니다.",
    ),
    "late_noted": (
        "Late: due {due}, handed in {handed_in}. Rounded up, that is {units} late.",
        "지각: 마감은 {due}, 제출 시각은 {handed_in}입니다. 올림하여 {units} 늦은 것으로 계산합니다.",
    ),
    "late_refused": (
        "Too late: due {due}, handed in {handed_in}. Rounded up, that is {units} late. Submissions were no longer accepted, so it earns no points.",
        "너무 늦음: 마감은 {due}, 제출 시각은 {handed_in}입니다. 올림하여 {units} 늦었습니다. 더는 제출을 받지 않는 때였으므로 점수가 없습니다.",
    ),
    "adjusted": (
        "Adjusted by your teacher{who}{about}: {points} {points:point|points}. Reason: {reason}",
        "선생님이 점수를 조정했습니다{who}{about}: {points}점. 이유: {reason}",
    ),
    "adjusted_case": (", for {case}", " - {case}"),
    "adjusted_by": (" ({who})", "({who})"),
    "before_all": ("Your code itself earned {points} {points:point|points}.", "코드 자체의 점수는 {points}점입니다."),
}
