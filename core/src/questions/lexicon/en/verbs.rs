//! English verbs that change no figure, in their first form.

pub(in super::super) const STEMS: &str = "
    work verify reconcile explain clarify confirm estimate review analyze analyse study examine inspect prepare compile gather
    collect assemble pick choose select call phone ring talk chat help support remind remember think believe guess suppose reckon
    hope worry like love enjoy track monitor watch manage handle process exist occur seem pull feed drive produce
    rake clock squeeze chip chew crunch dig fetch grab toss throw walk talk brief inform tell summarize summarise
    outline describe present highlight flag note notice mention state express serve treat attend visit greet assign allocate
    distribute arrange organize organise line wonder hear learn consider assume intend aim wish hurry rush plot
    sketch calculate recalculate tally crank eat gobble swallow scoop pocket mark belong relate
    refer concern involve regard";

pub(in super::super) const FORMS: &str = "
    thought told brought fed drove driven chose chosen rang rung ate eaten threw thrown dug heard learnt meant
    judging considering regarding assuming given speaking talking knowing";
