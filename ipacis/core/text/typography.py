"""Typography: the signs and spaces that a careful typesetter chooses, put in by rule when a text is shown.

What editors type and programs import is stored as it came. The rules are those of A. Milchin, "Справочник издателя и
автора" (2003), for Russian, and of the Oxford Guide to Style for English. The words tell the language, so that a
Russian name on an English page follows its own rules.
"""

import re
from re import Match

#: The space at which no line breaks, and the sign without a width at which no line breaks (U+2060, word joiner).
NBSP, JOINER = "\xa0", "\u2060"
#: Russian prepositions, conjunctions and particles that do not end a line, and those that do not begin one.
BEFORE = "а без в во для до за и из к ко на над не ни но о об обо от по под при про с со у"
AFTER = "б бы ж же ли ль"
MONTHS_RU = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
MONTHS_ALONE = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
MONTHS_EN = "January February March April May June July August September October November December"
#: What belongs to the number before it, besides the months.
UNITS = (
    r"г\.|гг\.|год[ау]?\b|года[хм]\b|годов\b|лет\b|вв?\.|тыс\.|млн\b|млрд\b|руб\.|км\b|кг\b|га\b|ч\b|мин\b|%"
    r"|km\b|kg\b|ha\b|million\b|billion\b|per cent\b"
)
#: What belongs to the number or the name behind it, besides № and §.
SIGNS = "ст. стр. гл. рис. им. ул. пл. No. Nos. Art. Arts. p. pp. Mr Mrs Ms Dr Dr. Prof. St St."


def words(text: str) -> str:
    return "|".join(text.split())


def behind(text: str) -> str:
    """Return the expression for a place behind one of the words of *text* and a space. A lookbehind has one width."""
    by_width = {}
    for word in text.split():
        by_width.setdefault(len(word), []).append(re.escape(word))
    return "|".join(rf"(?<=\b(?:{'|'.join(group)}) )" for group in by_width.values())


#: Names of two words that stay in one line.
NAMES = (("IPA", "CIS"), ("OSCE", "PA"), ("МПА", "СНГ"), ("ПА", "ОБСЕ"), ("ПА", "ОДКБ"))
# Most patterns begin with a space, which is found fastest, and look around it.
SHORT_WORD = re.compile(rf" (?=[\w«„(№])(?:{behind(f'{BEFORE} {BEFORE.title()}')})")
PARTICLE = re.compile(rf" (?=(?:{words(AFTER)})\b)")
NUMBER = re.compile(rf" (?<=\d )(?=(?:{words(MONTHS_RU)})\b|(?:{words(MONTHS_EN)})\b|{UNITS})")
SIGN = re.compile(rf" (?=[\dA-ZА-ЯЁ«])(?:(?<=[№§] )|{behind(SIGNS)})")
NAME = re.compile("|".join(rf" (?<=\b{first} )(?={second}\b)" for first, second in NAMES))
INITIAL = re.compile(r" (?=[A-ZА-ЯЁ])(?<=\b[A-ZА-ЯЁ]\. )")
CAPITAL_MONTH = re.compile(rf"(?:{words(MONTHS_RU.title())}|{words(MONTHS_ALONE.title())})(?=\s\d{{4}})")
DASH = re.compile(rf"[ {NBSP}](?:--?|[–—]) (?=\S)")
YEARS = re.compile(r"\b((?:1[89]|20)\d\d)-(?=(?:1[89]|20)\d\d\b(?!-))")
PETERSBURG = re.compile(r"(?<=\bСанкт-)(?=Петербург)")
NUMERAL = re.compile(r"-(?<=\d-)(?=[а-яё]{1,6}\b)")
QUOTE = re.compile(r'"|&quot;')
APOSTROPHE = re.compile(r"(?<=[A-Za-z])(?:'|&#x27;|&#39;)(?=[A-Za-z])")
CYRILLIC = re.compile(r"[Ѐ-ӿ]")
#: (opening and closing) quotation marks of Russian and of English.
RUSSIAN_QUOTES, ENGLISH_QUOTES = "«»", "“”"
#: The elements of a page whose text is not set, and (group 2) the texts that are not blank.
TEXTS = re.compile(r"<(script|style|textarea|pre|code)\b.*?</\1(?=\s*>)|>\s*([^<\s][^<]*)", re.DOTALL)
#: What stands between two texts of a page that are set at once. No text has it.
BETWEEN = "\x00"
#: What stands before an opening quotation mark; "" at the beginning.
OPENERS = ("", " ", NBSP, "\n", BETWEEN, *"([«„“–—")


def typeset(text: str) -> str:
    """Return *text*, plain or with the entities of HTML, with the signs and spaces of good typography."""
    text = QUOTE.sub(quotation_mark, text)
    text = APOSTROPHE.sub("’", text)
    text = DASH.sub(dash, text)
    text = YEARS.sub(r"\1–", text)
    if CYRILLIC.search(text):
        text = NUMERAL.sub(f"-{JOINER}", text)
        text = PETERSBURG.sub(JOINER, text)
        text = SHORT_WORD.sub(NBSP, text)
        text = PARTICLE.sub(NBSP, text)
        text = CAPITAL_MONTH.sub(month, text)
    text = NUMBER.sub(NBSP, text)
    text = SIGN.sub(NBSP, text)
    text = NAME.sub(NBSP, text)
    return INITIAL.sub(NBSP, text)


def dash(found: Match) -> str:
    """Return a dash that stays on the line of the word before it; as it is at the beginning of a text."""
    return f"{NBSP}– " if found.start() and not found.string[found.start() - 1].isspace() else found[0]


def month(found: Match) -> str:
    """Return the name of a Russian month in small letters behind a day, a comma or a colon."""
    before = found.string[max(0, found.start() - 2) : found.start()]
    return found[0].lower() if before[:1] in {*"0123456789", ",", ":"} and before[1:].isspace() else found[0]


def quotation_mark(found: Match) -> str:
    """Return the mark for a straight one: it opens before a word, and is Russian beside Cyrillic letters."""
    text, start, end = found.string, found.start(), found.end()
    before, behind = text[max(0, start - 1) : start], text[end : end + 9].lstrip(BETWEEN)[:1]
    opens = before in OPENERS and (behind.isalnum() or behind in "«„“(")
    near = behind if opens else text[max(0, start - 20) : start]
    marks = RUSSIAN_QUOTES if CYRILLIC.search(near) else ENGLISH_QUOTES
    return marks[0 if opens else 1]


def typeset_page(page: str) -> str:
    """Return the HTML *page* with its texts typeset. Tags, scripts, and what is typed or printed as code, stay."""
    spans = [found.span(2) for found in TEXTS.finditer(page) if found[2]]
    if not spans:
        return page
    # All texts are set at once, which takes a fraction of the time.
    texts = typeset(BETWEEN.join(page[start:end] for start, end in spans)).split(BETWEEN)
    pieces, done = [], 0
    for (start, end), text in zip(spans, texts, strict=True):
        pieces += [page[done:start], text]
        done = end
    return "".join([*pieces, page[done:]])
