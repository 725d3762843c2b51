//! What stands beside the sheets: their names and places, the calendar, and what the styles of cells say.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;

use super::super::markup::{Markup, Token, decode, local};
use super::super::unpack::Budget;
use super::super::workbooks::is_percent;
use super::feed;
use crate::imports::sheets::{Limit, Refusal, Visibility};

/// Parts beside the sheets are no longer than this, save for the shared texts.
const MAX_PART: u64 = 64 << 20;
const MAX_SHEETS: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<Head>,
    /// Where the shared texts are.
    pub(super) strings: Option<usize>,
    pub(super) styles: Vec<Style>,
    /// Days are counted from 1904, as once on the Macintosh.
    pub(super) is_1904: bool,
}

#[derive(Debug)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) visibility: Visibility,
    /// Its place in the package.
    pub(super) part: usize,
}

/// What a style of cells says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    pub(super) indent: u8,
    pub(super) bold: bool,
    pub(super) shown: Shown,
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    Number,
    Percent,
    Date,
}

/// The parts by their paths, which some writers spell with backslashes or other capitals.
struct Parts(HashMap<String, usize>);

impl Parts {
    fn of<R: Read + Seek>(archive: &ZipArchive<R>) -> Self {
        let named = |at: usize| archive.name_for_index(at).map(|it| (plain(it), at));
        Self((0..archive.len()).filter_map(named).collect())
    }

    fn find(&self, path: &str) -> Option<usize> {
        self.0.get(&plain(path)).copied()
    }

    fn ending(&self, end: &str) -> Option<&str> {
        self.0.keys().map(String::as_str).filter(|it| it.ends_with(end)).min_by_key(|it| (it.len(), *it))
    }
}

/// A path of a part without what writers spell differently.
fn plain(path: &str) -> String {
    let mut plain: Vec<String> = Vec::new();
    for step in path.replace('\\', "/").to_lowercase().split('/') {
        match step {
            "" | "." => {}
            ".." => drop(plain.pop()),
            step => plain.push(step.to_owned()),
        }
    }
    plain.join("/")
}

/// A target as seen from the folder of the part that names it.
fn target(folder: &str, path: &str) -> String {
    if path.starts_with(['/', '\\']) { path.to_owned() } else { format!("{folder}{path}") }
}

impl Book {
    pub(super) fn read<R: Read + Seek>(archive: &mut ZipArchive<R>, budget: &mut Budget) -> Result<Self, Refusal> {
        let parts = Parts::of(archive);
        let mut text = |part: usize| feed::whole(archive, part, (MAX_PART, &mut *budget));
        let package = parts.find("_rels/.rels").map(&mut text).transpose()?.map(|it| relations_of(&it)).unwrap_or_default();
        let said = package.values().find(|it| it.kind.ends_with("/officeDocument")).map(|it| plain(&it.target));
        let said = said.filter(|it| parts.find(it).is_some());
        let path = said.or_else(|| parts.ending("workbook.xml").map(str::to_owned)).ok_or(Refusal::Corrupt)?;
        let (folder, file) = path.rsplit_once('/').map_or(("", path.as_str()), |(folder, file)| (&path[..=folder.len()], file));
        let relations = parts.find(&format!("{folder}_rels/{file}.rels")).ok_or(Refusal::Corrupt)?;
        let relations = relations_of(&text(relations)?);
        let beside = |kind: &str, name: &str| {
            let related =
                relations.values().find(|it| it.kind.ends_with(kind)).and_then(|it| parts.find(&target(folder, &it.target)));
            related.or_else(|| parts.find(&format!("{folder}{name}")))
        };
        let mut book = Self { strings: beside("/sharedStrings", "sharedStrings.xml"), ..Self::default() };
        if let Some(styles) = beside("/styles", "styles.xml") {
            book.styles = styles_of(&text(styles)?);
        }
        let own = text(parts.find(&path).ok_or(Refusal::Corrupt)?)?;
        let mut has_sheets = false;
        for token in Markup::new(&own) {
            let Token::Open { name, attributes, .. } = token else { continue };
            match local(name) {
                "workbookPr" => book.is_1904 |= matches!(attributes.find("date1904"), Some("1" | "true")),
                "sheet" => {
                    has_sheets = true;
                    let found = attributes.find("id").and_then(|it| relations.get(it));
                    // Charts, dialogs and old macros have sheets too.
                    let Some(relation) = found.filter(|it| it.kind.ends_with("/worksheet")) else { continue };
                    let mut shown = String::new();
                    decode(attributes.find("name").unwrap_or_default(), &mut shown);
                    let visibility = match attributes.find("state") {
                        Some("hidden" | "veryHidden") => Visibility::Hidden,
                        _ => Visibility::Visible,
                    };
                    let part = parts.find(&target(folder, &relation.target)).ok_or(Refusal::Corrupt)?;
                    if book.sheets.len() == MAX_SHEETS {
                        return Err(Refusal::TooLarge(Limit::Unpacked));
                    }
                    book.sheets.push(Head { name: shown, visibility, part });
                }
                _ => {}
            }
        }
        if has_sheets { Ok(book) } else { Err(Refusal::Corrupt) }
    }
}

