"""Tables of the sounds of letters in the alphabets of the region, from which sound keys are made.

A sound key is written with the letters ``a b d e f g h i k l m n o p r s t u v z`` and with four capitals for the
sounds that have no Latin letter of their own: ``J`` (ж, zh, j), ``W`` (ш and щ, sh), ``C`` (ч, ch) and ``T``
(ц, ts). A spelling that can be read in several ways has a tuple of its readings, the likeliest first.
To teach the site a spelling, add a line here with its reason and run ``manage.py rebuild_names``.
"""

CYRILLIC = {
    # Russian. й and ы are written like и, and the deep key leaves them out beside another vowel.
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "J", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "T", "ч": "C", "ш": "W", "щ": "W", "ы": "i", "э": "e", "ю": "iu", "я": "ia",
    "ь": "", "ъ": "",
    "ё": ("io", "e"),  # printed as ё or е, transcribed as yo, io or e
    "тс": "T", "тц": "T",  # Советский: Latin transcriptions write тс and ц alike, as ts
    "шч": "W",  # щ in Belarusian
    "дж": "J",  # Джахонгир is also written Жахонгир
    # Ukrainian and Belarusian
    "і": "i", "ї": "i", "є": "e", "ґ": "g",
    "ў": ("u", "v"),  # Станіслаў: u in Latin letters, в in Russian
    # Kazakh, Kyrgyz, Tajik, Tatar and older Turkmen
    "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "ӯ": "u", "ҳ": "h", "һ": "h", "ҷ": "J", "җ": "J",
    "ғ": "g", "ә": "a", "ӣ": "i",
    "ј": "i",  # Azerbaijani of 1958 and Serbian
}  # fmt: skip

LATIN = {
    "a": "a", "b": "b", "d": "d", "e": "e", "f": "f", "g": "g", "h": "h", "i": "i", "k": "k", "l": "l",
    "m": "m", "n": "n", "o": "o", "p": "p", "r": "r", "s": "s", "t": "t", "u": "u", "v": "v", "z": "z",
    "w": "v",  # German, Polish, Turkmen
    "y": "i",  # й, ы and и alike
    # щ and ш: English, German, French, Turkic, scholarly
    "schtsch": "W", "shch": "W", "chtch": "W", "stch": "W", "sch": "W", "sh": "W", "š": "W", "ş": "W",
    "ș": "W", "ŝ": "W", "ś": "W", "šč": "W",
    # ч
    "tsch": "C", "tch": "C", "č": "C", "ç": "C",
    "ch": ("C", "h"),  # х in German and Polish: Muchametschin, Cichanouska
    # Polish
    "cz": ("C", "T"), "sz": ("W", "sz"), "ż": "J", "ź": "z",
    # ж and дж
    "dsch": "J", "dzh": "J", "zh": "J", "dž": "J", "ž": "J", "dj": "J",
    # ц
    "ts": "T", "tz": "T", "ț": "T", "ţ": "T",
    # х
    "kh": "h", "ẋ": "h", "ḣ": "h",
    "gh": ("g", "h"),  # ғ in English; Gheorghe in Romanian
    "ğ": "g", "ģ": "g",
    "ph": "f",
    "ck": ("k", "Tk"),  # German; Czech and Croatian Kobicky
    "ou": ("u", "ou"),  # French: Pouchkine; оў in Belarusian: Ryzhankou
    "x": ("ks", "h"),  # Alexey, Maxim; х in Azerbaijani, Uzbek and by GOST
    "q": ("k", "g"),  # қ in Kazakh and Uzbek, г in Azerbaijani
    "c": ("T", "k", "J"),  # ISO 9 Kuznecov, Romanian Carpenco, Azerbaijani Cavanşir
    "sc": ("sk", "sT", "W"),  # ISO 9 without its hooks: Timoscuk
    "j": ("J", "i"),  # English and Turkic Jumabekov; German and ISO 9 Sergej
    "jj": "i",  # й by GOST 16876
    # ё
    "yo": ("io", "e"), "io": ("io", "e"), "jo": ("io", "e", "Jo"), "ye": ("ie", "e"), "je": ("ie", "Je"),
    "ë": ("io", "e"),  # ISO 9
    # я, ю and ы of ISO 9 and of Belarusian
    "â": "ia", "û": "iu", "ȳ": "i", "ý": "i",
    "ŭ": "u", "ü": "u", "ö": "o", "ä": "a", "ə": "a", "ı": "i", "ň": "n", "ł": "l", "đ": "d", "ø": "o",
    "æ": "e", "ß": "s",
    "o‘": ("o", "u"),  # Uzbek O‘tkir is Уткир in Russian
}  # fmt: skip

# Signs inside a word that stand for ь, ъ or the hook of a letter. They have no sound of their own, but o with a sign
# after it is the Uzbek letter oʻ; for LATIN, each sign after an o is replaced by the first one here.
APOSTROPHES = "‘’'`´ʼʻʹʺʾʿ′ˈ\"“”"

# {Cyrillic letter: the Latin letter that looks the same}, and the reverse, for words with letters of both alphabets.
LOOKALIKES = dict(zip("асеіјорхуѕԁһкмтвн", "aceijopxysdhkmtbh", strict=True))
LOOKALIKES_IN_CYRILLIC = dict(zip("aceopxykmthbi", "асеорхукмтнві", strict=True))

# The characters of the keys of an English and a Russian keyboard in the same order, first without and then with Shift.
# They translate a text that was typed in the wrong layout.
QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
JCUKEN = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"

# {letter of another Cyrillic alphabet: the Russian letter that replaces it in an initial}: І. becomes И., Қ. К.
RUSSIAN_INITIALS = str.maketrans("ёіїєґўқғөұүӯҳһҷҗә", "еииегукгоуууххжжа")
# {beginning of a Cyrillic name: its possible beginnings in Latin letters, the likeliest first}. An initial of two
# Latin letters may be cut to the first one: Yu. or Y.
INITIALS = {
    "а": "a", "б": "b", "д": "d", "и": "i", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "э": "e",
    "в": "v w",  # Василий: Wassili in German
    "вл": "v w u",  # Владимир: Uladzimir in Belarusian
    "г": "g h q",  # Гейдар: Heydar; Гурбан: Qurban in Azerbaijani
    "дж": "j dzh dj c zh",  # Джамиля: Cəmilə in Azerbaijani, Zhamilya in Kazakh
    "е": "e ye je",  # Евгений: Yevgeny, Jewgeni
    "ж": "zh j z dj dzh",  # Жанна: Janna, Žanna
    "з": "z s",  # Захар: Sachar in German
    "й": "y",
    "к": "k c q",  # Константин: Constantin; Касым: Qasım
    "у": "u o",  # Уткир: O‘tkir in Uzbek
    "ф": "f ph",  # Филипп: Philippe
    "х": "kh h x",  # Хаким: Hakim, Xakim
    "ц": "ts c z",  # Цезарь: Cezar, Zesar
    "ч": "ch c",  # Чингиз: Cingiz
    "ш": "sh s",  # Шахин: Şahin
    "щ": "shch s",
    "ы": "y",
    "ю": "yu iu ju",  # Юрий: Iurii in passports; Юлия: Julia
    "я": "ya ia ja",  # Яков: Iakov in passports, Jakob
}  # fmt: skip
# Two or three Latin letters that are one initial, as in Yu. Osipov.
INITIAL_DIGRAPHS = "yu ya ye yo iu ia ju ja je jo zh kh ch sh ts dz dj dzh"
