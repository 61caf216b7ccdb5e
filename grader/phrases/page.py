"""The phrases of the report and of the class page."""

PHRASES = {
    "other_language": (
        "Some texts of this assignment exist in Korean only.",
        "이 과제의 일부 글은 영어로만 되어 있습니다.",
    ),
    # states
    "state_accepted": ("correct", "정답"),
    "state_wrong_answer": ("wrong answer", "오답"),
    "state_run_time_error": ("raised an error", "오류 발생"),
    "state_not_implemented": ("not implemented yet", "아직 구현되지 않음"),
    "state_missing": ("name not defined", "이름이 정의되지 않음"),
    "state_time_limit": ("took too long", "시간 초과"),
    "state_memory_limit": ("used too much memory", "메모리 초과"),
    "state_output_limit": ("printed too much", "출력 초과"),
    "state_crashed": ("stopped the interpreter", "인터프리터가 중단됨"),
    "state_invalid_submission": ("could not be read", "읽을 수 없음"),
    "state_skipped": ("skipped", "건너뜀"),
    "state_grader_error": ("not graded, not your fault", "채점하지 못함 (제출자의 잘못이 아님)"),
    # the whole
    "headline_points": ("{points} of {most} {most:point|points}.", "{most}점 만점에 {points}점입니다."),
    "outcome_accepted": ("Everything is correct.", "모두 맞았습니다."),
    "outcome_part": ("{passed} of {cases} {cases:check|checks} passed.", "검사 {cases}개 중 {passed}개를 통과했습니다."),
    "outcome_invalid": (
        "Your file could not be read, so no check could be run.",
        "파일을 읽을 수 없어 검사를 하나도 실행하지 못했습니다.",
    ),
    "plain_page": (
        "This is a plain page: a full report on your file could not be made. Your points are exactly those of the checks. Your teacher has been notified.",
        "간단한 페이지입니다. 제출한 파일의 자세한 보고서를 만들지 못했습니다. 점수는 검사에서 받은 그대로입니다. 선생님께 알렸습니다.",
    ),
    "headline_withheld": (
        "Not graded yet: something went wrong on our side, not on yours. Your teacher has been notified, and it costs you nothing.",
        "아직 채점되지 않았습니다. 여러분이 아니라 채점기 쪽에 문제가 있었습니다. 선생님께 알렸으며 점수는 깎이지 않습니다.",
    ),
    # why
    "your_code": ("your code", "제출한 코드의"),
    "the_value": ("The returned value", "반환한 값"),
    "the_value_taken": ("The value that this check compares", "이 검사에서 비교한 값"),
    "part_taken_at": ("{path} of the value that this check compares", "이 검사에서 비교한 값의 {path}"),
    "part_at": ("{path} of the returned value", "반환한 값의 {path}"),
    "not_defined": (
        "No definition of {function} was found in your file. Copy its first line from the handout, and write its body below.",
        "파일에서 {function}의 정의를 찾지 못했습니다. 안내문에서 첫 줄을 가져와 그 아래에 내용을 작성하세요.",
    ),
    "there_failed": (
        "Your file defines {function} ({where}), but the definition itself raised {detail}. So there is no {function} to call.",
        "파일에 {function}의 정의가 있지만({where}) 정의하는 동안 {detail} 오류가 발생했습니다. 그래서 호출할 수 없습니다.",
    ),
    "there_slow": (
        "The statement that creates {function} ({where}) takes too long, so it was left out. Write it as a function with def.",
        "{function}: 이것을 만드는 문장({where})이 너무 오래 걸려 제외했습니다. def로 함수를 작성하세요.",
    ),
    "there_method": (
        "{function} is inside the class {detail} ({where}), so it cannot be called by its own name. Move it out of the class, with no space before 'def'.",
        "{function}: 클래스 {detail} 안에 있어({where}) 그 이름만으로는 호출할 수 없습니다. 클래스 밖으로 옮기고 'def' 앞에 공백을 두지 마세요.",
    ),
    "there_nested": (
        "{function} is inside the function {detail} ({where}), so it cannot be called from outside. Move it out, with no space before its first line.",
        "{function}: 함수 {detail} 안에 있어({where}) 밖에서 호출할 수 없습니다. 밖으로 옮기고 첫 줄 앞에 공백을 두지 마세요.",
    ),
    "there_branch": (
        "{function} is inside another statement, such as if, try or with ({where}), and was not defined when your file was run here. Define it on its own, with no space before its first line.",
        "{function}: if, try, with 같은 다른 문장 안에 있고({where}) 채점할 때 정의되지 않았습니다. 첫 줄 앞에 공백 없이 따로 정의하세요.",
    ),
    "there_outside": (
        "{member} is outside the class {owner} ({where}), so {owner} does not have it. Move it into the class, and indent its lines.",
        "{member}: 클래스 {owner} 밖에 있어({where}) {owner}에는 없습니다. 줄을 들여쓰기하여 클래스 안으로 옮기세요.",
    ),
    "there_outside_nested": (
        "{member} is inside {detail} ({where}) and not in the class {owner}. Check its indentation: it has to be that of the other methods of {owner}.",
        "{member}: 클래스 {owner} 안이 아니라 {detail} 안에 있습니다({where}). 들여쓰기가 {owner}의 다른 메서드와 같은지 확인하세요.",
    ),
    "there_gone": (
        "{function} is defined in {where}, but it is gone once your file has been run: something deletes it (del).",
        "{function}: {where}에서 정의되지만 파일을 실행하고 나면 없습니다. 이름을 지우는 곳(del)이 있는지 확인하세요.",
    ),
    "there_overwritten": (
        "{member} is written in {where}, but once your file has been run the class {owner} does not have it. Look for a second class {owner} further down, or for code that removes the method.",
        "{member}: {where}에 있지만 파일을 실행하고 나면 클래스 {owner}에는 없습니다. 아래에 클래스 {owner}의 정의가 또 있거나 메서드를 지우는 곳이 없는지 확인하세요.",
    ),
    "there_alike": (
        "Your file has {detail} ({where}), but the assignment needs {function}. If they are the same, rename it: the name has to match the handout exactly.",
        "{detail}: 파일에 있지만({where}) 과제에서 요구한 이름은 {function}입니다. 같은 것이라면 이름을 안내문과 똑같이 바꾸세요.",
    ),
    "there_decorated": (
        "The decorator of {function} ({where}) does not return a function, but something of type {detail}. Make the decorator return a function, or remove it.",
        "{function}의 데코레이터({where})가 함수가 아닌 것을 반환합니다(형식: {detail}). 데코레이터가 함수를 반환하게 하거나 데코레이터를 빼세요.",
    ),
    "there_lookalike": (
        "{where} defines a name that only looks like {function}: {detail} in it is a letter of another script. Type the name again.",
        "{where}에서 정의한 이름은 {function}처럼 보이지만 다른 문자가 들어 있습니다: {detail}. 이름을 다시 입력하세요.",
    ),
    "there_no_function": (
        "{function} is not a function once your file has been run, but of type {detail} ({where}). Only the function itself may have that name: give that value another one.",
        "파일을 실행하고 나면 {function} 이름은 함수가 아니라 {detail} 형식의 값입니다({where}). 함수만 그 이름을 쓰도록 그 값에는 다른 이름을 붙이세요.",
    ),
    "there_comment": (
        "{function} is only in a comment or in a quoted string ({where}), which Python does not run. Remove the # signs or the quotes.",
        "{function}: 주석이나 따옴표 안의 문자열에만 있습니다({where}). 파이썬은 이를 실행하지 않으니 # 기호나 따옴표를 지우세요.",
    ),
    "there_markdown_cell": (
        "{function} is in a text cell (after cell {cell}), which is not run. Change the type of that cell to Code.",
        "{function}: 실행되지 않는 텍스트 셀에 있습니다({cell}번째 셀 뒤). 그 셀의 종류를 코드로 바꾸세요.",
    ),
    "there_markdown_cell_first": (
        "{function} is in a text cell (before the first code cell), which is not run. Change the type of that cell to Code.",
        "{function}: 실행되지 않는 텍스트 셀에 있습니다(첫 번째 코드 셀 앞). 그 셀의 종류를 코드로 바꾸세요.",
    ),
    "there_raw_cell": (
        "{function} is in a raw cell (after cell {cell}), which is not run. Change the type of that cell to Code.",
        "{function}: 실행되지 않는 Raw 셀에 있습니다({cell}번째 셀 뒤). 그 셀의 종류를 코드로 바꾸세요.",
    ),
    "there_raw_cell_first": (
        "{function} is in a raw cell (before the first code cell), which is not run. Change the type of that cell to Code.",
        "{function}: 실행되지 않는 Raw 셀에 있습니다(첫 번째 코드 셀 앞). 그 셀의 종류를 코드로 바꾸세요.",
    ),
    "there_other_cell": (
        "{function} is in a cell that begins with {detail} ({where}) and so is not run as Python. Move it to a cell of its own.",
        "{function}: 맨 앞에 {detail} 표시가 있는 셀에 있어({where}) 파이썬으로 실행되지 않습니다. 다른 셀로 옮기세요.",
    ),
    "there_unread_cell": (
        "{function} is in a cell that Python cannot read ({where}), so nothing of that cell was run. Run the cell yourself, and correct what it reports; if it runs for you, move {function} to a cell of its own.",
        "{function}: 파이썬이 읽을 수 없는 셀에 있어({where}) 그 셀은 전혀 실행하지 않았습니다. 그 셀을 직접 실행해 보고 알려 주는 곳을 고치세요. 오류 없이 실행된다면 {function} 정의를 별도의 셀로 옮기세요.",
    ),
    "file_lacking": (
        "{function} belongs in {file}, and {file} was not handed in or cannot be read: the note on {file} says why.",
        "{function}: {file} 파일에 있어야 하는데, 그 파일이 제출되지 않았거나 읽을 수 없습니다. 이유는 {file}에 대한 설명을 보세요.",
    ),
    "returned_none": (
        "{function} returned None. Does every path through it return a value?",
        "{function} 함수가 None을 반환했습니다. 모든 경로에서 값을 반환하는지 확인하세요.",
    ),
    "returned_none_printed": (
        "{function} returned None. If what your code printed is meant as the value, return it instead of printing it.",
        "{function} 함수가 None을 반환했습니다. 코드가 출력한 것이 결과라면 출력하지 말고 return으로 반환하세요.",
    ),
    "returned_none_for": (
        "{function} returned None for {names}: nothing is computed there yet.",
        "{function} 함수가 {names} 자리에 None을 반환했습니다. 아직 계산하지 않았습니다.",
    ),
    "returned_nones": (
        "{function} returned None for every value: nothing is computed there yet.",
        "{function} 함수가 반환한 값이 모두 None입니다. 아직 계산하지 않았습니다.",
    ),
    "argument_changed": (
        "{function} changed its argument {argument}; it must stay as it was. Operators such as += change an array in place.",
        "{function} 함수가 인자를 바꾸었습니다: {argument}. 인자는 그대로 있어야 합니다. += 같은 연산은 배열 자체를 바꿉니다.",
    ),
    "argument_unchanged": (
        "{function} left its argument {argument} as it was; it must be changed in place.",
        "{function} 함수가 인자를 그대로 두었습니다: {argument}. 인자 자체를 바꾸어야 합니다.",
    ),
    "argument_after": ("{argument} after the call", "호출한 뒤의 {argument}"),
    "not_implemented": ("{function} is not filled in yet.", "{function} 함수가 아직 구현되지 않았습니다."),
    "raised": ("{function} raised {type}.", "{function} 함수에서 {type} 오류가 발생했습니다."),
    "raised_text": ("{function} raised {type}: {text}", "{function} 함수에서 {type} 오류가 발생했습니다: {text}"),
    "raised_exit": (
        "{function} ended the program (SystemExit), as exit(), quit() and sys.exit() do, instead of returning a value.",
        "{function} 함수가 값을 반환하지 않고 프로그램을 끝냈습니다(SystemExit). exit(), quit(), sys.exit()를 호출하면 이렇게 됩니다.",
    ),
    "operands": ("In {where}: {operands}.", "{where}: {operands}."),
    "operand_array": ("{name} is an array of shape {text} and dtype {type}", "{name}: 모양이 {text}인 배열 (dtype {type})"),
    "operand_value": ("{name} is {text}", "{name}: {text}"),
    "operand_sized": ("{name} is a {type} of length {text}", "{name}: 길이가 {text}인 {type}"),
    "operand_object": ("{name} is an object of type {type}", "{name}: {type} 객체"),
    "raised_exit_text": (
        "{function} ended the program (SystemExit: {text}), as exit(), quit() and sys.exit() do, instead of returning a value.",
        "{function} 함수가 값을 반환하지 않고 프로그램을 끝냈습니다(SystemExit: {text}). exit(), quit(), sys.exit()를 호출하면 이렇게 됩니다.",
    ),
    "not_implemented_inside": (
        "{function} raised NotImplementedError: it, or something that it calls, is not filled in yet.",
        "{function} 함수에서 NotImplementedError 오류가 발생했습니다. 이 함수나 이 함수에서 부르는 것이 아직 구현되지 않았습니다.",
    ),
    "raised_something": ("{function} raised an error.", "{function} 함수에서 오류가 발생했습니다."),
    "over_time_limit": ("{function} took too long and was stopped.", "{function} 함수가 너무 오래 걸려 중단되었습니다."),
    "over_wall_s": (
        "{function} was stopped after {most:# second|# seconds}.",
        "{function} 함수가 {most}초 안에 끝나지 않아 중단되었습니다.",
    ),
    "over_cpu_s": (
        "{function} was stopped after {most:# second|# seconds} of computing time in this check.",
        "이 검사에서 계산 시간이 {most}초를 넘어 {function} 함수가 중단되었습니다.",
    ),
    "over_case_s": (
        "This check was stopped after {most:# second|# seconds}, while it called {function}.",
        "이 검사가 {most}초를 넘어 {function} 함수를 호출하는 동안 중단되었습니다.",
    ),
    "over_submission_s": (
        "All checks together took longer than {most:# second|# seconds}, so this one was not run to its end. Look first at the checks that took too long before it.",
        "검사 전체가 {most}초를 넘어 이 검사는 끝까지 실행하지 못했습니다. 앞에서 시간을 초과한 검사부터 살펴보세요.",
    ),
    "over_load_s": (
        "Running your file from top to bottom took longer than {most:# second|# seconds}.",
        "파일을 처음부터 끝까지 실행하는 데 {most}초가 넘게 걸렸습니다.",
    ),
    "over_callbacks": (
        "{function} was stopped: it called the functions passed to it more than {most} times in this check.",
        "이 검사에서 넘겨받은 함수를 {most}번 넘게 호출하여 {function} 함수가 중단되었습니다.",
    ),
    "running_in": (" It was running {function}() ({where}).", " 중단될 때 실행하던 함수: {function}() ({where})."),
    "running_at": (" It was running {where}.", " 중단될 때 실행하던 곳: {where}."),
    "over_memory_limit": (
        "{function} needed more memory than is allowed.",
        "{function} 함수가 허용된 것보다 많은 메모리를 요청했습니다.",
    ),
    "over_memory_mb": (
        "{function} needed more than the {most} MB of memory that are allowed.",
        "{function} 함수가 허용된 메모리 {most} MB보다 많이 요청했습니다.",
    ),
    "over_output_limit": (
        "{function} printed so much that it was stopped.",
        "{function} 함수가 너무 많이 출력하여 중단되었습니다.",
    ),
    "over_output_kb": (
        "{function} was stopped because it kept printing; {most} kB are allowed.",
        "{function} 함수가 계속 출력하여 중단되었습니다. {most} kB까지 출력할 수 있습니다.",
    ),
    "because_crashed": (
        "{function} stopped the Python interpreter itself, for instance by os._exit() or a crash in compiled code.",
        "{function} 함수가 파이썬 인터프리터 자체를 멈추게 했습니다. os._exit()나 컴파일된 코드의 비정상 종료가 그 예입니다.",
    ),
    "because_judge_ended": (
        "This check was not graded: grading your file stopped the grader itself. See the top of the report for what to do.",
        "이 검사는 채점하지 못했습니다. 이 파일을 채점하는 동안 채점기 자체가 멈추었습니다. 어떻게 해야 하는지는 보고서 맨 위를 보세요.",
    ),
    "because_invalid_submission": (
        "The file could not be read, so this check could not be run.",
        "파일을 읽을 수 없어 이 검사를 실행하지 못했습니다.",
    ),
    "because_skipped": ("This check was skipped.", "이 검사는 건너뛰었습니다."),
    "set_aside": (
        "The author of the assignment has set this check aside: it counts for nobody.",
        "출제자가 이 검사를 제외했으므로 누구의 점수에도 들어가지 않습니다.",
    ),
    "because_grader_error": (
        "This check could not be graded. That is our fault, not yours, and it costs you nothing: your teacher has been notified.",
        "이 검사를 채점하지 못했습니다. 채점기의 잘못이며 점수는 깎이지 않습니다. 선생님께 알렸습니다.",
    ),
    "wrong": ("What {function} returned does not pass this check.", "{function} 함수가 반환한 값이 검사를 만족하지 않습니다."),
    "wrong_form": (
        "This check could not go on with what your code returned. The last function called was {function}: does it return what the handout asks for?",
        "제출한 코드가 반환한 값으로는 이 검사를 계속할 수 없었습니다. 마지막으로 호출한 함수는 {function}입니다. 안내문에서 요구하는 값을 반환하는지 확인하세요.",
    ),
    "wrong_endless": (
        "With what {function} returned, the check does not finish. Is one of the numbers infinite, or far too large?",
        "{function} 함수가 반환한 값으로는 검사가 끝나지 않습니다. 무한대이거나 지나치게 큰 수가 있는지 확인하세요.",
    ),
    "wrong_refused": (
        "{function} returned a value that cannot be compared: it is too large or too deeply nested, or holds text that is not valid Unicode.",
        "{function} 함수가 반환한 값을 비교할 수 없습니다. 너무 크거나 너무 깊이 중첩되어 있거나, 올바른 유니코드가 아닌 문자열이 들어 있습니다.",
    ),
    "wrong_costly": (
        "Reading and comparing what your code returned so far has used all the time that one submission has, so this check was not finished. Look for values much larger than required, and for too many calls of a function passed to your code. Your teacher has been notified.",
        "지금까지 코드가 반환한 값을 읽고 비교하는 데 제출물 하나에 주어진 시간을 다 써서 이 검사를 끝내지 못했습니다. 요구한 것보다 훨씬 큰 값을 반환하거나 넘겨받은 함수를 지나치게 많이 호출하는 곳이 있는지 살펴보세요. 선생님께 알렸습니다.",
    ),
    "wrong_unread": (
        "The grader itself failed while it looked at what {function} returned; with the right values it does not. Your teacher has been notified.",
        "{function} 함수가 반환한 값을 처리하다가 채점기에서 오류가 났습니다. 올바른 값으로는 오류가 나지 않습니다. 선생님께 알렸습니다.",
    ),
    "wrong_kind": (
        "{what}: expected {expected}, got {actual}.",
        "{what}: 기대한 값은 {expected}, 실제 값은 {actual}입니다.",
    ),
    "wrong_shape_bare": ("{what} does not have the expected shape.", "{what}: 모양이 기대한 것과 다릅니다."),
    "wrong_dtype_bare": ("{what} does not have the expected dtype.", "{what}: dtype이 기대한 것과 다릅니다."),
    "wrong_type_bare": ("{what} is not of the expected type.", "{what}: 기대한 형식의 값이 아닙니다."),
    "wrong_structure_bare": ("The returned value does not have the expected parts.", "반환한 값의 구성이 기대한 것과 다릅니다."),
    "wrong_nan": (
        "{what} contains NaN (not a number) where there should be none, or none where there should be",
        "{what}: NaN이 없어야 할 곳에 있거나 있어야 할 곳에 없습니다",
    ),
    "wrong_inf": (
        "{what} contains an infinity where there should be none, or a different one than expected",
        "{what}: 무한대가 없어야 할 곳에 있거나 기대한 것과 다릅니다",
    ),
    "wrong_nan_extra": (
        "{what} contains NaN (not a number) where a number is expected",
        "{what}: 숫자가 있어야 할 곳에 NaN이 있습니다",
    ),
    "wrong_nan_lacking": (
        "{what} contains a number where NaN (not a number) is expected",
        "{what}: NaN이 있어야 할 곳에 숫자가 있습니다",
    ),
    "wrong_inf_extra": (
        "{what} contains an infinity where a finite number is expected",
        "{what}: 유한한 수가 있어야 할 곳에 무한대가 있습니다",
    ),
    "of_entries": ("; {wrong} of {total} {total:entry|entries} {wrong:is|are} wrong", ". 원소 {total}개 중 {wrong}개가 틀립니다"),
    "wrong_value": ("{what} differs from the expected value.", "{what}: 기대한 값과 다릅니다."),
    "wrong_by_power": (
        "{what} is outside its tolerance ({rule}): the error is about {power} times what is allowed, rounded up to a power of ten.",
        "{what}: 허용 오차({rule})를 벗어났습니다. 오차가 허용치의 약 {power}배(10의 거듭제곱으로 올림)입니다.",
    ),
    "wrong_number": ("{what} is off by {error} (allowed: {allowed}).", "{what}: 오차가 {error}입니다(허용치 {allowed})."),
    "wrong_array": (
        "{what}: {wrong} of {total} {total:entry|entries} {wrong:differs|differ}. The worst for its tolerance is at {index}: off by {error} (allowed: {allowed}).",
        "{what}: 원소 {total}개 중 {wrong}개가 다릅니다. 허용치에 비해 가장 크게 벗어난 곳은 {index}이고 오차는 {error}입니다(허용치 {allowed}).",
    ),
    "wrong_norm": (
        "{what}: the norm of the difference is {error} (allowed: {allowed}).",
        "{what}: 차의 노름이 {error}입니다(허용치 {allowed}).",
    ),
    "unsteady": (
        "This check was run again in the same way and gave a different result; the lower one counts. Does your code draw random numbers, or read the clock?",
        "이 검사를 똑같이 다시 실행하니 결과가 달라졌고, 낮은 쪽으로 채점했습니다. 난수나 시각을 쓰는 곳이 있는지 살펴보세요.",
    ),
    "depends_on_order": (
        "This check gave a different result when it ran alone in a fresh process, and that result counts. Does your code keep something between calls, such as a global variable?",
        "이 검사를 새 프로세스에서 따로 실행하니 결과가 달라졌고, 그 결과로 채점했습니다. 전역 변수처럼 호출 사이에 남는 것이 있는지 살펴보세요.",
    ),
    # the page
    "fix_first": ("Fix this first", "이것부터 고치세요"),
    "other_failures": ("The other checks that fail:", "통과하지 못한 다른 검사:"),
    "other_more": ("and {count} more", "그 밖에 {count}개"),
    "full_report": ("The full report: {path}", "전체 보고서: {path}"),
    "full_report_with": (
        "-o DIR writes the full report, with every call and value.",
        "-o DIR을 붙이면 모든 호출과 값이 담긴 전체 보고서를 씁니다.",
    ),
    "question": ("Question", "문항"),
    "of_checks": ("{passed} of {cases} {cases:check|checks} passed", "{cases}개 중 {passed}개 통과"),
    "wrong_plainly": ("{what} differs from what was expected.", "{what}: 기대한 값과 다릅니다."),
    "questions": ("Questions", "문항"),
    "question_other": ("Other checks", "그 밖의 검사"),
    "points": ("Points", "점수"),
    "check": ("Check", "검사"),
    "call": ("The call", "호출"),
    "expected": ("Expected", "기대한 값"),
    "actual": ("Got", "실제 값"),
    "worst": ("The entries with the largest errors", "오차가 가장 큰 원소"),
    "index": ("Index", "위치"),
    "error": ("Error", "오차"),
    "allowed": ("Allowed", "허용치"),
    "hint": ("Hint", "힌트"),
    "your_lines": ("Your lines, in the order of the calls", "호출 순서대로 본 여러분의 코드"),
    "line": ("line {line}", "{line}번째 줄"),
    "printed": ("What your code printed", "코드가 출력한 것"),
    "your_file": ("Your file", "제출한 파일"),
    "no_title": ("A check whose content is not shown", "내용을 보여 주지 않는 검사"),
    "graded_by": ("Grading environment", "채점 환경"),
    "file": ("file", "파일"),
    "digest": ("Digest of the file", "파일의 다이제스트"),
    "sandbox": ("Isolation", "격리 수준"),
    "left_out_values": (
        "With everything on it this page would be too large. The values of a check are left out where its cause is shown by another call or at an earlier check.",
        "모두 담으면 페이지가 너무 커집니다. 원인을 다른 호출이나 앞의 검사에서 보여 준 검사는 값을 생략했습니다.",
    ),
    "left_out_checks": (
        "With everything on it this page would be too large. Only the first failed check of each question is explained.",
        "모두 담으면 페이지가 너무 커집니다. 문항마다 처음으로 실패한 검사만 설명합니다.",
    ),
    "left_out_others": (
        "With everything on it this page would be too large. Only what to fix first is explained.",
        "모두 담으면 페이지가 너무 커집니다. 먼저 고칠 것만 설명합니다.",
    ),
    "left_out_list": (
        "With everything on it this page would be too large. Only the points of each question and what to fix first are shown.",
        "모두 담으면 페이지가 너무 커집니다. 문항별 점수와 먼저 고칠 것만 보여 줍니다.",
    ),
    "cut_files": ("Not all of the files are shown here.", "파일 일부는 여기에 보여 주지 않습니다."),
    "cut_lines": ("The file has more lines than are shown here.", "파일이 길어 일부만 보여 줍니다."),
    "what_now": ("What to do now", "이제 할 일"),
    "invalid_now": (
        "Correct the problem described above and hand it in again. If it is Python source: run it once yourself first, with the Python version that is named at the end of this page.",
        "위에서 알려 준 것을 고쳐 다시 제출하세요. 파이썬 소스라면 제출하기 전에 이 페이지 끝에 적힌 버전의 파이썬으로 한 번 직접 실행해 보세요.",
    ),
    "skip_link": ("Skip to the questions", "문항으로 건너뛰기"),
    # the class page
    "class": ("Class", "학급"),
    "students": ("Students", "학생"),
    "student": ("Student", "학생"),
    "name": ("Name", "이름"),
    "state": ("State", "상태"),
    "report": ("Report", "보고서"),
    "distribution": ("Distribution of points", "점수 분포"),
    "number": ("Students", "인원"),
    "pass_rate": ("Pass rate of each check", "검사별 통과율"),
    "passed": ("Passed", "통과"),
    "not_read": ("Not read", "읽지 않은 것"),
    "submissions": ("{count:# submission|# submissions}", "제출 {count}건"),
    "withheld": ("withheld", "보류"),
    "average": ("mean {mean} of {most} points", "평균 {mean}점 (만점 {most}점)"),
}
