"""Collect what a class handed in, in whatever form a teacher has it.

A folder for each student; files with the student's name in theirs; the downloads of Canvas and Moodle;
zips, also in zips; several sessions and several attempts.  `collect` reads it all (`archives`), says whose
each notebook is (`students`, by the patterns of `lms` where a platform named it) and which attempt counts
(`attempts`).
"""
