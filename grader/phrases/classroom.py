"""The phrases of the class page and of the page that shows who moves."""

PHRASES = {
    "class_summary": ("{count} submissions, {graded} graded", "제출 {count}건, 채점 {graded}건"),
    "class_summary_absent": (
        "{count} submissions, {graded} graded; {absent} handed in nothing",
        "제출 {count}건, 채점 {graded}건, 미제출 {absent}명",
    ),
    "class_mean": ("mean {mean}, median {median} of {most} points", "평균 {mean}점, 중앙값 {median}점 (만점 {most}점)"),
    "verdicts": ("What became of the submissions", "제출물의 결과"),
    "look_at": ("To be looked at", "확인할 것"),
    "look_at_none": ("Nothing: every submission was read and graded.", "없습니다. 모든 제출물을 읽고 채점했습니다."),
    "why": ("Why", "이유"),
    "withheld_why": (
        "could not be graded, for a reason of ours; run the same command again to try once more",
        "채점기 쪽 문제로 채점하지 못했습니다. 같은 명령을 다시 실행하면 한 번 더 시도합니다",
    ),
    "unprinted_why": (
        "graded, but the full report could not be made, so a plain one stands in its place; staff.jsonl says why",
        "채점했으나 자세한 보고서를 만들지 못해 간단한 페이지로 대신했습니다. 까닭은 staff.jsonl에 있습니다",
    ),
    "review_why": ("graded; something unusual happened while it ran", "채점했으나 실행 중 이상한 일이 있었습니다"),
    "lacked": ("Imported, and not there", "불러오지만 없는 모듈"),
    "lacked_are": (
        "What students' files import and the machine that grades does not have, with the number of files that do. Where many ask for the same, install it and name it under packages: in assignment.yaml, or hand it out with the stub.",
        "학생들의 파일이 불러오지만 채점하는 컴퓨터에는 없는 것과 그런 파일의 수입니다. 많은 파일이 같은 것을 불러온다면 설치하여 assignment.yaml의 packages:에 적거나 과제와 함께 나누어 주세요.",
    ),
    "lacked_name": ("Module", "모듈"),
    "lacked_what": ("What became of it", "처리"),
    "lacked_stood_in": ("something stood in for it", "대체물을 사용함"),
    "lacked_missing": ("functions that use it fail", "사용하는 함수는 실패함"),
    "absent": ("Handed in nothing", "미제출"),
    "absent_all": ("Everybody on the roster handed something in.", "명단에 있는 모든 학생이 제출했습니다."),
    "absent_no_roster": ("There is no roster, so nobody can say who is missing.", "명단이 없어 누가 빠졌는지 알 수 없습니다."),
    "and_more": ("and {count} more; gradebook.csv has them all", "그 밖에 {count}명. 전체는 gradebook.csv에 있습니다"),
    "discrimination": ("discrimination", "변별도"),
    "discrimination_is": (
        "Discrimination is the correlation between passing the check and the points of all other checks (item-rest correlation, Crocker and Algina 1986). Near 1 those pass who are good elsewhere; near 0 the check does not tell; below 0 it is worth a look, since then those fail who are good elsewhere.",
        "변별도는 검사 통과 여부와 나머지 검사 점수의 상관계수입니다(문항-나머지 상관, Crocker와 Algina 1986). 1에 가까우면 다른 검사를 잘한 학생이 통과하고, 0에 가까우면 변별하지 못합니다. 음수이면 다른 검사를 잘한 학생이 오히려 틀리므로 검사를 살펴보세요.",
    ),
    "all_pass": ("everybody passes", "모두 통과"),
    "none_pass": ("nobody passes", "아무도 통과하지 못함"),
    "bin_students": ("{low} to {high} points: {count} students", "{low}~{high}점: {count}명"),
    "withheld_students": ("withheld: {count} students", "보류: {count}명"),
    "more_files": (
        "Everything as a table is in gradebook.csv; each student's page is in reports/.",
        "전체 표는 gradebook.csv에, 학생별 보고서는 reports/에 있습니다.",
    ),
    "late": ("late", "지각"),
    "adjusted_word": ("adjusted", "조정"),
    "moves": ("Who moves", "점수가 바뀌는 학생"),
    "moves_summary": (
        "{moved} of {count} students move: {up} up, {down} down. Nothing is published until grader regrade is run with --yes.",
        "{count}명 중 {moved}명의 점수가 바뀝니다. 오름 {up}명, 내림 {down}명. --yes로 다시 실행하기 전에는 공개되지 않습니다.",
    ),
    "moves_published": (
        "{moved} of {count} students moved: {up} up, {down} down. This is published.",
        "{count}명 중 {moved}명의 점수가 바뀌었습니다. 오름 {up}명, 내림 {down}명. 공개되었습니다.",
    ),
    "moves_none": ("Nobody moves.", "점수가 바뀌는 학생이 없습니다."),
    "before": ("before", "이전"),
    "after": ("after", "이후"),
    "difference": ("change", "변화"),
    "not_there": ("–", "–"),
    "class_summary_unclear": (
        "{count} submissions, {graded} graded; {absent} handed in nothing; {unclear} perhaps handed in under another id",
        "제출 {count}건, 채점 {graded}건, 미제출 {absent}명, 확인 필요 {unclear}명",
    ),
    "ids": ("Ids that do not match", "맞지 않는 학번"),
    "ids_strangers": (
        "{strangers} of {count} submissions match nobody on the roster",
        "제출 {count}건 중 {strangers}건이 명단의 누구와도 맞지 않습니다",
    ),
    "ids_nobody": ("{student}: nobody on the roster has an id like it", "{student}: 명단에 비슷한 학번이 없습니다"),
    "ids_absent": (
        "{student}: the roster has {near}, and nothing was handed in under that id",
        "{student}: 명단에는 {near}이(가) 있고, 그 학번으로는 제출한 것이 없습니다",
    ),
    "ids_nearest": (
        "{student}: the nearest on the roster is {near}, and something was handed in under that id too",
        "{student}: 명단에서 가장 가까운 것은 {near}인데, 그 학번으로도 제출한 것이 있습니다",
    ),
    "ids_unclear": (
        "{student} is on the roster. Nothing was handed in under this id, but perhaps under {near}: no points until that is settled",
        "명단에 {student}이(가) 있습니다. 이 학번으로는 제출한 것이 없지만 {near}(으)로 제출했을 수 있습니다. 확인될 때까지 점수를 매기지 않습니다",
    ),
    "ids_shortened": (
        "{student} on the roster is no id: a spreadsheet shortened a number. Format the column as text, and type the ids anew",
        "명단의 {student}은(는) 학번이 아닙니다. 스프레드시트가 숫자를 줄여 적었습니다. 열 서식을 텍스트로 바꾸고 학번을 다시 입력하세요",
    ),
    "ids_taken": (
        "The roster has {student}, the submission {file}: taken for one, since they differ by case, leading zeros or invisible characters only",
        "명단에는 {student}, 제출물에는 {file}: 대소문자, 앞자리 0, 보이지 않는 문자만 다르므로 같은 학생으로 보았습니다",
    ),
    "ids_do": (
        "They are graded, under the ids of their files. Rename the file or correct the roster, and run the same command again; who is somebody else needs a line of the roster.",
        "이 제출물은 파일의 학번으로 채점했습니다. 파일 이름을 바꾸거나 명단을 고친 뒤 같은 명령을 다시 실행하세요. 다른 학생이라면 명단에 한 줄을 추가하세요.",
    ),
    "ids_tables": ("What the tables say of others", "표에 적힌 다른 것"),
}
