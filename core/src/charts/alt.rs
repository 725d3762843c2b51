//! The picture in words, for those who hear it.

use super::numbers::Numbers;
use super::spec::{Bucket, ChartSpec, Course, Form, Plot, Ranking};
use crate::locale::text;

/// So many values are read out; of more, only the ends and the extremes.
const MOST_READ: usize = 12;

pub fn alt(spec: &ChartSpec) -> String {
    let head = format!("{}, {}.", spec.title, spec.subtitle);
    let body = match &spec.form {
        Form::Columns(it) | Form::Lines(it) => plot(spec, it),
        Form::Ranking(it) => ranking(spec, it),
        Form::Figure(it) => {
            let number = [it.number.as_str(), it.change.as_str()].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
            let course = match &it.course {
                Course::OverTime(it) => plot(spec, it),
                Course::Compared(it) => ranking(spec, it),
            };
            format!("{}. {course}", number.join(", "))
        }
    };
    let sentences = [head.as_str(), body.as_str(), spec.footnote.as_str()];
    sentences.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}

fn plot(spec: &ChartSpec, plot: &Plot) -> String {
    let lines = plot.series.iter().map(|series| {
        let known: Vec<(&Bucket, f64)> =
            plot.buckets.iter().zip(&series.values).filter_map(|(bucket, value)| Some((bucket, (*value)?))).collect();
        let values: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
        let numbers = Numbers::full(spec.locale, &spec.measure, &values);
        let point = |(bucket, value): &(&Bucket, f64)| format!("{} – {}", bucket.name, numbers.with_unit(*value));
        let words = if known.len() <= MOST_READ {
            known.iter().map(point).collect::<Vec<_>>().join("; ")
        } else {
            let ends = [known.first(), known.last()];
            let highest = known.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
            let lowest = known.iter().min_by(|a, b| a.1.total_cmp(&b.1));
            let args: Vec<_> = ["first", "last", "highest", "lowest"]
                .into_iter()
                .zip(ends.into_iter().chain([highest, lowest]))
                .map(|(name, it)| (name, it.map(point).unwrap_or_default().into()))
                .collect();
            text(spec.locale, "chart-alt-course", &args)
        };
        named(&series.name, &words)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn ranking(spec: &ChartSpec, ranking: &Ranking) -> String {
    let values: Vec<f64> = ranking.rows.iter().flat_map(|it| [it.value, it.base]).flatten().collect();
    let numbers = Numbers::full(spec.locale, &spec.measure, &values);
    let rows = ranking.rows.iter().map(|row| {
        let words = [row.value, row.base].into_iter().flatten().map(|it| numbers.with_unit(it)).chain([row.note.clone()]);
        let words: Vec<String> = words.filter(|it| !it.is_empty()).collect();
        format!("{} – {}", row.name, words.join(", "))
    });
    let rows = rows.collect::<Vec<_>>().join("; ");
    match &ranking.legend {
        Some([now, before]) => named(&format!("{now} / {before}"), &rows),
        None => rows,
    }
}

fn named(name: &str, words: &str) -> String {
    if name.is_empty() { words.to_owned() } else { format!("{name}: {words}") }
}
