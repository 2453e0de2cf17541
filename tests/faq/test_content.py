"""The bundled content: complete, in its own words, and true to the article."""

import pytest

from bot.content import BUNDLED, Content, load
from bot.editor.lint import lint
from bot.text import clean, sentences, tokenise

# What each answer must say: facts of the article, with the words that carry them.
FACTS = [
    ("overview-publisher", ["HealthPrep", "September 10, 2023"]),
    ("overview-date", ["September 10, 2023"]),
    ("article-contents", ["malnutrition", "inactivity", "spinal cord injury", "(ALS)", "(MS)"]),
    ("overview-definition", ["smaller", "waste away", "muscle wasting"]),
    ("overview-main-cause", ["not used enough", "injury", "disease"]),
    ("overview-causes-list", ["malnutrition", "inactivity", "spinal cord injury", "(ALS)", "(MS)"]),
    ("overview-appearance", ["thinner", "shorter"]),
    ("overview-limb-length", ["length does not change"]),
    ("overview-reversible", ["Sometimes", "physical therapy", "exercise", "diet"]),
    ("overview-not-reversible", ["underlying medical condition"]),
    ("overview-treatment", ["physical therapy", "exercise", "proper diet"]),
    ("overview-who-to-see", ["medical professional"]),
    ("overview-no-cure", ["ALS", "MS"]),
    ("overview-als-ms-common", ["brain", "spinal cord", "chronic", "no cure"]),
    ("overview-als-ms-difference", ["degenerative", "autoimmune", "myelin", "remission"]),
    ("overview-nerve-causes", ["Spinal cord injury", "peripheral nerve", "ALS", "MS"]),
    ("malnutrition-definition", ["too few", "too many"]),
    ("malnutrition-atrophy", ["waste away"]),
    ("malnutrition-nutrients", ["Vitamins", "minerals", "proteins", "energy"]),
    ("malnutrition-excess", ["too much"]),
    ("malnutrition-prevalence", ["Billions"]),
    ("malnutrition-low-calories", ["too few calories", "fat stores"]),
    ("malnutrition-fat-first", ["Fat first", "muscles"]),
    ("malnutrition-protein", ["not have enough protein", "weak"]),
    ("malnutrition-too-many-calories", ["too many calories", "too few nutrients"]),
    ("malnutrition-treatment", ["proper diet"]),
    ("inactivity-atrophy", ["sedentary"]),
    ("inactivity-extent", ["one body part", "whole body"]),
    ("inactivity-broken-arm", ["sling"]),
    ("inactivity-sedentary", ["driving to work", "desk", "couch"]),
    ("inactivity-exercise-amount", ["twenty minutes", "three times a week", "able-bodied adults"]),
    ("inactivity-reverse", ["may", "exercise", "slowly"]),
    ("inactivity-start-slow", ["Slowly", "weak", "doctor", "fitness trainer"]),
    ("inactivity-who-to-ask", ["doctor", "fitness trainer"]),
    ("sci-atrophy", ["paralysis", "signals"]),
    ("sci-paralysis", ["nerves cannot send", "signals"]),
    ("sci-bone-density", ["lose bone density", "fractures"]),
    ("sci-fractures", ["bone density", "wheelchair", "bed"]),
    ("sci-treatments", ["standing", "electrical stimulation", "cycling", "walking", "resistance training"]),
    ("sci-peripheral-nerve", ["paralysis", "loss of feeling"]),
    ("sci-peripheral-system", ["nerves that branch out", "spinal cord", "rest of the body"]),
    ("als-definition", ["degenerative", "chronic", "terminal", "brain", "spinal cord", "Lou Gehrig"]),
    ("als-symptoms", ["control", "muscles", "limbs", "swallowing", "spe"]),
    ("als-terminal", ["terminal"]),
    ("als-cure", ["found", "cure for ALS"]),
    ("als-lou-gehrig", ["baseball player", "1939"]),
    ("als-cause", ["90 to 95 percent", "5 to 10 percent", "familial", "sporadic"]),
    ("als-types", ["two", "familial", "5 to 10 percent", "sporadic", "90 to 95 percent"]),
    ("als-familial", ["5 to 10 percent", "genetics", "relative"]),
    ("als-sporadic", ["90 to 95 percent", "no cause is known"]),
    ("als-theories", ["immune responses", "free radicals", "abnormal proteins", "glutamate"]),
    ("ms-definition", ["autoimmune", "myelin", "sheath"]),
    ("ms-cause", ["immune system attacks myelin"]),
    ("ms-myelin", ["sheath", "communication", "brain"]),
    ("ms-nerve-damage", ["permanently"]),
    ("ms-progressive", ["progressive", "more severe over time"]),
    ("ms-symptoms", ["vary", "which nerves", "how much"]),
    ("ms-walking", ["Severe MS", "walk at all"]),
    ("ms-remission", ["remission", "no symptoms"]),
    ("ms-cure", ["no known cure", "chronic"]),
    ("ms-atrophy", ["nervous system", "muscles"]),
    ("ms-treatments", ["speed up recovery", "manage the symptoms"]),
]

