"""A question in words: the figures that answer it in either language, each with its clause and source."""

from sizao.ground.editions import queries, rules


def test_a_question_is_split_at_spaces_and_punctuation_of_both_scripts():
    assert rules.asked("密接,隔离 密接?") == ("密接", "隔离")
    assert rules.asked(" PCR;  Close-contact ") == ("pcr", "close-contact")
    assert rules.asked(",。") == ()


def test_every_word_must_stand_and_either_language_is_understood():
    english = queries.ask("cluster cn-covid-ed8")
    paths = {(each.edition_id, each.line.path) for each in english}
    assert ("cn-covid-ed8", "case.cluster_cases") in paths
    assert all(each.line.clause.source_words.zh and each.line.clause.words.zh for each in english)
    assert {each.line.path for each in english} & {each.line.path for each in queries.ask("聚集性疫情 cn-covid-ed8")}
    assert queries.ask("聚集性疫情 这词哪里都没有") == [] == queries.ask("")


def test_the_name_of_a_figure_weighs_more_than_where_it_is_written():
    found = queries.ask("聚集性疫情 cn-covid-ed9")
    assert found[0].line.path.startswith("case.cluster")
    assert [each.points for each in found] == sorted((each.points for each in found), reverse=True)


def test_in_force_leaves_out_what_is_no_longer(at):
    now = {each.edition_id for each in queries.ask("聚集性疫情", disease="covid-19", at=at)}
    ever = {each.edition_id for each in queries.ask("聚集性疫情", disease="covid-19")}
    assert "cn-covid-ed9" in ever - now and "cn-covid-ed8" in now


def test_page_and_api_answer_the_same(signed_in):
    browser = signed_in("epidemiologist", language="zh-hans")
    page = browser.get("/editions/ask/", {"q": "聚集性疫情 cn-covid-ed8"}).content.decode()
    assert "聚集性疫情定义" in page and "5 例" in page
    rows = browser.get("/api/v1/editions/answers", {"q": "cluster cn-covid-ed8"}).json()
    assert rows[0]["edition_id"] == "cn-covid-ed8" and rows[0]["source"]["en"]
    assert browser.get("/api/v1/editions/answers", {"q": ""}).status_code == 422
    assert browser.get("/editions/ask/").status_code == 200
    assert browser.get("/editions/ask/", {"q": ""}).status_code == 422
    assert "/editions/ask/" in browser.get("/editions/").content.decode()
