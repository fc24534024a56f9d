"""nbval for a course: students' notebooks against recorded answers, lessons against stored outputs."""

from newscase.execute import imports

# Before pytest, nbval or anything else of this package imports nbformat together with all that jsonschema
# would look for, which takes more than a second.
imports.import_nbformat()
