"""The examples in docstrings hold."""

import doctest
import importlib
import pkgutil

import pytest

import bot
import web

MODULES = [
    module.name
    for package in (bot, web)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
