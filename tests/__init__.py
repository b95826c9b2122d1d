"""The tests; what several of them use stands in modules without `test_` in their names."""
