"""The assessment shown: nothing is estimated here."""
