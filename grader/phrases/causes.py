"""The phrases about what student code met where it is graded: what is not to be had there, and paths that lead nowhere.

Of a path, ``_other`` is for files handed out of which none is meant, ``_alone`` for none handed out.
"""

PHRASES = {
    "note_cause": ("{where}: {cause}", "{where}: {cause}"),
    "cause_processes": (
        "Your file is graded in a single process. Compute in an ordinary loop, or with NumPy, instead of multiprocessing.",
        "제출한 파일은 프로세스 하나에서 채점됩니다. multiprocessing 대신 보통의 반복문이나 NumPy로 계산하세요.",
    ),
    "cause_programs": (
        "No other program can be started where your file is graded. Leave the call out, or do in Python what that program does.",
        "채점하는 곳에서는 다른 프로그램을 실행할 수 없습니다. 그 호출을 빼거나 같은 일을 파이썬으로 하세요.",
    ),
    "cause_network": (
        "There is no network where your file is graded. Use only what is in your file, and the files handed out.",
        "채점하는 곳에서는 네트워크를 쓸 수 없습니다. 제출한 파일의 내용과 나누어 준 파일만 사용하세요.",
    ),
    "cause_shared_memory": (
        "There are no other processes to share memory with where your file is graded. Use an ordinary array.",
        "채점하는 곳에는 메모리를 함께 쓸 다른 프로세스가 없습니다. 보통의 배열을 사용하세요.",
    ),
    "cause_written": (
        "Keep the result in memory and return it; if a function needs a file, pass it io.StringIO() or io.BytesIO().",
        "이 과제에서는 파일을 쓸 수 없습니다. 결과는 메모리에 두고 반환하세요. 꼭 파일이 필요한 함수에는 io.StringIO()나 io.BytesIO()를 넘기면 됩니다.",
    ),
    "cause_changed": (
        "Nothing on disk needs to be made, moved or removed for your functions to be graded. Leave the call out.",
        "이 과제에서는 파일이나 폴더를 만들거나 옮기거나 지울 수 없습니다. 채점에 필요하지 않으니 그 호출을 빼세요.",
    ),
    "cause_threads": (
        "Compute in an ordinary loop, or with NumPy, instead of in threads.",
        "이 과제에서는 스레드를 시작할 수 없습니다. 스레드 대신 보통의 반복문이나 NumPy로 계산하세요.",
    ),
    "cause_input": (
        "Take the value as an argument of the function instead of asking for it with input().",
        "채점할 때는 아무도 값을 입력하지 않습니다. input()으로 묻지 말고 함수의 인자로 받으세요.",
    ),
    "cause_forbidden": (
        "Your file asked the system for something that is not allowed where files are graded. Write the code without it.",
        "채점하는 곳에서 허용되지 않는 것을 시스템에 요청했습니다. 그것 없이 작성하세요.",
    ),
    "cause_own_machine": (
        "{name} is a path that exists only on your own computer, or in Colab, and not where your file is graded. The files handed out ({beside}) are in the same folder as your file: open('{right}').",
        "{name}: 본인 컴퓨터나 Colab에만 있는 경로입니다. 채점하는 곳에는 이런 경로가 없습니다. 나누어 준 파일({beside})은 제출한 파일과 같은 폴더에 있습니다. open('{right}')처럼 여세요.",
    ),
    "cause_own_machine_other": (
        "{name} is a path that exists only on your own computer, or in Colab, and not where your file is graded. The files handed out ({beside}) are in the same folder as your file: open them by their names alone, without a path.",
        "{name}: 본인 컴퓨터나 Colab에만 있는 경로입니다. 채점하는 곳에는 이런 경로가 없습니다. 나누어 준 파일({beside})은 제출한 파일과 같은 폴더에 있으니 경로 없이 파일 이름만으로 여세요.",
    ),
    "cause_own_machine_alone": (
        "{name} is a path that exists only on your own computer, or in Colab, and not where your file is graded. This assignment hands out no files to read.",
        "{name}: 본인 컴퓨터나 Colab에만 있는 경로입니다. 채점하는 곳에는 이런 경로가 없습니다. 이 과제에는 읽을 파일이 없습니다.",
    ),
    "cause_other_case": (
        "{name}: upper and lower case matter here, and the file is named {right}. It is in the same folder as your file: open('{right}').",
        "{name}: 여기에서는 대문자와 소문자를 구별하며, 파일 이름은 {right}입니다. 제출한 파일과 같은 폴더에 있으니 open('{right}')처럼 여세요.",
    ),
    "cause_other_spelling": (
        "{name} looks like the name of a file handed out, but consists of different characters (this happens when a name is typed on another kind of computer). Copy the name from here: open('{right}').",
        "{name}: 나누어 준 파일의 이름과 같아 보이지만 다른 문자로 이루어져 있습니다(다른 종류의 컴퓨터에서 입력하면 그럴 수 있습니다). 여기에서 이름을 복사하세요: open('{right}')",
    ),
    "cause_in_folder": (
        "{name} points into a folder, but the files handed out ({beside}) are in the same folder as your file: open('{right}').",
        "{name}: 폴더 안을 가리키는 경로이지만, 나누어 준 파일({beside})은 제출한 파일과 같은 폴더에 있습니다. open('{right}')처럼 여세요.",
    ),
    "cause_absent": (
        "{name} is not among the files handed out ({beside}), which are in the same folder as your file. If you mean {right}, write open('{right}').",
        "{name}: 나누어 준 파일({beside})에 없습니다. 나누어 준 파일은 제출한 파일과 같은 폴더에 있습니다. {right} 파일을 뜻했다면 open('{right}')처럼 여세요.",
    ),
    "cause_absent_other": (
        "{name} is not among the files handed out ({beside}), which are in the same folder as your file: open them by their names alone, without a path.",
        "{name}: 나누어 준 파일({beside})에 없습니다. 나누어 준 파일은 제출한 파일과 같은 폴더에 있으니 경로 없이 파일 이름만으로 여세요.",
    ),
    "cause_absent_alone": (
        "{name} does not exist where your file is graded: this assignment hands out no files to read.",
        "채점하는 곳에는 {name} 파일이 없습니다. 이 과제에는 읽을 파일이 없습니다.",
    ),
    "cause_no_module": (
        "This assignment allows the standard library and {beside}; a module of your own has to be handed in together with your file.",
        "이 과제에서는 표준 라이브러리와 {beside}만 쓸 수 있습니다. 직접 만든 모듈은 파일과 함께 제출해야 합니다.",
    ),
    "cause_no_module_alone": (
        "This assignment allows the standard library only; a module of your own has to be handed in together with your file.",
        "이 과제에서는 표준 라이브러리만 쓸 수 있습니다. 직접 만든 모듈은 파일과 함께 제출해야 합니다.",
    ),
    "cause_module_lacking": (
        "{name} was not handed in, or it cannot be read. Hand it in together with your other files.",
        "{name} 파일을 제출하지 않았거나 읽을 수 없습니다. 다른 파일과 함께 제출하세요.",
    ),
    "cause_module_neighbour": (
        "You handed in {name}, which Python does not find as {right}: rename it to {right}, and hand in all your files again.",
        "제출한 {name} 파일은 이름이 조금 달라서 파이썬이 {right} 파일로 찾지 못합니다. 파일 이름을 {right}에 맞게 바꾸어 모든 파일을 다시 제출하세요.",
    ),
    "cause_module_dot": (
        "Your file is not part of a package. Write '{right}', without the dot.",
        "제출한 파일은 패키지 안에 있지 않습니다. 점을 빼고 다음과 같이 적으세요: '{right}'.",
    ),
    "cause_module_unreadable": (
        "Python cannot read {name}. Correct it, and hand in all your files again.",
        "{name} 파일을 파이썬이 읽을 수 없습니다. 고친 다음 모든 파일을 다시 제출하세요.",
    ),
}
