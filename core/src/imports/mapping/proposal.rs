//! What mapping proposes for each column, with samples: what a person sees before saying yes, and the answers to a question.

use crate::imports::records::{Answer, ProposedColumn};
use crate::imports::sheets::RawRow;
use crate::imports::values::{is_empty, text};

use super::cells::cell;
use super::columns::{self, Columns};
use super::vocabulary::Field;

/// Values shown of a column.
const SAMPLES: usize = 5;
/// Rows looked through for them.
const LOOKED_AT: usize = 200;
/// Buttons of a question.
const ANSWERS: usize = 8;

/// Every column that has a header, in the order of the file.
pub(super) fn columns(columns: &Columns, rows: &[RawRow]) -> Vec<ProposedColumn> {
    let shown = columns.headers.iter().enumerate().filter(|(_, it)| !it.shown.is_empty());
    shown
        .map(|(at, header)| ProposedColumn {
            header: header.shown.clone(),
            field: columns.fields[at],
            confidence: columns.confidence[at],
            samples: samples(rows, at),
        })
        .collect()
}

/// Which of these columns is the field?
fn which_column(columns: &Columns, rows: &[RawRow], field: Field, candidates: &[usize]) -> Vec<Answer> {
    let named = candidates.iter().filter(|at| !columns.headers[**at].shown.is_empty()).take(ANSWERS);
    named.map(|at| Answer { header: columns.headers[*at].shown.clone(), field, samples: samples(rows, *at) }).collect()
}

/// The columns that are still free and hold values such as the field has: one of them may be it.
pub(super) fn missing(columns: &Columns, rows: &[RawRow], field: Field) -> Vec<Answer> {
    let free = (0..columns.headers.len()).filter(|at| columns.fields[*at].is_none() && columns::fits(rows, *at, field));
    which_column(columns, rows, field, &free.collect::<Vec<_>>())
}

/// Which of these fields is the column?
pub(super) fn which_field(header: &str, rows: &[RawRow], at: usize, fields: &[Field]) -> Vec<Answer> {
    fields.iter().take(ANSWERS).map(|field| Answer { header: header.to_owned(), field, samples: samples(rows, at) }).collect()
}

fn samples(rows: &[RawRow], at: usize) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for value in rows.iter().take(LOOKED_AT).map(|row| cell(row, at)).filter(|it| !is_empty(it)).filter_map(text) {
        let value: String = value.chars().take(80).collect();
        if !samples.contains(&value) {
            samples.push(value);
            if samples.len() == SAMPLES {
                break;
            }
        }
    }
    samples
}
