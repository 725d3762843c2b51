//! Russian words. What is spelled as in Ukrainian stands there.

mod figures;
mod parts;
mod speech;
mod times;
pub(super) mod verbs;

use super::Row;

pub(super) const TABLES: &[&[Row]] =
    &[figures::FIGURES, parts::PARTS, parts::THINGS, times::TIMES, times::MODIFIERS, speech::OUTSIDE];
