"""The phrases about the files themselves: what was left out, what stood in, which names are of another time."""

ENGLISH = {
    "about_file": "About your file",
    "about_file_free": "None of this costs points by itself.",
    # names
    "note_undefined_name": "{owner} uses the name {name} ({where}), which is defined nowhere.",
    "note_undefined_name_elsewhere": "{owner} uses the name {name} ({where}), which would be defined only in {elsewhere}, and that is not run here or raised an error. Pass it in as an argument, or define it where nothing can go wrong.",
    # what stood in
    "note_stand_in": "{name} is not installed where your file is graded. Something that does nothing stood in for it; that is no mistake of yours.",
    "note_not_available": "{where}: {name} cannot be imported here ({detail}). Functions that do not use it are not affected; those that do will raise an error.",
    # what was left out
    "note_stopped_at": "Your file does not run to its end by itself: {where} raised {detail}. Its definitions, imports and assignments count all the same.",
    "note_not_ended": "Your file was stopped while it was run from top to bottom ({detail}). So its definitions, imports and assignments were taken one by one, and the rest was left out.",
    "note_left_out": "{where} was left out, because it raised {detail}.",
    "note_left_out_named": "{where}, which would define {name}, was left out, because it raised {detail}.",
    "note_left_out_slow": "{where} was left out, because it takes too long. What your functions need at every call should be quick to make.",
    "note_alternative": "Judged by another convention, which this assignment accepts as well: {name}.",
    "note_not_run": "Statements outside of functions that only call, print, test or loop were not run ({count} of them, the first is {where}). Your functions do not need them.",
    "note_magic": "Lines that only a notebook understands were left out ({count} of them, the first is {name} in {where}).",
    "note_cell_not_python": "{where} cannot be read by Python ({detail}), so nothing in that cell was run. Is everything there that your functions need?",
    "note_cell_python2": "{where} is Python 2 ({detail}), so nothing in that cell was run. This course uses Python 3: print is a function there, print(...).",
    # of another time
    "dated_numpy": "{name} was removed in NumPy {version}; this is NumPy {numpy}. Write {instead} instead.",
    "dated_python2": "{name} is Python 2; in Python 3 write {instead}.",
    "dated_scalar": "An array is no number, and since NumPy 2.4 not even one with a single element is turned into a number by itself: take the element, as in x[0] or x.item().",
    "dated_division": "In Python 3, / always gives a float, also for whole numbers; // gives a whole number.",
}

KOREAN = {
    "about_file": "제출한 파일에 대하여",
    "about_file_free": "아래 내용만으로 점수가 깎이지는 않습니다.",
    "note_undefined_name": "{owner}에서 쓰는 이름 {name}({where})이(가) 어디에도 정의되어 있지 않습니다.",
    "note_undefined_name_elsewhere": "{owner}에서 쓰는 이름 {name}({where})은(는) {elsewhere}에서만 정의되는데, 그 줄은 여기에서 실행되지 않거나 오류가 납니다. 인자로 넘겨받거나 확실히 실행되는 곳에서 정의하세요.",
    "note_stand_in": "채점 환경에는 {name} 패키지가 설치되어 있지 않습니다. 아무 일도 하지 않는 대체물을 사용했으며 여러분의 잘못이 아닙니다.",
    "note_not_available": "{where}: 여기에서는 {name}을(를) 불러올 수 없습니다({detail}). 이것을 쓰지 않는 함수는 영향이 없고, 쓰는 함수에서는 오류가 납니다.",
    "note_stopped_at": "파일이 끝까지 실행되지 않습니다. {where}에서 {detail} 오류가 발생했습니다. 정의, import, 대입문은 그대로 채점에 사용했습니다.",
    "note_not_ended": "파일을 처음부터 끝까지 실행하는 도중에 중단되었습니다({detail}). 그래서 정의, import, 대입문만 하나씩 실행하고 나머지는 제외했습니다.",
    "note_left_out": "{where}에서 {detail} 오류가 발생하여 그 문장을 제외했습니다.",
    "note_left_out_named": "{name}을(를) 정의하는 {where}에서 {detail} 오류가 발생하여 그 문장을 제외했습니다.",
    "note_left_out_slow": "{where}은(는) 너무 오래 걸려 제외했습니다. 함수가 늘 필요로 하는 값은 빨리 만들 수 있어야 합니다.",
    "note_alternative": "이 과제에서 함께 인정하는 다른 방식으로 채점했습니다: {name}.",
    "note_not_run": "함수 밖에서 호출, 출력, 검사, 반복만 하는 문장 {count}개는 실행하지 않았습니다(첫 번째: {where}). 여러분의 함수에는 필요하지 않은 문장입니다.",
    "note_magic": "노트북에서만 쓰이는 줄 {count}개를 제외했습니다(첫 번째: {where}의 {name}).",
    "note_cell_not_python": "{where}을(를) 파이썬이 읽을 수 없어({detail}) 그 셀은 전혀 실행하지 않았습니다. 함수에 필요한 것이 그 셀에 있는지 확인하세요.",
    "note_cell_python2": "{where}은(는) 파이썬 2 문법이어서({detail}) 그 셀은 전혀 실행하지 않았습니다. 이 과목은 파이썬 3을 사용합니다. print는 함수이므로 print(...)로 적으세요.",
    "dated_numpy": "{name}은(는) NumPy {version}에서 없어졌습니다. 채점 환경은 NumPy {numpy}입니다. 대신 {instead}을(를) 쓰세요.",
    "dated_python2": "{name}은(는) 파이썬 2의 것입니다. 파이썬 3에서는 {instead}을(를) 쓰세요.",
    "dated_scalar": "배열은 숫자가 아닙니다. NumPy 2.4부터는 원소가 하나인 배열도 저절로 숫자로 바뀌지 않습니다. x[0]이나 x.item()처럼 원소를 꺼내세요.",
    "dated_division": "파이썬 3에서 /는 정수끼리 나누어도 항상 실수를 돌려줍니다. 정수 몫은 //로 구하세요.",
}
