"""Words that stand beside a name and are none: offices, forms of address, particles. Data, one subject a line."""

from people.names.declension import case_forms

# Forms of address and offices, as people type them before or after a name.
OFFICES_EN = ["mr", "mrs", "ms", "miss", "mister", "madam", "sir", "dr", "doctor", "prof", "professor", "academician", "excellency", "honourable", "honorable", "hon", "president", "vice", "speaker", "deputy", "chair", "chairman", "chairwoman", "chairperson", "chairwomen", "member", "mp", "senator", "minister", "prime", "secretary", "general", "ambassador", "plenipotentiary", "extraordinary", "governor", "mayor", "director", "rector", "head", "expert", "judge", "representative", "delegate", "coordinator", "commissioner", "adviser", "advisor", "consul", "envoy", "observer", "leader", "general", "colonel", "first", "acting", "former", "commission", "committee", "council", "senate", "parliament", "assembly", "the", "of", "and", "for", "at", "in", "on", "by", "with", "to", "from"]
OFFICES_RU = ["г-н", "г-жа", "господин", "госпожа", "товарищ", "доктор", "профессор", "академик", "президент", "вице", "вице-президент", "спикер", "вице-спикер", "депутат", "председатель", "заместитель", "зампред", "председательница", "член", "сенатор", "министр", "премьер", "премьер-министр", "секретарь", "генсек", "посол", "посланник", "губернатор", "мэр", "директор", "ректор", "глава", "руководитель", "эксперт", "судья", "представитель", "делегат", "координатор", "уполномоченный", "советник", "консул", "наблюдатель", "лидер", "генерал", "полковник", "комиссия", "комитет", "совет", "сенат", "парламент", "ассамблея", "генеральный", "первый", "чрезвычайный", "полномочный", "бывший", "исполняющий", "обязанности", "комиссии", "комитета", "совета", "сената", "парламента", "ассамблеи", "палаты", "партии", "фракции", "и", "в", "на", "от", "по", "с"]
# г-н is declined in its last letters only.
OFFICES_RU_OTHER = ["г-на", "г-ну", "г-ном", "г-не", "г-жи", "г-же", "г-жу", "г-жой", "посла", "послу", "послом", "после", "спикеру"]

# Parts of a name that people leave out or write apart: son and daughter of, noble particles.
PARTICLES = frozenset(
    ["оглы", "оглу", "огли", "углы", "угли", "улы", "уулу", "уули", "ұлы", "кызы", "кизи", "қызы", "гызы", "зода-и", "ogly", "oglu", "oğlu", "ogli", "ogli", "o‘g‘li", "oglı", "oghlu", "oghli", "ugli", "uly", "uulu", "ulu", "uuly", "kyzy", "kizi", "qizi", "qızı", "gyzy", "kızı", "kysy", "von", "van", "de", "di", "da", "der", "den", "фон", "ван", "де", "ди", "да", "дер"]
)

OFFICES = frozenset(OFFICES_EN + OFFICES_RU + OFFICES_RU_OTHER).union(
    *(case_forms(word, is_family=word.endswith(("ый", "ий"))) for word in OFFICES_RU if len(word) > 3)
)
