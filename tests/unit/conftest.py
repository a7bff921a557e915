"""Editions to render, and a desk at which small sheets are mapped."""

import dataclasses
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from edition_of_exercise import exercise_edition
from edition_of_record import public_edition
from mapping_words import MappingDesk


@pytest.fixture
def exercise():
    return exercise_edition()


@pytest.fixture
def record():
    return public_edition()


@pytest.fixture
def sealed():
    return dataclasses.replace(exercise_edition(), version=1)


@pytest.fixture(scope="session")
def exercise_edition_once():
    return exercise_edition()


@pytest.fixture(scope="session")
def public_edition_once():
    return public_edition()


@pytest.fixture(scope="session")
def mapping_desk() -> MappingDesk:
    return MappingDesk()