struct Relation {
    target: String,
    /// Its last word tells sheets of cells from sheets of charts.
    kind: String,
}

fn relations_of(xml: &str) -> HashMap<String, Relation> {
    let relation = |token: Token| match token {
        Token::Open { name, attributes, .. } if local(name) == "Relationship" => {
            let mut target = String::new();
            decode(attributes.find("Target")?, &mut target);
            let kind = attributes.find("Type").unwrap_or_default().to_owned();
            Some((attributes.find("Id")?.to_owned(), Relation { target, kind }))
        }
        _ => None,
    };
    Markup::new(xml).filter_map(relation).collect()
}

fn styles_of(xml: &str) -> Vec<Style> {
    let mut formats: HashMap<u32, Shown> = HashMap::new();
    let (mut bold_fonts, mut styles): (Vec<bool>, Vec<Style>) = (Vec::new(), Vec::new());
    let (mut in_fonts, mut in_cells) = (false, false);
    for token in Markup::new(xml) {
        match token {
            Token::Open { name, attributes, closed } => match local(name) {
                "numFmt" => {
                    let mut code = String::new();
                    decode(attributes.find("formatCode").unwrap_or_default(), &mut code);
                    formats.extend(attributes.number("numFmtId").map(|id| (id, shown_by(&code))));
                }
                "fonts" => in_fonts = !closed,
                "cellXfs" => in_cells = !closed,
                "font" if in_fonts => bold_fonts.push(false),
                "b" if in_fonts => {
                    let is_bold = !matches!(attributes.find("val"), Some("0" | "false"));
                    bold_fonts.last_mut().into_iter().for_each(|it| *it = is_bold);
                }
                "xf" if in_cells => {
                    let font = attributes.number("fontId").unwrap_or(0) as usize;
                    let format = attributes.number("numFmtId").unwrap_or(0);
                    let shown = formats.get(&format).copied().unwrap_or_else(|| built_in(format));
                    styles.push(Style { indent: 0, bold: bold_fonts.get(font).copied().unwrap_or(false), shown });
                }
                "alignment" if in_cells => {
                    let indent = attributes.number("indent").map_or(0, |it| u8::try_from(it).unwrap_or(u8::MAX));
                    styles.last_mut().into_iter().for_each(|it| it.indent = indent);
                }
                _ => {}
            },
            Token::Close(name) => match local(name) {
                "fonts" => in_fonts = false,
                "cellXfs" => in_cells = false,
                _ => {}
            },
            _ => {}
        }
    }
    styles
}

/// Formats that every program knows by number (ECMA-376, part 1, 18.8.30); 46 is a duration.
fn built_in(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        _ => Shown::Number,
    }
}

/// What the first section of a number format shows: letters of dates that are neither quoted nor in brackets.
fn shown_by(format: &str) -> Shown {
    if is_percent(format) {
        return Shown::Percent;
    }
    let (mut quoted, mut brackets) = (false, 0_usize);
    let mut letters = format.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => {
                letters.next();
            }
            ';' => break,
            '[' => {
                let inside = format[at + 1..].split(']').next().unwrap_or_default();
                let first = inside.chars().next();
                // "[h]:mm" is a duration: a number.
                if first.is_some_and(|it| "hmsHMS".contains(it) && inside.chars().all(|other| other.eq_ignore_ascii_case(&it))) {
                    break;
                }
                brackets += 1;
            }
            ']' => brackets = brackets.saturating_sub(1),
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' if brackets == 0 => return Shown::Date,
            // "AM/PM", "a/p".
            'a' | 'A' if brackets == 0 && format[at + 1..].starts_with(['m', 'M', '/']) => return Shown::Date,
            _ => {}
        }
    }
    Shown::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for (format, shown) in [
            ("0.00", Shown::Number),
            ("General", Shown::Number),
            ("General\" днів\"", Shown::Number),
            ("#,##0.00\\ \"грн\"", Shown::Number),
            ("[Red]0;[Black]-0", Shown::Number),
            ("[h]:mm:ss", Shown::Number),
            ("[$-FC19]dd\\ mmmm\\ yyyy\\ \\г\\.;@", Shown::Date),
            ("yyyy\\-mm\\-dd", Shown::Date),
            ("hh:mm AM/PM", Shown::Date),
            ("[$₴-422]#,##0.00", Shown::Number),
            ("0.0%", Shown::Percent),
            ("_-* #,##0.00_-;\\-* #,##0.00_-;_-* \"-\"??_-;_-@_-", Shown::Number),
        ] {
            assert_eq!(shown_by(format), shown, "{format}");
        }
    }
}
