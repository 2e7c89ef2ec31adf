"""Typography by rule: what readers see of what editors typed."""

import pytest
from django.test import Client

from ipacis.core.text.typography import JOINER, NBSP, typeset, typeset_page
from tests import factories as make


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Встреча в Москве и о мире", "Встреча в_Москве и_о_мире"),
        ("По итогам", "По_итогам"),
        ("сказал же он", "сказал_же он"),
        ("30 Ноября 2023 г.", "30_ноября 2023_г."),
        ("Встречи: Ноябрь 2016 г.", "Встречи: ноябрь 2016_г."),
        ("Ноябрь 2016", "Ноябрь 2016"),
        ("30 November 2023", "30_November 2023"),
        ("1941-1945 годов", "1941–1945_годов"),
        ("тел. 271-1941-20", "тел. 271-1941-20"),
        ("№ 9, § 5, No. 9, Nos. 3 and 4", "№_9, §_5, No._9, Nos._3 and 4"),
        ("ст. 5 и И. И. Иванов, V. I. Matvienko", "ст._5 и_И._И._Иванов, V._I._Matvienko"),
        ("10 км, 15 млн, 3 %, 5 km", "10_км, 15_млн, 3_%, 5_km"),
        ("Мир - это труд", "Мир_– это труд"),
        ("Мир — это труд -- да", "Мир_– это труд_– да"),
        ("Санкт-Петербург", f"Санкт-{JOINER}Петербург"),
        ("Санкт-Галлен, генерал-майор", "Санкт-Галлен, генерал-майор"),
        ("Совет МПА СНГ, ПА ОБСЕ, IPA CIS, OSCE PA", "Совет МПА_СНГ, ПА_ОБСЕ, IPA_CIS, OSCE_PA"),
        ('"Мир" и &quot;труд&quot;', "«Мир» и_«труд»"),
        ('He said "no".', "He said “no”."),
        ("Assembly's, Assembly&#x27;s", "Assembly’s, Assembly’s"),
        ("к 80-летию", f"к_80-{JOINER}летию"),
        ("А все", "А_все"),
        ("Мы с", "Мы с"),
    ],
)
def test_texts_are_set_by_rule(typed, shown):
    assert typeset(typed) == shown.replace("_", NBSP)
    assert typeset(typeset(typed)) == typeset(typed)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ('<a title="в Москве">в Москве</a>', '<a title="в Москве">в_Москве</a>'),
        ("<script>x = 'в Москве'</script>в Москве", "<script>x = 'в Москве'</script>в_Москве"),
        ("<textarea>в Москве</textarea>", "<textarea>в Москве</textarea>"),
        ("<pre>в Москве</pre><code>№ 5</code>", "<pre>в Москве</pre><code>№ 5</code>"),
        ('<p>"<b>Мир</b>", сказал он</p>', "<p>«<b>Мир</b>», сказал он</p>"),
        ("Мир <b>- труд</b>", "Мир <b>- труд</b>"),
        ("", ""),
    ],
)
def test_tags_scripts_and_code_stay_as_they_are(page, shown):
    assert typeset_page(page) == shown.replace("_", NBSP)


@pytest.mark.django_db
def test_pages_are_set_and_data_and_forms_are_not(admin_client):
    item = make.news("Встреча в Москве", "ru", lead='Сказано: "мир"')
    page = Client().get(item.get_absolute_url()).content.decode()
    assert f"<h1>Встреча в{NBSP}Москве</h1>" in page and "Сказано: «мир»" in page
    assert "Встреча в Москве" in Client().get("/ru/news/feed.json").content.decode()
    form = admin_client.get(f"/admin/news/newsitem/{item.pk}/change/").content.decode()
    assert 'value="Встреча в Москве"' in form and "Сказано: &quot;мир&quot;" in form
