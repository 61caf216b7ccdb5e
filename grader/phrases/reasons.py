"""Why a file cannot be graded, and what to do about it: each on one line."""

PHRASES = {
    "link": ("it is a link to another file; hand in the file itself", "다른 파일을 가리키는 링크입니다. 파일 자체를 제출하세요"),
    "not_opened": ("it could not be opened ({error})", "파일을 열 수 없습니다 ({error})"),
    "not_ordinary": (
        "it is not an ordinary file; hand in a Python file or a notebook",
        "일반 파일이 아닙니다. 파이썬 파일이나 노트북을 제출하세요",
    ),
    "too_large": (
        "it is larger than {limit} kB; leave out data, only code belongs in it",
        "크기가 {limit} kB를 넘습니다. 데이터는 빼고 코드만 남기세요",
    ),
    "of_file": ("{name}: {reason}", "{name}: {reason}"),
    "missing": ("{name} is not among the files handed in{found}", "제출한 파일 중에 {name} 파일이 없습니다{found}"),
    "found": ("; found: {names}", ". 찾은 파일: {names}"),
    "found_rename": (
        "; found: {names}. Rename the right one to {name}, and hand it in again",
        ". 찾은 파일: {names}. 제출하려던 파일의 이름을 다음과 같이 바꾸어 다시 제출하세요: {name}",
    ),
    "several": (
        "{name} is there more than once ({names}), and it is not clear which one counts; hand in one of them",
        "{name} 파일이 여러 개 있어({names}) 어느 것을 채점해야 할지 알 수 없습니다. 하나만 제출하세요",
    ),
    "alike": (
        "the ids {names} differ only in upper and lower case, so it is not clear whose work is whose. None of them is graded until one is renamed",
        "{names}: 대소문자만 다른 학번이라서 누구의 제출물인지 구별할 수 없습니다. 하나의 이름을 바꿀 때까지 모두 채점하지 않습니다",
    ),
    "empty": (
        "{name} is empty; save your work in it and hand it in again",
        "{name} 파일이 비어 있습니다. 작성한 내용을 저장하고 다시 제출하세요",
    ),
    "utf16": (
        "{name} is saved as UTF-16, which Python cannot read; save it as UTF-8 in your editor and hand it in again",
        "{name} 파일이 UTF-16으로 저장되어 있어 파이썬이 읽을 수 없습니다. 편집기에서 UTF-8로 저장한 다음 다시 제출하세요",
    ),
    "binary": (
        "{name} is not Python source: it holds a NUL character (byte 0), as a binary file does; hand in the .py or .ipynb file itself",
        "{name} 파일은 파이썬 소스가 아닙니다. 바이너리 파일처럼 NUL 문자(값이 0인 바이트)가 들어 있습니다. .py 또는 .ipynb 파일 자체를 제출하세요",
    ),
    "utf_other": (
        "{name} is saved as {encoding}, which Python cannot read; save it as UTF-8 in your editor and hand it in again",
        "{name} 파일이 {encoding} 인코딩으로 저장되어 있어 파이썬이 읽을 수 없습니다. 편집기에서 UTF-8로 저장한 다음 다시 제출하세요",
    ),
    # what it is instead
    "format_pdf": (
        "{name} is a PDF document, not Python source. Hand in the .py file itself, as your editor saves it",
        "{name} 파일은 파이썬 소스가 아니라 PDF 문서입니다. 편집기에서 저장한 .py 파일 자체를 제출하세요",
    ),
    "format_office": (
        "{name} is a document of an office program, such as Word or Hangul, not Python source. Copy the code into a plain text editor and save it as a .py file",
        "{name} 파일은 파이썬 소스가 아니라 워드나 한글 같은 프로그램의 문서입니다. 코드를 일반 텍스트 편집기에 복사하여 .py 파일로 저장하세요",
    ),
    "format_rtf": (
        "{name} is rich text, as TextEdit and WordPad save it, not plain text. In TextEdit choose Format, Make Plain Text; in WordPad save it as a plain text document; and let the name end in .py",
        "{name} 파일은 일반 텍스트가 아니라 텍스트 편집기(TextEdit)나 워드패드가 저장하는 서식 있는 텍스트(RTF)입니다. 텍스트 편집기에서는 포맷 > 일반 텍스트 만들기를 선택하고, 워드패드에서는 일반 텍스트 문서로 저장한 다음, 이름이 .py로 끝나게 하세요",
    ),
    "format_page": (
        "{name} is a saved web page and not the Python file that it shows. Download the file itself, or copy the code alone into a plain text file",
        "{name} 파일은 파이썬 파일이 아니라 저장된 웹 페이지입니다. 파일 자체를 내려받거나 코드만 일반 텍스트 파일에 복사하세요",
    ),
    "format_xml": (
        "{name} is an XML file, not Python source. Hand in the .py file itself, as your editor saves it",
        "{name} 파일은 파이썬 소스가 아니라 XML 파일입니다. 편집기에서 저장한 .py 파일 자체를 제출하세요",
    ),
    "format_latex": (
        "{name} is a LaTeX document, not Python source. Hand in the .py file itself",
        "{name} 파일은 파이썬 소스가 아니라 LaTeX 문서입니다. .py 파일 자체를 제출하세요",
    ),
    "format_picture": (
        "{name} is a picture, not Python source. Hand in the .py file itself",
        "{name} 파일은 파이썬 소스가 아니라 그림입니다. .py 파일 자체를 제출하세요",
    ),
    "format_packed": (
        "{name} is a compressed archive (such as rar, 7z or gz). Unpack it and hand in the .py file in it, or pack it as zip",
        "{name} 파일은 압축 파일(rar, 7z, gz 등)입니다. 압축을 풀어 안에 있는 .py 파일을 제출하거나 zip으로 압축하세요",
    ),
    "format_zip": (
        "{name} is a zip file under another name. Let its name end in .zip, or unpack it and hand in the file in it",
        "{name} 파일은 이름만 바뀐 zip 파일입니다. 이름이 .zip으로 끝나게 하거나, 압축을 풀어 안에 있는 파일을 제출하세요",
    ),
    "format_array": (
        "{name} holds a NumPy array, not Python source. Hand in the .py file itself",
        "{name} 파일에는 파이썬 소스가 아니라 NumPy 배열이 들어 있습니다. .py 파일 자체를 제출하세요",
    ),
    "format_apple": (
        "{name} is not your file but what macOS keeps beside it (its name began with ._). Hand in the .py file itself",
        "{name} 파일은 제출하려던 파일이 아니라 macOS가 그 옆에 만드는 파일입니다(이름이 ._로 시작했습니다). .py 파일 자체를 제출하세요",
    ),
    "format_compiled": (
        "{name} is compiled Python (.pyc). Hand in the .py file that it was made from",
        "{name} 파일은 컴파일된 파이썬(.pyc)입니다. 원본 .py 파일을 제출하세요",
    ),
    "format_lfs": (
        "{name} is only a pointer of Git LFS to your file. Hand in the file itself",
        "{name} 파일은 실제 파일이 아니라 Git LFS 포인터입니다. 파일 자체를 제출하세요",
    ),
    "format_link": (
        "{name} is only a link to a web page. Hand in the file itself",
        "{name} 파일은 웹 페이지로 가는 링크일 뿐입니다. 파일 자체를 제출하세요",
    ),
    "format_not_found": (
        "{name} holds a server's answer that the page does not exist, not code: the download failed. Open the link in a browser, check what it saves, and hand that in",
        "{name} 파일에는 코드가 아니라 그런 페이지가 없다는 서버의 응답이 들어 있습니다. 내려받기가 실패한 것입니다. 브라우저에서 링크를 열어 제대로 저장되었는지 확인하고 다시 제출하세요",
    ),
    "format_mail": (
        "{name} begins like an e-mail, with its sender and subject. Hand in the code alone, as a Python file, without the mail around it",
        "{name} 파일이 보낸 사람과 제목이 있는 전자 우편으로 시작합니다. 메일 내용을 빼고 파이썬 코드만 담은 파일을 제출하세요",
    ),
    # what came along
    "copied_chat": (
        "{where} holds {mark}, which a chat shows above its answers and is not part of Python. Delete it, and whatever is not code before and after it",
        "{where}에 다음 글이 있습니다: {mark}. 채팅 화면에서 답변 위에 보이는 글이며 파이썬 문법이 아닙니다. 이 줄과 그 앞뒤의 코드가 아닌 글을 지우세요",
    ),
    "sentence": (
        "{where} is a sentence, not Python. Delete what is not code, such as an answer or a mail that was copied along; begin the line with # if it is a comment",
        "{where}: 파이썬 코드가 아닌 문장입니다. 함께 복사된 답변이나 메일처럼 코드가 아닌 글이면 지우고, 주석이면 줄 앞에 #을 붙이세요",
    ),
    "copied_fence": (
        "{where} holds {mark}, which marks code in a chat or in Markdown and is not part of Python. Delete such lines, and whatever is not code before and after them",
        "{where}에 {mark} 표시가 있습니다. 채팅이나 마크다운에서 코드를 표시하는 기호이며 파이썬 문법이 아닙니다. 이런 줄과 그 앞뒤의 코드가 아닌 글을 지우세요",
    ),
    "copied_prompts": (
        "{where} begins with {mark}, the prompt of interactive Python, which was copied along with the lines. Remove the prompts (>>>, ... and In [1]:), and the lines that Python printed",
        "{where}: 맨 앞에 {mark} 표시가 있습니다. 대화형 파이썬의 프롬프트가 복사할 때 함께 들어온 것입니다. 프롬프트(>>>, ..., In [1]:)와 파이썬이 출력한 줄을 지우세요",
    ),
    "copied_diff": (
        "{where} is part of a diff (a patch): it lists changes instead of holding the file. Hand in the .py file itself",
        "{where}: diff(패치)의 일부입니다. 파일의 내용이 아니라 변경 사항이 적혀 있습니다. .py 파일 자체를 제출하세요",
    ),
    "copied_output": (
        "{where} is what Python printed for an error, copied along with the code. Delete it and the lines that belong to it",
        "{where}: 파이썬이 출력한 오류 메시지로, 코드와 함께 복사된 것입니다. 이 줄과 이어지는 출력을 지우세요",
    ),
    "copied_numbers": (
        "{name}: the lines begin with their numbers, which were copied along with the code. Remove the numbers",
        "{name}: 줄마다 앞에 줄 번호가 붙어 있습니다. 코드를 복사할 때 함께 들어온 것이니 번호를 지우세요",
    ),
    "copied_entities": (
        "{where} holds {entity}, which is how the source of a web page writes a symbol. Copy the code from the page as it is shown, or hand in the .py file itself",
        "{where}에 {entity} 표기가 있습니다. 웹 페이지의 원본에서 기호를 적는 방식입니다. 화면에 보이는 대로 코드를 복사하거나 .py 파일 자체를 제출하세요",
    ),
    # archives
    "zip_broken": (
        "{name} is not a readable zip file; it may have been cut off during the transfer: make it again and hand it in again",
        "{name} 파일은 읽을 수 있는 zip 파일이 아닙니다. 전송 중에 잘렸을 수 있으니 다시 만들어 제출하세요",
    ),
    "zip_encrypted": (
        "{name} is protected by a password; hand it in without one",
        "{name} 파일에 암호가 걸려 있습니다. 암호 없이 제출하세요",
    ),
    "zip_method": (
        "{name} is compressed by a method that cannot be read here; compress it with the ordinary 'compress to zip'",
        "{name} 파일의 압축 방식은 읽을 수 없습니다. 보통의 'zip으로 압축'으로 만들어 주세요",
    ),
    "zip_many": (
        "{name} holds too many files; hand in only your own",
        "{name} 안에 파일이 너무 많습니다. 직접 작성한 파일만 제출하세요",
    ),
    "zip_nested": (
        "{name} holds another zip file instead of the files; unpack it and hand in the inner one",
        "{name} 안에 파일 대신 또 다른 zip 파일이 있습니다. 압축을 풀고 안쪽 파일을 제출하세요",
    ),
    # notebooks
    "notebook_korean": (
        "{name} is saved in the Korean encoding CP949 (line {line} is not UTF-8), and a notebook has to be UTF-8; open it in an editor with that encoding, save it as UTF-8 and hand it in again",
        "{name} 파일이 CP949 인코딩으로 저장되어 있습니다({line}번째 줄이 UTF-8이 아닙니다). 노트북은 UTF-8이어야 합니다. 편집기에서 CP949로 연 다음 UTF-8로 저장하여 다시 제출하세요",
    ),
    "notebook_not_utf8": (
        "{name} is not a readable notebook: line {line} is not UTF-8. Open it in Jupyter or Colab; if that works, save it again; otherwise hand in an earlier copy",
        "{name} 노트북을 읽을 수 없습니다. {line}번째 줄이 UTF-8이 아닙니다. Jupyter나 Colab에서 열어 보고, 열리면 다시 저장하고 열리지 않으면 이전 사본을 제출하세요",
    ),
    "notebook_no_json": (
        "{name} is not a readable notebook: it is not valid JSON (line {line}, column {column}). Open it in Jupyter or Colab; if that works, save it again; otherwise hand in an earlier copy",
        "{name} 노트북을 읽을 수 없습니다. 올바른 JSON이 아닙니다({line}번째 줄 {column}번째 칸). Jupyter나 Colab에서 열어 보고, 열리면 다시 저장하고 열리지 않으면 이전 사본을 제출하세요",
    ),
    "notebook_too_deep": (
        "{name} is not a readable notebook: its brackets are nested too deeply. Open it in Jupyter or Colab; if that works, save it again; otherwise hand in an earlier copy",
        "{name} 노트북을 읽을 수 없습니다. 괄호가 너무 깊이 겹쳐 있습니다. Jupyter나 Colab에서 열어 보고, 열리면 다시 저장하고 열리지 않으면 이전 사본을 제출하세요",
    ),
    "notebook_merged": (
        "{name} holds the marks of an unresolved merge (<<<<<<<), so that it is not valid JSON any more (line {line}). Resolve the conflict and save the notebook again",
        "{name} 노트북에 해결되지 않은 병합 표시(<<<<<<<)가 남아 있어 올바른 JSON이 아닙니다({line}번째 줄). 충돌을 해결하고 노트북을 다시 저장하세요",
    ),
    "notebook_is_text": (
        "{name} ends in .ipynb but is not a notebook. If it holds Python code, rename it to end in .py; otherwise save the notebook again in Jupyter or Colab",
        "{name} 파일은 .ipynb로 끝나지만 노트북이 아닙니다. 파이썬 코드라면 .py로 끝나도록 이름을 바꾸고, 아니면 Jupyter나 Colab에서 노트북을 다시 저장하세요",
    ),
    "notebook_is_page": (
        "{name} ends in .ipynb but is a web page, such as a preview that was saved. In Jupyter or Colab choose File, Download, .ipynb",
        "{name} 파일은 .ipynb로 끝나지만 웹 페이지(예: 저장된 미리보기)입니다. Jupyter나 Colab에서 파일 > 다운로드 > .ipynb를 선택하세요",
    ),
    "notebook_no_notebook": (
        "{name} ends in .ipynb but does not hold the cells of a notebook. Save it again in Jupyter or Colab",
        "{name} 파일은 .ipynb로 끝나지만 노트북의 셀이 없습니다. Jupyter나 Colab에서 다시 저장하세요",
    ),
    "notebook_too_large": (
        "it is larger than {limit} kB; clear all outputs in Jupyter or Colab, save it and hand it in again",
        "크기가 {limit} kB를 넘습니다. Jupyter나 Colab에서 모든 출력을 지우고 저장한 다음 다시 제출하세요",
    ),
    "notebook_many_cells": (
        "{name} has more than {most} cells; leave out those that your answers do not need",
        "{name} 노트북의 셀이 {most}개를 넘습니다. 답에 필요 없는 셀을 빼세요",
    ),
    "notebook_too_complex": (
        "{name} holds too much besides its code; clear all outputs in Jupyter or Colab, and save it",
        "{name} 노트북에 코드 외의 내용이 너무 많습니다. Jupyter나 Colab에서 모든 출력을 지운 다음 저장하세요",
    ),
    "notebook_other_language": (
        "{name} is a notebook for the language {language}, not for Python. If your code is Python, choose a Python kernel in Jupyter or Colab, save the notebook and hand it in again",
        "{name} 노트북은 파이썬이 아니라 {language} 언어용입니다. 파이썬 코드라면 Jupyter나 Colab에서 파이썬 커널을 선택하고 저장한 다음 다시 제출하세요",
    ),
    "notebook_empty": (
        "{name} has no code in it; write your code into code cells and hand it in again",
        "{name} 노트북에 코드가 없습니다. 코드 셀에 코드를 작성하고 다시 제출하세요",
    ),
    "notebook_only_markdown": (
        "{name} has no code cell with anything in it: '{line}' stands in a text cell, which is not run. Change the type of such cells to Code, and hand it in again",
        "{name} 노트북에 내용이 있는 코드 셀이 없습니다. '{line}' 줄은 실행되지 않는 텍스트 셀에 있습니다. 그런 셀의 종류를 코드로 바꾸어 다시 제출하세요",
    ),
    "notebook_only_raw": (
        "{name} has no code cell with anything in it: '{line}' stands in a raw cell, which is not run. Change the type of such cells to Code, and hand it in again",
        "{name} 노트북에 내용이 있는 코드 셀이 없습니다. '{line}' 줄은 실행되지 않는 Raw 셀에 있습니다. 그런 셀의 종류를 코드로 바꾸어 다시 제출하세요",
    ),
    # Python cannot read it
    "syntax": ("Python {running} cannot read {where}: {message}", "{where}: 파이썬 {running}에서 읽을 수 없습니다({message})"),
    "too_deep": (
        "something in {where} is nested too deeply for Python to read it, such as a very long chain of elif, operators or calls. Write it as a loop, or as several statements",
        "{where}에 파이썬이 읽을 수 없을 만큼 깊이 중첩된 부분이 있습니다(아주 긴 elif나 연산자, 호출의 연속 등). 반복문이나 여러 문장으로 나누어 적으세요",
    ),
    "newer": (
        "{where} needs Python {version} or newer; here files are run with Python {running}, which cannot read it. Write it as Python {running} does, or ask your teacher for the newer version",
        "{where}: 파이썬 {version} 이상에서만 쓸 수 있는 문법입니다. 채점에는 파이썬 {running} 버전을 사용하므로 읽을 수 없습니다. 파이썬 {running} 문법으로 적거나 선생님께 새 버전을 요청하세요",
    ),
    "python2_print": (
        "{where} is Python 2. In Python 3 print is a function: write print(...), with parentheses",
        "{where}: 파이썬 2 문법입니다. 파이썬 3에서 print는 함수이므로 괄호를 써서 print(...)로 적으세요",
    ),
    "python2": (
        "{where} is Python 2 ({what}). This course uses Python 3: write {instead}",
        "{where}: 파이썬 2 문법입니다({what}). 이 강좌는 파이썬 3을 사용합니다. 다음과 같이 적으세요: {instead}",
    ),
    "tabs": (
        "{where} mixes tabs and spaces in its indentation, so that Python cannot tell what belongs together. Let your editor turn tabs into spaces (four each)",
        "{where}: 들여쓰기에 탭과 공백이 섞여 있어 파이썬이 구조를 알 수 없습니다. 편집기에서 탭을 공백 네 칸으로 바꾸세요",
    ),
    "indentation": (
        "Python cannot read {where}: the indentation does not fit ({message})",
        "{where}: 파이썬이 읽을 수 없습니다. 들여쓰기가 맞지 않습니다({message})",
    ),
    "character": (
        "{where}, column {column}, holds the character {code} ({name}), which is not part of Python. It often comes along when code is copied from a PDF, a web page or a chat: delete it and type the line again",
        "{where} {column}번째 칸에 파이썬에서 쓸 수 없는 문자가 있습니다: {code}({name}). PDF, 웹 페이지, 채팅에서 코드를 복사할 때 흔히 딸려 옵니다. 그 문자를 지우고 줄을 다시 입력하세요",
    ),
    "quote": (
        "{where}, column {column}, holds the typographic quotation mark {code} ({name}). Python needs the straight ones: ' or \"",
        "{where} {column}번째 칸에 둥근 따옴표가 있습니다: {code}({name}). 파이썬에서는 곧은따옴표 ' 또는 \"를 써야 합니다",
    ),
    "merged": (
        "{where} holds the mark of an unresolved merge ({mark}). Decide which version counts, and delete the marks",
        "{where}: 해결되지 않은 병합 표시({mark})가 남아 있습니다. 어느 쪽을 쓸지 정하고 표시를 지우세요",
    ),
    "korean": (
        "{where} is not UTF-8: the file is saved in the Korean encoding cp949 (EUC-KR). Save it as UTF-8 in your editor and hand it in again",
        "{where}: UTF-8이 아닙니다. 파일이 한국어 인코딩 cp949(EUC-KR)로 저장되어 있습니다. 편집기에서 UTF-8로 저장한 다음 다시 제출하세요",
    ),
    "not_utf8": (
        "{where} holds bytes that are not {encoding}. Save the file as UTF-8 in your editor and hand it in again",
        "{where}: {encoding} 인코딩에 맞지 않는 바이트가 있습니다. 편집기에서 UTF-8로 저장한 다음 다시 제출하세요",
    ),
    "encoding": (
        "{where} names the encoding {encoding}, and the file cannot be read as that. Save it as UTF-8 in your editor, remove the comment that names the encoding, and hand it in again",
        "{where}에 {encoding} 인코딩이라고 적혀 있지만 그 인코딩으로는 파일을 읽을 수 없습니다. 편집기에서 UTF-8로 저장하고 인코딩을 적은 주석을 지운 뒤 다시 제출하세요",
    ),
    # importing it
    "load_stopped": ("importing the file did not finish ({limit})", "파일 불러오기가 끝나지 않았습니다({limit})"),
    "load_forged": (
        "while the file was imported, its process answered the grader in a way that importing a file never does, so its answer does not count; leave out whatever reaches into the grader's own modules or writes to its file descriptors. Your teacher has been notified",
        "파일을 불러오는 동안 이 파일의 프로세스가 보통의 불러오기에서는 나올 수 없는 응답을 채점기에 보냈으므로, 그 응답은 인정하지 않습니다. 채점기 내부 모듈을 건드리거나 채점기의 파일 디스크립터에 쓰는 코드를 빼고 제출하세요. 선생님께 알렸습니다",
    ),
    "load_crashed": (
        "importing the file stopped the Python interpreter itself",
        "파일을 불러오는 동안 파이썬 인터프리터 자체가 멈추었습니다",
    ),
    "load_memory": ("importing the file used too much memory", "파일을 불러오는 동안 메모리를 너무 많이 사용했습니다"),
    "load_left": (
        "the file ended Python while it was being imported ({where}); remove the call that does it, such as exit(), quit() or sys.exit()",
        "파일을 불러오는 동안 파이썬이 종료되었습니다({where}). exit(), quit(), sys.exit()처럼 파이썬을 끝내는 호출을 지우세요",
    ),
    "load_raised": (
        "importing the file raised {type}: {message} ({where})",
        "파일을 불러오는 동안 {type} 오류가 발생했습니다: {message} ({where})",
    ),
    # grading it
    "judge_ended": (
        "grading this file stopped the grader itself, more than once, while the teacher's own solution was graded without trouble in between. Your teacher has been notified; until a person has looked at it, it earns no points. See whether your code returns something very large or very unusual, and hand it in again",
        "이 파일을 채점하는 동안 채점기 자체가 두 번 이상 멈추었고, 그 사이에 선생님의 풀이는 문제없이 채점되었습니다. 선생님께 알렸으며, 사람이 확인할 때까지 점수는 없습니다. 코드가 매우 크거나 특이한 값을 반환하지 않는지 살펴보고 다시 제출하세요",
    ),
}
