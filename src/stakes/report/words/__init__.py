"""What is said in words: the glossary, and three futures told."""
