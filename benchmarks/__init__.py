"""How fast opengov is, measured against what others would use: ``python -m benchmarks``."""
