"""The phrases about learning platforms."""

PHRASES = {
    "online_text": (
        "it was handed in as text or as a link, and not as a file; hand in the file itself",
        "파일이 아니라 글이나 링크로 제출했습니다. 파일 자체를 제출하세요",
    ),
}
