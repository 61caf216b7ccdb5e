"""The phrases about the files themselves: what was left out, what stood in, which names are of another time."""

PHRASES = {
    "about_file": ("About your file", "제출한 파일에 대하여"),
    "about_file_free": ("None of this costs points by itself.", "아래 내용만으로 점수가 깎이지는 않습니다."),
    # names
    "note_undefined_name": (
        "{owner} uses the name {name} ({where}), which is defined neither in it nor at the top level of your file.",
        "{owner}에서 쓰는 이름 {name}({where}): 그 안에도, 파일의 최상위에도 정의되어 있지 않습니다.",
    ),
    "note_undefined_name_import": (
        "{owner} uses {name} ({where}), which your file does not import. Add this line at the top: {imported}",
        "{owner}에서 쓰는 {name}({where}): 파일에서 import하지 않았습니다. 맨 위에 다음 줄을 추가하세요: {imported}",
    ),
    "note_undefined_name_elsewhere": (
        "{owner} uses the name {name} ({where}), which would be defined only in {elsewhere}, and that is not run here or raised an error. Pass it in as an argument, or define it where nothing can go wrong.",
        "{owner}에서 쓰는 이름 {name}({where}): {elsewhere}에서만 정의되는데, 그 줄은 여기에서 실행되지 않거나 오류가 납니다. 인자로 넘겨받거나 확실히 실행되는 곳에서 정의하세요.",
    ),
    "note_undefined_name_star": (
        "{owner} uses the name {name} ({where}), which your file does not define. If it comes from the import * in {elsewhere}: that import failed here.",
        "{owner}에서 쓰는 이름 {name}({where}): 파일에 정의되어 있지 않습니다. {elsewhere}의 import *로 가져오는 이름이라면, 그 import가 여기에서 실패했습니다.",
    ),
    # what stood in
    "note_stand_in": (
        "{name} is not installed where your file is graded. A placeholder that does nothing was used instead; this is not your mistake.",
        "채점 환경에는 {name} 패키지가 설치되어 있지 않습니다. 아무 일도 하지 않는 대체물을 사용했으며 여러분의 잘못이 아닙니다.",
    ),
    "note_renamed": (
        "{name} is not installed where your file is graded. What your file uses from it was replaced by what Python 3 itself provides; this is not your mistake.",
        "채점 환경에는 {name} 패키지가 설치되어 있지 않습니다. 파일이 가져다 쓰는 것은 파이썬 3에 있는 것으로 대신했으며 여러분의 잘못이 아닙니다.",
    ),
    "note_ran_later": (
        "{where} defines {name} and needs {detail}, which comes further down. Here it was run once more at the end, and counts; run from top to bottom, your file stops there. Move {detail} above it.",
        "{where}에서 정의하는 {name}에는 더 아래에 나오는 {detail} 정의가 필요합니다. 여기서는 마지막에 다시 실행하여 채점에 사용했지만, 처음부터 차례로 실행하면 그곳에서 멈춥니다. {detail} 정의를 그 위로 옮기세요.",
    ),
    "note_defined_twice": (
        "{name} is defined twice, in {elsewhere} and in {where}; the last one counts.",
        "{name}: {elsewhere}, {where}에서 두 번 정의되어 있습니다. 마지막 정의로 채점합니다.",
    ),
    "note_defined_often": (
        "{name} is defined {count} times, first in {elsewhere} and last in {where}; the last one counts.",
        "{name}: {count}번 정의되어 있습니다(처음: {elsewhere}, 마지막: {where}). 마지막 정의로 채점합니다.",
    ),
    "note_replaced": (
        "{name} is defined in {elsewhere} and becomes something else in {where}; what it is at the end counts.",
        "{name}: {elsewhere}에서 정의한 뒤 {where}에서 다른 것으로 바뀝니다. 마지막 상태로 채점합니다.",
    ),
    "note_not_available": (
        "{where}: {name} cannot be imported here ({detail}). Functions that do not use it are not affected; those that do will raise an error.",
        "{where}: 여기에서는 불러올 수 없습니다: {name}({detail}). 이것을 쓰지 않는 함수는 영향이 없고, 쓰는 함수에서는 오류가 납니다.",
    ),
    "note_unreadable_import": (
        "{where} imports {name}, which Python cannot read: {there}: {detail}. Correct {name}; what is imported from it is missing until then.",
        "{where}에서 불러오는 {name} 파일을 파이썬이 읽을 수 없습니다: {there}, {detail}. {name} 파일을 고치세요. 그때까지는 그 파일에서 가져오는 이름을 쓸 수 없습니다.",
    ),
    # what was left out
    "note_stopped_at": (
        "Your file does not run to its end by itself: {where} raised {detail}. Its definitions, imports and assignments count all the same.",
        "파일이 끝까지 실행되지 않습니다. {where}에서 {detail} 오류가 발생했습니다. 정의, import, 대입문은 그대로 채점에 사용했습니다.",
    ),
    "note_not_ended": (
        "Your file was stopped while it was run from top to bottom ({detail}). So its definitions, imports and assignments were taken one by one, and the rest was left out.",
        "파일을 처음부터 끝까지 실행하는 도중에 중단되었습니다({detail}). 그래서 정의, import, 대입문만 하나씩 실행하고 나머지는 제외했습니다.",
    ),
    "note_left_out": (
        "{where} was left out, because it raised {detail}.",
        "{where}에서 {detail} 오류가 발생하여 그 문장을 제외했습니다.",
    ),
    "note_left_out_named": (
        "{where}, which would define {name}, was left out, because it raised {detail}.",
        "{where}에서 {name} 정의 중 {detail} 오류가 발생하여 그 문장을 제외했습니다.",
    ),
    "note_left_out_slow": (
        "{where} was left out, because it takes too long. What your functions need at every call should be quick to make.",
        "{where}: 너무 오래 걸려 제외했습니다. 함수가 늘 필요로 하는 값은 빨리 만들 수 있어야 합니다.",
    ),
    "note_alternative": (
        "Graded by another convention, which this assignment also accepts: {name}.",
        "이 과제에서 함께 인정하는 다른 방식으로 채점했습니다: {name}.",
    ),
    "note_not_run": (
        "Statements outside of functions that only call, print, test or loop were not run ({count:# statement|# statements}, first: {where}). Your functions do not need them.",
        "함수 밖에서 호출, 출력, 검사, 반복만 하는 문장 {count}개는 실행하지 않았습니다(첫 번째: {where}). 여러분의 함수에는 필요하지 않은 문장입니다.",
    ),
    # what was handed in
    "note_lacking": (
        "{file} does not count: {reason}. Only the questions that need it lose points; the other files were graded.",
        "{file} 파일은 채점에 쓰이지 않았습니다. {reason}. 이 파일이 필요한 문항만 점수를 잃고, 다른 파일은 그대로 채점했습니다.",
    ),
    "note_not_counted": (
        "Handed in too, but not graded, since {file} is the file that counts: {names}. If another one should count, hand in only that one.",
        "함께 제출했지만 채점하지 않은 파일: {names}. {file} 파일을 채점했습니다. 다른 파일을 채점받으려면 그 파일만 제출하세요.",
    ),
    "note_not_used": ("Handed in too, but not used: {names}.", "함께 제출했지만 쓰이지 않은 파일: {names}."),
    "note_not_used_data": (
        "Handed in too, but not used: {names}. Where your code is graded, the only data files are those that the assignment hands out: {detail}.",
        "함께 제출했지만 쓰이지 않은 파일: {names}. 채점할 때 있는 데이터 파일은 과제에서 나누어 준 {detail}뿐입니다.",
    ),
    "note_not_taken": (
        "Handed in too, but your code cannot import these here, because they cannot be read, or are too many or too large: {names}.",
        "함께 제출했지만 여기에서 불러올 수 없는 모듈: {names}. 읽을 수 없거나, 받을 수 있는 개수나 크기를 넘었습니다.",
    ),
    "note_not_imported": (
        "Handed in too, but nothing imported it while your file was loaded: {detail}. Such a file counts only if the file that is graded imports it.",
        "함께 제출했지만 파일을 불러오는 동안 import되지 않은 파일: {detail}. 이런 파일은 제출하라고 한 파일이 import하는 만큼만 쓰입니다.",
    ),
    "note_shadowed": (
        "Handed in too, but it cannot be imported here, because a module of Python, of a package or of the assignment has the same name and comes first: {detail}. Give it another name.",
        "함께 제출했지만 여기에서 import할 수 없는 파일: {detail}. 파이썬이나 패키지, 과제의 모듈과 이름이 같아서 그쪽이 먼저 쓰입니다. 다른 이름으로 바꾸세요.",
    ),
    "names_more": ("{names} and {count} more", "{names} 외 {count}개"),
    "note_magic": (
        "Lines that only a notebook understands were left out ({count:# line|# lines}, first: {name} in {where}).",
        "노트북에서만 쓰이는 줄 {count}개를 제외했습니다(첫 번째: {where}의 {name}).",
    ),
    "note_cell_not_python": (
        "{where} cannot be read by Python ({detail}), so nothing in that cell was run. Is everything there that your functions need?",
        "{where}: 파이썬이 읽을 수 없어({detail}) 그 셀은 전혀 실행하지 않았습니다. 함수에 필요한 것이 그 셀에 있는지 확인하세요.",
    ),
    "note_cell_python2": (
        "{where} is Python 2 ({detail}), so nothing in that cell was run. This course uses Python 3, where print is a function: write print(...).",
        "{where}: 파이썬 2 문법이어서({detail}) 그 셀은 전혀 실행하지 않았습니다. 이 강좌는 파이썬 3을 사용합니다. print는 함수이므로 print(...)로 적으세요.",
    ),
    "note_cell_newer": (
        "{where} needs Python {version} or newer, so nothing in that cell was run: here files are run with Python {running}.",
        "{where}: 파이썬 {version} 이상에서만 쓸 수 있는 문법이어서 그 셀은 전혀 실행하지 않았습니다. 채점에는 파이썬 {running} 버전을 사용합니다.",
    ),
    # of another time
    "dated_newer": (
        "{name} was added in Python {version}; here files are run with Python {instead}.",
        "{name}: 파이썬 {version}부터 있습니다. 채점에는 파이썬 {instead} 버전을 사용합니다.",
    ),
    "dated_moved": (
        "{name} was removed in Python {version}. Write {instead} instead.",
        "{name}: 파이썬 {version}에서 없어졌습니다. 대신 다음을 쓰세요: {instead}.",
    ),
    "dated_numpy": (
        "{name} was removed in NumPy {version}; this is NumPy {numpy}. Write {instead} instead.",
        "{name}: NumPy {version}에서 없어졌습니다. 채점 환경은 NumPy {numpy}입니다. 대신 다음을 쓰세요: {instead}.",
    ),
    "dated_python2": (
        "{name} is Python 2; in Python 3 write {instead}.",
        "{name}: 파이썬 2에만 있습니다. 파이썬 3에서는 다음을 쓰세요: {instead}.",
    ),
    "dated_scalar": (
        "An array is not a number, and since NumPy 2.4 even an array with a single element is not converted to one automatically: take the element, as in x[0] or x.item().",
        "배열은 숫자가 아닙니다. NumPy 2.4부터는 원소가 하나인 배열도 저절로 숫자로 바뀌지 않습니다. x[0]이나 x.item()처럼 원소를 꺼내세요.",
    ),
    "dated_division": (
        "In Python 3, / always gives a float, even for integers; // gives an integer.",
        "파이썬 3에서 /는 정수끼리 나누어도 항상 실수를 반환합니다. 정수 몫은 //로 구하세요.",
    ),
}
