from faq.starting.abbreviations import abbreviations


def test_abbreviations_are_read_before_and_after_what_they_stand_for() -> None:
    text = (
        "The Municipal Animal Office (MAO) and outsourcing and offshoring(O&O) are one. "
        "The RAM (random access memory) is full. The size (XL) and the year (2011) are not."
    )
    assert abbreviations(text) == (
        ("MAO", "Municipal Animal Office"),
        ("O&O", "outsourcing and offshoring"),
        ("RAM", "random access memory"),
    )
