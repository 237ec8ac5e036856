"""Whether the computing is calibrated: simulation-based calibration of every structure."""
