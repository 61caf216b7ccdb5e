"""The phrases about deadlines, attempts and adjustments."""

PHRASES = {
    "due": ("Due: {due}{zone}.", "제출 기한: {due}{zone}."),
    "due_and_handed_in": ("Due: {due}. Handed in: {handed_in}{zone}.", "제출 기한: {due}. 제출 시각: {handed_in}{zone}."),
    "times_in": (" (time of {timezone})", " ({timezone} 시각)"),
    "best_attempt": (
        "Attempt {attempt} counts: of your {count} attempts that were graded here, no other earned more points.",
        "여기서 채점된 제출 {count}개 가운데 이보다 점수가 높은 것이 없어 {attempt}번째 제출이 인정되었습니다.",
    ),
    "time_unknown": (
        "There is a deadline, but it is not known when your file was handed in, so it counts as on time.",
        "제출 기한이 있지만 제출한 시각을 알 수 없어 제때 낸 것으로 합니다.",
    ),
    "extended": ("Your deadline was extended.", "제출 기한이 연장되었습니다."),
    "over_attempts": (
        "This was attempt {attempt}; only the first {most} count, so it earns no points.",
        "{attempt}번째 제출입니다. {most}번째까지만 인정되므로 점수가 없습니다.",
    ),
    "late_day": ("{count:# started day|# started days}", "{count}일"),
    "late_hour": ("{count:# started hour|# started hours}", "{count}시간"),
    "late_penalty": (
        "Handed in late, {units} after the deadline: −{penalty} points.",
        "기한보다 {units}(시작된 단위로 올림) 늦게 제출하여 {penalty}점이 깎였습니다.",
    ),
    "late_free": (
        "Handed in late, {units} after the deadline; that costs nothing.",
        "기한보다 {units}(시작된 단위로 올림) 늦게 제출했지만 점수는 깎이지 않습니다.",
    ),
    "late_refused": (
        "Handed in {units} after the deadline, when nothing was accepted any more: it earns no points.",
        "기한보다 {units}(시작된 단위로 올림) 늦어 더는 받지 않는 때에 제출했으므로 점수가 없습니다.",
    ),
    "adjusted": (
        "Adjusted by your teacher{who}{about}: {points} points. Reason: {reason}",
        "선생님이 점수를 조정했습니다{who}{about}: {points}점. 이유: {reason}",
    ),
    "adjusted_case": (", for {case}", " - {case}"),
    "adjusted_by": (" ({who})", "({who})"),
    "before_all": ("Your code itself earned {points} points.", "코드 자체의 점수는 {points}점입니다."),
}
