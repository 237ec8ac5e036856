"""Many fits of one model to many data sets: compiled once, over threads or a cluster."""
