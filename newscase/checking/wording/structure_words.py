"""What a student reads of a requirement that something of their own does not meet."""

from newscase.checking.compare.difference import Difference

_CHARTS = {"figure": "chart", "first": "first chart", "second": "second chart"}
# By the keys in `newscase.checking.structure`.
SENTENCES = {
    # a claim card
    "card": "A claim card is a dict with the names claim, who, where, date, vague, measure, rung and "
    "against. Fill in every line.",
    "empty line": "The line {name} of the card is empty. Write into it what the question says.",
    "short claim": "The claim is not a full sentence yet. Write it in your own words, in five words or more.",
    "card date": "The card does not say when the claim was made. Give the day, or the month and the year.",
    "vague word": "The word in vague is not in the claim. Copy from the claim one word that allows several "
    "readings.",
    "measure": "The measure is too short. Say what you count or measure, of what, and in which unit.",
    "rung": "The rung is not one of the five of the claim ladder. Copy one from the question.",
    "result against": "A claim that nothing could count against cannot be tested. Say in five words or more "
    "what result would speak against it.",
    # evidence
    "evidence": "The evidence is a table with the columns source, side, says, published, known and rests_on, "
    "all of one length.",
    "few rows": "The table has fewer than three rows. Add a source, also one that does not help the claim.",
    "cell": "Row {row} from the top has nothing in the column {column}. Write there what the question says.",
    "side": "All rows come from one side. Add a source whose publisher has another interest in the matter.",
    "published": "Row {row} from the top has no date of publication in the form 2018-04-17, 2018-04, 2018-Q2 "
    "or 2018. Add it, as exactly as you know.",
    "known": "In row {row} from the top, known does not fit published. Write then for what appeared by "
    "17 April 2018, and later for the rest.",
    "rests on": "Equal space is not equal evidence. Say in rests_on, in two words or more, what row {row} "
    "from the top rests on.",
    # a text
    "no text": "The answer is not a text yet. Put your sentences between three quotation marks.",
    "short text": "The text has fewer than 130 words. Say who claims it, what each side reports, and what "
    "stays open.",
    "long text": "The text has more than 170 words. Take out what the chart already shows.",
    "blank": "The text still has {blank} from the question. Put there what your claim and your table say.",
    "undated": "A reader cannot see how old the text is. Add an as-of date: as of, then day, month and year.",
    # any chart
    "no chart": "The {chart} is missing or draws nothing. Draw a plotly chart with px and put it there.",
    "title": "The title of the {chart} is missing or shorter than four words. Write a sentence that says "
    "what the chart shows.",
    "axis title": "The {axis} axis of the {chart} draws numbers and has no title in words. Name what is "
    "counted or measured, and its unit, with labels=.",
    "hidden axis": "The {axis} axis of the {chart} is hidden, so its numbers cannot be read. Show it, or "
    "write the numbers on the marks with text=.",
    "cut axis": "The {chart} does not start at zero on the {axis} axis, so the lengths of its bars or areas "
    "mislead. Let it start there, or draw points.",
    "rows in one bar": 'In the {chart}, several rows of "{row}" make one bar, and their sum means nothing. '
    'Give each row its own label, or its own colour with barmode="group".',
    "stack": 'In the {chart}, "{second}" lies on top of "{first}" at "{row}", and their sum means nothing. '
    'Put them side by side: bars with barmode="group", or lines.',
    "stack without a name": 'In the {chart}, "{second}" lies on top of "{first}" at "{row}". Say in the '
    'title of the legend what they are parts of, with labels=, or use barmode="group", or lines.',
    "backwards": "The {axis} axis of the {chart} runs backwards, so a rise looks like a fall. Do not reverse "
    "it, and sort the rows by time.",
    # a page
    "page": "The page is a dict with the names figure, alt, source, n and as_of. Fill in every line.",
    "no publisher": "The page does not say who published the numbers. Write the publisher, and the document "
    "or date, in source.",
    "stack of publishers": 'In the chart, "{second}" lies on top of "{first}" at "{row}", and source names '
    'both as publishers. Put them side by side: bars with barmode="group", or lines.',
    "alt text": "The alt text does not have 60 to 250 characters. Say the type of chart, its axes and the "
    "finding.",
    "no n": "The page does not say how many observations it draws. Put their number in n.",
    "n": "The page has {n} as its n, and the number of values in the chart is {drawn}. Put that number into "
    "n; a row without a value is not drawn.",
    "no date": "The page does not say up to which date it was checked. Put a day, or a month with its year, "
    "in as_of.",
    "later": 'The chart draws "{row}", which is later than the date in as_of. Leave out what came later, or '
    "write until when you looked.",
    # two charts
    "pair": "The answer is a dict with the names first, second, alts and paragraph. Fill in every line.",
    "same story": "Both charts tell the same story. Choose another measure, period or grouping of the data "
    "for the second, with its own title.",
    "alt texts": "Each chart needs its own alt text of 60 to 250 characters. Put both into the list alts, in "
    "the order of the charts.",
    "paragraph": "The paragraph does not have 40 to 120 words. Say what each chart suggests, and why they "
    "differ.",
}


def sentence(unmet: Difference) -> str:
    """Return what to say of the first requirement that is not met."""
    return SENTENCES[unmet.fault].format(**{**unmet.detail, "chart": _CHARTS.get(unmet.detail["entry"])})
