import pytest

from web.slack.mrkdwn import MAX_CHARACTERS, escape, link, plain


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U0BOT> what is ALS?", "what is ALS?"),
        ("<@U0BOT|faqbot>: what is ALS?", "what is ALS?"),
        ("<@U0BOT>, what is ALS?", "what is ALS?"),
        ("what is ALS? <@U0BOT>", "what is ALS?"),
        ("<@U0BOT>\xa0what is ALS?", "what is ALS?"),
        ("<@U0BOT> <@U1OTHER> what is ALS?", "what is ALS?"),
        ("<!here> <!subteam^S1|@all> what is ALS?", "what is ALS?"),
        ("is <https://a.example/x?y=1|ALS> fatal", "is ALS fatal"),
        ("see <https://a.example>", "see https://a.example"),
        ("ask <mailto:a@b.example|a@b.example>", "ask a@b.example"),
        ("in <#C1|general> what is ALS", "in general what is ALS"),
        ("in <#C1> what is ALS", "in  what is ALS"),
        ("since <!date^1392734382^{date}|18 February 2014>", "since 18 February 2014"),
        ("what is ALS? :thinking_face: :tada:", "what is ALS?"),
        ("at 10:30:00 and 1:2:3", "at 10:30:00 and 1:2:3"),
        ("&lt;!channel&gt; AT&amp;T &amp;lt;", "<!channel> AT&T &lt;"),
        ("<@U0BOT>", ""),
        ("", ""),
        (" \t\u200b\xa0\ufeff", ""),
        ("a\x00b\ud800c", "abc"),
        ("x < y and <unclosed", "x < y and <unclosed"),
    ],
)
def test_a_message_is_read_as_it_stood_on_the_screen(sent: str, read: str) -> None:
    assert plain(sent) == read


@pytest.mark.parametrize("text", ["<" * 12_000, "<@" * 6_000, ":a" * 6_000, "&amp;" * 3_000, "a\u0301" * 6_000])
def test_a_long_message_is_cut(text: str) -> None:
    assert len(plain(text)) <= MAX_CHARACTERS


@pytest.mark.parametrize("text", ["<!channel>", "<@U0VICTIM>", "<https://evil|x>", "<script>", "AT&T", "&amp;"])
def test_what_was_escaped_is_read_back_once_and_holds_no_mark_up(text: str) -> None:
    assert "<" not in escape(text)
    assert escape(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_a_link_cannot_be_broken_out_of() -> None:
    assert link("https://a.example/a|b>c", "x|<!here>") == "<https://a.example/a%7Cb&gt;c|x/&lt;!here&gt;>"
