"""Effects and costs against a threshold, by option and by subgroup."""
