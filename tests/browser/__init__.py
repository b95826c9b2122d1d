"""Tests that open the built sample shop in a real browser, or hand it to a checker of markup or accessibility."""
