//! English verbs that change no figure, in their first form.

pub(in super::super) const STEMS: &str = "
    verify reconcile explain clarify examine inspect prepare compile gather assemble choose select remember think believe guess
    suppose reckon hope worry love enjoy manage handle occur seem throw inform tell summarize summarise describe mention serve
    attend greet assign allocate distribute arrange organize organise wonder hear learn consider assume intend wish hurry sketch
    calculate recalculate swallow belong relate refer concern involve regard grab toss chew gobble";

/// Nouns as well: only in the forms of a verb.
pub(in super::super) const NOUNS: &str = "
    call ring phone talk chat track monitor watch feed drive rake clock squeeze chip crunch fetch walk brief outline highlight flag
    note notice rush plot tally crank scoop pocket work";

pub(in super::super) const FORMS: &str = "
    thought told brought fed drove driven chose chosen rang rung ate eaten threw thrown dug heard learnt meant
    judging considering regarding assuming given speaking talking knowing";
