"""The phrases about learning platforms: what their files lack, and what was done in them."""

PHRASES = {
    "online_text": (
        "it was handed in as text or as a link, and not as a file; hand in the file itself",
        "파일이 아니라 글이나 링크로 제출했습니다. 파일 자체를 제출하세요",
    ),
    # why a platform's file cannot be filled
    "template_large": ("{name} is larger than {most} MB; is it the right file?", "{name}: {most} MB보다 큽니다. 맞는 파일인가요?"),
    "template_workbook": (
        "{name} is a workbook or a zip, not a table; download it as CSV",
        "{name}: 표가 아니라 통합 문서나 zip 파일입니다. CSV로 내려받으세요",
    ),
    "template_empty": ("{name} is empty", "{name}: 비어 있습니다"),
    "template_broken": (
        "{name}: cannot be read as {encoding} ({reason}); download it again",
        "{name}: {encoding} 인코딩으로 읽을 수 없습니다({reason}). 다시 내려받으세요",
    ),
    "template_encoding": (
        "{name}: its encoding is not known; download it as UTF-8",
        "{name}: 인코딩을 알 수 없습니다. UTF-8로 내려받으세요",
    ),
    "template_no_feedback": (
        "the template has no column for feedback; in Moodle tick 'Feedback comments' in the settings of the assignment, and download the worksheet again",
        "파일에 피드백 열이 없습니다. Moodle의 과제 설정에서 '피드백 댓글'을 선택하고 다시 내려받으세요",
    ),
    "template_no_canvas": (
        "the template is not a gradebook of Canvas: its first line has no Student, ID and Section",
        "Canvas의 성적표가 아닙니다. 첫 줄에 Student, ID, Section이 없습니다",
    ),
    "template_canvas_drops": (
        "Canvas leaves out every column named like '{column}'; give the assignment another title there",
        "Canvas는 이름이 '{column}' 같은 열을 받지 않습니다. Canvas에서 과제의 제목을 바꾸세요",
    ),
    "template_canvas_closed": (
        "Canvas says that the column '{column}' is read only, and would leave it out",
        "Canvas에서 '{column}' 열은 읽기 전용이므로 받지 않습니다",
    ),
    "template_no_moodle": (
        "the template is not a grading worksheet of Moodle, or is in a language that is not known here: its columns are {columns}; say which holds the grade with --column",
        "Moodle의 채점표가 아니거나 알 수 없는 언어로 되어 있습니다. 열: {columns}. 점수를 쓸 열을 고르세요(명령에서는 --column)",
    ),
    "template_scale": (
        "this assignment is graded by a scale in Moodle, which takes only its words; set its grade to points there",
        "이 과제는 Moodle에서 척도로 채점되어 척도의 낱말만 받습니다. Moodle에서 점수로 바꾸세요",
    ),
    "template_no_blackboard": (
        "the template is not a download of Blackboard's grade center: it has no column Username",
        "Blackboard의 성적 센터에서 내려받은 파일이 아닙니다. Username 열이 없습니다",
    ),
    "template_no_brightspace": (
        "the template is not an export of Brightspace: it has no column OrgDefinedId or Username",
        "Brightspace에서 내보낸 파일이 아닙니다. OrgDefinedId나 Username 열이 없습니다",
    ),
    "template_no_end": (
        "the template has no last column End-of-Line Indicator, without which Brightspace takes no file; export it again",
        "마지막 열 End-of-Line Indicator가 없으면 Brightspace가 파일을 받지 않습니다. 다시 내보내세요",
    ),
    "template_no_points": (
        "the column '{column}' is not a Points Grade; only points are written",
        "'{column}' 열은 Points Grade가 아닙니다. 점수만 쓸 수 있습니다",
    ),
    "template_columns": (
        "more than one column is called '{wanted}' in the template of {platform}; say which with --column: {listed}",
        "{platform} 파일에 이름이 '{wanted}'인 열이 여럿입니다. 열을 고르세요(명령에서는 --column): {listed}",
    ),
    "template_no_column": (
        "no column is called '{wanted}' in the template of {platform}; say which with --column: {listed}",
        "{platform} 파일에 이름이 '{wanted}'인 열이 없습니다. 열을 고르세요(명령에서는 --column): {listed}",
    ),
    # what was done in it
    "filled_left": ("{student}: the cell says {cell}, and was left so", "{student}: 칸에 {cell} 값이 있어 그대로 두었습니다"),
    "filled_no_grade": (
        "{student}: no grade yet ({why}); the cell was left as it was",
        "{student}: 아직 성적이 없어({why}) 칸을 그대로 두었습니다",
    ),
    "no_grade_withheld": ("withheld", "보류"),
    "no_grade_not_marked_yet": ("not marked yet", "수동 채점 전"),
    "no_grade_the_id_is_not_clear": ("the id is not clear", "학번이 분명하지 않음"),
    "filled_too_many": (
        "{student}: {points} points are more than the platform takes; written as {most}",
        "{student}: {points}점은 플랫폼이 받는 점수보다 많아 {most}점으로 썼습니다",
    ),
    "filled_below": (
        "{student}: {points} points are fewer than none; written as 0",
        "{student}: {points}점은 0보다 작아 0으로 썼습니다",
    ),
    "filled_feedback": (
        "{student}: somebody's feedback is there already, and was left as it was",
        "{student}: 이미 쓴 피드백이 있어 그대로 두었습니다",
    ),
    "filled_unknown": ("in the file, and not in the results: {rest}", "파일에는 있고 결과에는 없음: {rest}"),
    "filled_maximum": (
        "the platform's maximum is {theirs}, ours is {ours}; points were not converted",
        "플랫폼의 만점은 {theirs}점이고 여기의 만점은 {ours}점입니다. 점수를 환산하지 않았습니다",
    ),
    "filled_moodle_after": (
        "when you upload it, tick 'Update records that have been modified in Moodle': without it Moodle leaves out, in silence, every row that was graded before where its dates are not English",
        "파일을 올릴 때 'Moodle에서 수정된 기록 갱신'을 선택하세요. 선택하지 않으면 날짜가 영어가 아닌 곳에서는 이미 채점된 행을 Moodle이 말없이 빠뜨립니다",
    ),
}
