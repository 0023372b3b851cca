"""Evidence about one value: every reason there is to doubt that its text is exactly right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from table_extract.table import Line

TEXT_LAYER = "text layer"
"""The engine name of text that was not read from ink."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a value. Every field is a doubt: 0 = none, 1 = as bad as it gets.

    The readers of a field tell what they alone know; ``confidence_signs`` adds what lines and text show, and
    ``confidence_context`` what the rest of the record shows.
    """

    # What the reader of the field knows.
    header_doubt: float = 0.0
    """The heading or label was matched no better than this."""
    inherited_header: float = 0.0
    place_doubt: float = 0.0
    """How far the field was found by order or content and not by its label."""
    grid_doubt: float = 0.0
    """How loosely the rulings around the cell stand."""
    row_doubt: float = 0.0
    """How far the step numbers around tell of a lost or joined row."""
    continued: float = 0.0
    """The value was put together from several cells."""
    unparsed: float = 0.0
    out_of_sequence: float = 0.0
    unread_ink: float = 0.0
    overprinted: float = 0.0
    """A stamp, signature or paraph may hide letters."""
    lone_figure: float = 0.0
    odd_name: float = 0.0
    required: float = 0.0
    """A field without which the record is of little use is blank."""
    merged: float = 0.0
    """Nothing stands in this row: the cell of a row above is said to reach down to it."""
    absent: float = 0.0
    """The label was not found at all."""
    # What lines and text show.
    scanned: float = 0.0
    line_doubt: float = 0.0
    """Of the weakest line, as the engines' agreement tells."""
    engine_doubt: float = 0.0
    """Of the weakest line, as the engine that was believed tells."""
    disagree: float = 0.0
    """Share of letters in which the engines differ, of the worst line; at least .1 when any does."""
    stained: float = 0.0
    """Share of the length of the line that pens and stamps cover most; they were lifted off it."""
    digits_differ: float = 0.0
    spaces_differ: float = 0.0
    marks_differ: float = 0.0
    case_differ: float = 0.0
    words_differ: float = 0.0
    """The engines differ in a word, and no dictionary says which is meant."""
    words_settled: float = 0.0
    """They differ in a word of which the dictionary knows the believed reading only."""
    blank: float = 0.0
    short: float = 0.0
    """Two marks or fewer, read from ink."""
    long: float = 0.0
    """Letters, 200 and more are 1: every further word may be misread."""
    figures: float = 0.0
    """Digits read from ink: no dictionary vouches for them."""
    one_engine: float = 0.0
    """A line that only one engine read from ink."""
    weak_alone: float = 0.0
    """That engine doubted it itself, and no other was asked."""
    unknown_words: float = 0.0
    """Words that no list knows, small or at the head of a text or sentence; 1 for two."""
    strange_names: float = 0.0
    """Words with a capital that no list knows; 1 for two."""
    torn: float = 0.0
    """Neighbouring pieces that are no words but make one."""
    glued: float = 0.0
    """A figure without a blank before the word, or a sign before the figure: "3hari"."""
    list_stops: float = 0.0
    """A comma before a capital or a clause, whose ink is not clear: a semicolon is taken for it."""
    unseen_colon: float = 0.0
    """A colon whose ink is not clear: mostly a semicolon."""
    odd_marks: float = 0.0
    """Lone letters, letters among digits, marks that texts do not hold; 1 for two."""
    unseen_marks: float = 0.0
    """A comma, colon or semicolon whose ink is not clear."""
    unseen_points: float = 0.0
    """A point whose ink is not clear."""
    lost_marks: float = 0.0
    """The ink shows more marks than were read: dirt, or what an engine dropped."""
    stops: float = 0.0
    """Punctuation read from ink: specks are taken for it and it is lost."""
    cut: float = 0.0
    """Begins small, or ends with a word or mark that wants another."""
    label_inside: float = 0.0
    """Words of a heading that belongs to another field."""
    is_heading: float = 0.0
    """The text is a heading of the step table, or begins with the word of an arrow."""
    number_inside: float = 0.0
    """A number of a further row or item in the middle of the text."""
    line_gap: float = 0.0
    """Lines further apart than the others: two cells may have run into one."""
    pair_gap: float = 0.0
    """Blank between the two lines of a text of two, in line heights: no doubt, tells what is usual in the record."""
    changed: float = 0.0
    stop_changed: float = 0.0
    """A point or comma was put in place of another though no ink shows it: the author may have meant it."""
    open_repairs: float = 0.0
    """Likely misreadings left in the text; 1 for two."""
    objection: float = 0.0
    """What a rule of the reader says against the value: 1 minus the most it allows."""
    # What the rest of the record shows.
    seldom_blank: float = 0.0
    """Blank on a scan where forms are filled as a rule: the ink may be too faint to be seen."""
    only_figures: float = 0.0
    """One figure or two and nothing else where words belong: a mark, or the number of an item."""
    odd_field: float = 0.0
    """No regulation where regulations are listed, one where none belongs, or a title of one word."""
    joined: float = 0.0
    """In the middle begins another value of the same list or column: two may have run into one."""
    page_doubt: float = 0.0
    """How weak contrast and sharpness of the page are."""
    coarse: float = 0.0
    """How far the page lies below 200 dots per inch; 1 at 100."""
    page_noise: float = 0.0
    """Mean doubt of the engines over the page."""
    page_disagree: float = 0.0
    """Share of the page's values in which the engines differ."""
    row_noise: float = 0.0
    """The worst structural doubt among the cells of the same step."""
    lost_numbers: float = 0.0
    """Share of the SOP's step numbers that are missing, doubled or repaired; 1 for a quarter."""
    number_gap: float = 0.0
    """A step number is missing right before or after this step: its row may hold the lost one."""
    unlike_column: float = 0.0
    """A blank in a column that is filled, or a text in one that is blank: share of the other cells that differ."""
    longer: float = 0.0
    """Much longer than the other cells of its column: 1 at four times their median."""
    near_twin: float = 0.0
    """Another value of the SOP is nearly the same, a letter or mark apart."""
    unvouched: float = 0.0
    """No other value of the SOP says the same."""
    mixed_stops: float = 0.0
    """Its list is divided by another sign than those of its column: share of the others."""
    beside_cut: float = 0.0
    """The cell above ends, or the one below begins, in the middle of a sentence."""
    disputed_alone: float = 0.0
    """The engines differ, and nowhere else does the SOP say the same."""
    name_doubt: float = 0.0
    """Of a symbol: the doubt about its column's name. Of an arrow: the worse doubt about its two symbols."""
    backward: float = 0.0
    """An arrow to an earlier step or to its own."""
    leap: float = 0.0
    """An arrow over other steps."""
    inferred: float = 0.0
    """The word of an arrow was made out, not read."""
    hinted: float = 0.0
    """A word was made out for an arrow that is printed without one."""
    plain_leap: float = 0.0
    """An arrow without a word that does not lead to the next step."""
    usual_next: float = 0.0
    """How little was seen of an arrow that is there as a rule: from a box to the next step."""
    box_doubt: float = 0.0
    """How badly a box fits its shape; other symbols have an objection instead."""
    poor_box: float = 0.0
    """A box that fits its shape no better than another."""
    unlabelled: float = 0.0
    """An arrow that leaves a decision without a word."""

    odd_mark: float = 0.0
    """A start that is not in the first step, or an end that is not in the last."""
    plain_end: float = 0.0
    """A box in the first or last step, where a start or end is usual."""
    odd_exits: float = 0.0
    """Exits that do not fit the symbol: a box with two, a decision with one or three."""
    crowded: float = 0.0
    """Several symbols in one step."""
    crowded_poor: float = 0.0
    """A box that fits its shape badly, among several symbols of a step."""
    usual_mark: float = 0.0
    """How badly a start in the first step, or an end in the last, fits its shape: they are there as a rule."""
    edge_doubt: float = 0.0
    """How little was seen of an arrow that is not ``usual_next``."""
    hint_doubt: float = 0.0
    """The same of one that leaves a decision where the file prints no words."""

    def to_json(self) -> dict[str, float]:
        """The doubts there are."""
        values = {one.name: float(getattr(self, one.name)) for one in fields(self)}
        return {name: round(value, 4) for name, value in values.items() if value}


def evidence_of(found: Mapping[str, float]) -> Evidence:
    """Evidence from what ``Evidence.to_json`` gave."""
    return Evidence(**found)


def from_scan(lines: Sequence[Line]) -> bool:
    """True when a line was read from ink."""
    return any(engine != TEXT_LAYER for line in lines for engine, _, _ in line.readings)
