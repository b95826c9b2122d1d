"""The benchmark: one shop built by Vitrina and by its peers, side by side."""
