"""Turn what was found in an answer into the sentence that a student reads."""