# Six words in a row of the article's own sentences, without punctuation; no answer may repeat them.
SEQUENCES = [
    "occurs when the muscles shrink and",
    "often triggered by an injury or",
    "impossible or difficult to move certain",
    "might start to look thinner but",
    "than the leg or arm that",
    "some cases where muscle atrophy is",
    "so they can address them with",
    "well as other serious effects on",
    "help supply the organs and muscles",
    "being caused by having too few",
    "when the muscles aren't getting the",
    "throughout the world are malnourished in",
    "burn more calories than they consume",
    "goes through the fat stores it",
    "begin eating away at muscles for",
    "enough protein to combat this they",
    "consume too many calories but not",
    "may occur with just one body",
    "may have it immobilized in a",
    "sit at a desk for the",
    "have periods of physical exercise during",
    "get at least twenty minutes of",
    "by starting an exercise regimen they",
    "concerned about their physical activity levels",
    "an individual's nerves are unable to",
    "because of their inability to use",
    "encompasses all the nerves that branch",
    "makes individuals more susceptible to fractures",
    "transitioning from a wheelchair to their",
    "causes patients to lose control of",
    "researchers have not found a cure",
    "received an als diagnosis in 1939",
    "who have a family member with",
    "typically have a higher likelihood of",
    "may be influenced by immune responses",
    "imbalances in an individual's glutamate levels",
    "a protective sheath covering the nerves",
    "disruptions and communication issues between an",
    "can cause permanent nerve damage and",
    "extremely varied because they depend on",
    "lose their capability of walking independently",
    "patients experience remission periods in which",
    "because it impedes muscle movement through",
    "treatments can help speed recovery and",
]


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


def test_there_are_at_least_fifty_entries(content: Content) -> None:
    assert len(content.entries) >= 50


def test_every_entry_has_at_least_forty_phrasings(content: Content) -> None:
    assert {entry.id: len(entry.phrasings) for entry in content.entries.values() if len(entry.phrasings) < 40} == {}


def test_every_entry_has_its_place_in_the_grid_and_its_source(content: Content) -> None:
    assert [e.id for e in content.entries.values() if not (e.topic and e.aspect and e.source)] == []


def test_every_place_in_the_grid_is_taken_once(content: Content) -> None:
    places = [(entry.topic, entry.aspect) for entry in content.entries.values()]
    assert sorted(places) == sorted(set(places))


def test_every_topic_has_a_name_to_speak_of(content: Content) -> None:
    assert {entry.topic for entry in content.entries.values()} - set(content.words.topics) == set()


def test_every_section_of_the_article_has_entries(content: Content) -> None:
    (article,) = content.articles.values()
    assert set(article.sections) - {entry.source for entry in content.entries.values()} == set()


def test_every_entry_leads_on(content: Content) -> None:
    assert [entry.id for entry in content.entries.values() if not entry.see_also] == []


def test_every_answer_has_one_to_four_sentences(content: Content) -> None:
    lengths = {entry.id: len(sentences(entry.answer)) for entry in content.entries.values()}
    assert {id_: n for id_, n in lengths.items() if not 1 <= n <= 4} == {}


def test_every_question_and_answer_ends_like_one(content: Content) -> None:
    assert [e.id for e in content.entries.values() if not (e.question.endswith("?") and e.answer.endswith("."))] == []


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_no_answer_repeats_the_words_of_the_article(sequence: str, content: Content) -> None:
    said = {entry.id: " ".join(tokenise(clean(entry.answer))) for entry in content.entries.values()}
    assert [id_ for id_, words in said.items() if sequence in words] == []


@pytest.mark.parametrize(("id_", "words"), FACTS)
def test_an_answer_states_the_fact(id_: str, words: list[str], content: Content) -> None:
    answer = " ".join(content.entries[id_].answer.split())
    assert [word for word in words if word.lower() not in answer.lower()] == []


def test_lint_finds_nothing() -> None:
    assert lint(BUNDLED)[1] == ()


def test_what_the_article_does_not_cover_is_in_the_bank(content: Content) -> None:
    assert len(content.themes) >= 50
    assert [theme.id for theme in content.themes.values() if len(theme.phrasings) < 10] == []


def test_every_red_flag_has_examples_and_gives_a_number_or_a_person(content: Content) -> None:
    placeholders = ("{emergency}", "{crisis}", "{poison}", "{urgent}", "{abuse}")
    themes = content.triage.themes
    assert [theme.id for theme in themes if len(theme.examples) < 10] == []
    assert [theme.id for theme in themes if not any(name in theme.reply for name in placeholders)] == []


def test_every_region_has_all_numbers(content: Content) -> None:
    (names,) = {tuple(numbers) for numbers in content.triage.regions.values()}
    assert names == ("emergency", "crisis", "poison", "urgent", "abuse", "er")
