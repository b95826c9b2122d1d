"""Deploying: the deployer, the edge, the CDNs."""
