"""How passwords are kept where it matters; the rest of the suite hashes quickly (tests/hashers.py)."""

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from pytest_django.fixtures import Settings

from accounts.actions import create_person
from outcomes_site import settings as shipped

PASSWORD = "seven green windows"


@pytest.fixture(autouse=True)
def as_shipped(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS


def test_by_scrypt_with_a_salt_of_its_own() -> None:
    kept = [make_password(PASSWORD) for _ in range(2)]
    assert kept[0] != kept[1]
    hasher = identify_hasher(kept[0])
    assert hasher.algorithm == "scrypt"
    assert hasher.decode(kept[0])["work_factor"] >= 2**14
    assert check_password(PASSWORD, kept[0])
    assert not check_password("seven green window", kept[0])


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_password_of_before_is_kept_by_scrypt_once_it_was_used() -> None:
    person = create_person(email="nadia@example.com")
    person.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    person.save()
    assert person.check_password(PASSWORD)
    person.refresh_from_db()
    assert person.password.startswith("scrypt$")
