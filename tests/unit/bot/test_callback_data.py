import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callback_data import (
    MODES,
    Action,
    Delete,
    PickEntry,
    RejectChoice,
    SetMode,
    ShowEntry,
    ShowTopic,
    ShowTopics,
    Vote,
    decode,
    encode,
    topic_key,
)

IDS = st.from_regex(r"\A[a-z0-9-]{1,40}\Z")
PAGES = st.integers(0, 9_999)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(ShowEntry, IDS),
    st.builds(PickEntry, IDS),
    st.just(RejectChoice()),
    st.builds(Vote, IDS, st.booleans()),
    st.just(Delete()),
    st.builds(SetMode, st.sampled_from(MODES)),
    st.builds(ShowTopics, PAGES),
    st.builds(ShowTopic, st.text().filter(lambda t: t.isprintable()).map(topic_key), PAGES),
)


@given(ACTIONS)
def test_a_button_does_what_it_was_made_for(action: Action) -> None:
    assert decode(encode(action)) == action


@given(ACTIONS)
def test_callback_data_is_within_telegrams_limit(action: Action) -> None:
    assert 1 <= len(encode(action).encode()) <= 44  # Telegram allows 64


@given(st.lists(ACTIONS, unique=True))
def test_different_actions_have_different_data(several: list[Action]) -> None:
    assert len({encode(action) for action in several}) == len(several)


@given(st.text() | st.lists(st.sampled_from("epnvdmlt:0129+-x²٣"), max_size=8).map("".join))
def test_any_data_can_be_read(data: str) -> None:
    action = decode(data)
    assert action is None or decode(encode(action)) == action


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "e",
        "e:",
        "p:",
        "n:kpo",
        "v",
        "v:",
        "v:+",
        "v:+:",
        "v::kpo",
        "v:kpo",
        "v:1:kpo",
        "v:++:kpo",
        "d:5",
        "m:",
        "m:loud",
        "m:Questions",
        "m:questions:",
        "x:kpo",
        "E:kpo",
        "l:",
        "l:-1",
        "l:1.5",
        "l:x",
        "l:²",
        "l:٣",
        "l:99999",
        "t:",
        "t:abc",
        "t:abc:",
        "t::1",
        "t:abc:x",
        " e:kpo",
        "entry:kpo",
        "\x00",
        "🙂",
    ],
)
def test_data_that_the_bot_never_wrote_is_nothing(data: str) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    ("data", "action"),
    [
        ("e:kpo", ShowEntry("kpo")),
        ("p:kpo", PickEntry("kpo")),
        ("n:", RejectChoice()),
        ("v:+:kpo", Vote("kpo", helpful=True)),
        ("v:-:kpo", Vote("kpo", helpful=False)),
        ("d:", Delete()),
        ("m:addressed", SetMode("addressed")),
        ("m:questions", SetMode("questions")),
        ("l:3", ShowTopics(3)),
        ("t:3d43637e48:1", ShowTopic("3d43637e48", 1)),
    ],
)
def test_callback_data_is_read_as_it_was_written_in_earlier_releases(
    data: str, action: Action
) -> None:
    # Buttons of sent messages hold it for years.
    assert decode(data) == action
    assert encode(action) == data


def test_a_topics_key_depends_on_nothing_but_its_name() -> None:
    assert topic_key("People and skills") == topic_key("People and skills")
    assert topic_key("People and skills") != topic_key("People and Skills")


def test_a_topics_key_stays_the_same_from_release_to_release() -> None:
    # Buttons of sent messages hold it for years.
    assert topic_key("People and skills") == "3d43637e48"
