import pytest

from web.dates import long_date


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2023-09-10", "September 10, 2023"),
        ("2024-02-01", "February 1, 2024"),
        ("2023-02-30", "2023-02-30"),
        ("autumn 2023", "autumn 2023"),
        ("", ""),
        ("<b>", "<b>"),
    ],
)
def test_a_date_is_written_as_people_do_and_anything_else_stays(value: str, written: str) -> None:
    assert long_date(value) == written
