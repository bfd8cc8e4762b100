"""Words: what a learner reads of the folder, in the language of the chapter or exercise."""

WORDS = {
    "first": {
        "en": "{folder}/ is yours: the chapters and the exercises. What you write there stays.",
        "ko": "{folder}/ 폴더에 장과 연습 문제를 복사했습니다. 여기에 쓴 것은 덮어쓰지 않습니다.",
    },
    "added": {
        "en": "{name}: new.",
        "ko": "{name}: 새로 생겼습니다.",
    },
    "renewed": {
        "en": "{name}: brought up to date. You had changed nothing in it.",
        "ko": "{name}: 새 버전으로 바꾸었습니다. 여러분이 고친 것은 없었습니다.",
    },
    "newer": {
        "en": "{name}: a newer version is there. `make fresh NAME={short}` fetches it and "
        "keeps yours.",
        "ko": "{name}: 새 버전이 있습니다. `make fresh NAME={short}`를 실행하면 새 버전을 가져오고 "
        "여러분의 것은 따로 남겨 둡니다.",
    },
    "kept": {
        "en": "Your files are in {place}.",
        "ko": "여러분의 파일은 {place}에 있습니다.",
    },
    "fresh": {
        "en": "{name}: a fresh copy is there.",
        "ko": "{name}: 새 사본을 넣었습니다.",
    },
    "edited": {
        "en": "{name}: copied as the project's own folder has it. Somebody has edited it there.",
        "ko": "{name}: 프로젝트 폴더에 있는 그대로 복사했습니다. "
        "그런데 그 파일을 누군가 고쳤습니다.",
    },
    "same": {
        "en": "{name}: your copy is the newest one, and unchanged.",
        "ko": "{name}: 지금 있는 사본이 가장 새것이고, 고친 것도 없습니다.",
    },
    "unknown": {
        "en": "There is nothing called {name!r}. What there is:",
        "ko": "{name!r}라는 이름은 없습니다. 있는 이름:",
    },
    "none": {
        "en": "There are no exercises in {folder}. `make lab` lays them out.",
        "ko": "{folder} 폴더에 연습 문제가 없습니다. `make lab`을 실행하면 생깁니다.",
    },
    "failed": {
        "en": "{folder} could not be written: {error}. No file is half written, and what you "
        "wrote is still there.",
        "ko": "{folder}에 쓰지 못했습니다: {error}. 쓰다 만 파일은 없고, 여러분이 쓴 것은 "
        "그대로 있습니다.",
    },
}


def say(key: str, language: str, **names: object) -> str:
    """Return a phrase in a language; in English where the language has none."""
    phrases = WORDS[key]
    return phrases.get(language, phrases["en"]).format(**names)
