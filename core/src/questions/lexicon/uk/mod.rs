//! Ukrainian, with the surzhyk people really write. Folded: no apostrophes, г for ґ.

mod figures;
mod parts;
mod speech;
mod times;
pub(super) mod verbs;

use super::Row;

pub(super) const TABLES: &[&[Row]] =
    &[figures::FIGURES, parts::PARTS, parts::THINGS, times::TIMES, times::MODIFIERS, speech::OUTSIDE, speech::SMALL];
