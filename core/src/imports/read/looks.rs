//! How the rows of an XLSX look: outline levels, hidden rows and columns, indents and bold names. calamine gives values only.
//! Whatever cannot be read here is just not known; the values decide whether the file is sound.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;

use super::markup::{Attributes, Markup, Token, decode, local};
use crate::imports::sheets::{Looks, RowLook};

/// Sheets whose XML is longer than this are plain tables of many rows: their looks tell nothing that is worth the time.
const MAX_SHEET: u64 = 32 << 20;
/// The same for the parts that say where the sheets are and how cells look.
const MAX_PART: u64 = 8 << 20;

/// The looks of every sheet by its name.
pub(super) type BySheet = HashMap<String, Looks>;

/// What a style of cells says.
#[derive(Clone, Copy, Debug, Default)]
struct Style {
    indent: u8,
    bold: bool,
}

pub(super) fn xlsx<R: Read + Seek>(file: R) -> BySheet {
    read(file).unwrap_or_default()
}

fn read<R: Read + Seek>(file: R) -> Option<BySheet> {
    let mut archive = ZipArchive::new(file).ok()?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let part = |wanted: &str| {
        names.iter().find(|it| it.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(wanted)).cloned()
    };
    let book = text(&mut archive, &part("xl/workbook.xml")?, MAX_PART)?;
    let relations = text(&mut archive, &part("xl/_rels/workbook.xml.rels")?, MAX_PART)?;
    let styles = part("xl/styles.xml").and_then(|it| text(&mut archive, &it, MAX_PART)).map(|it| styles(&it)).unwrap_or_default();
    let mut looks = BySheet::new();
    for (name, relation) in sheets(&book) {
        let Some(target) = target(&relations, &relation) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        if let Some(xml) = part(&path).and_then(|it| text(&mut archive, &it, MAX_SHEET)) {
            looks.insert(name, sheet(&xml, &styles));
        }
    }
    Some(looks)
}

/// A part as text; `None` when it is missing or longer than allowed, whatever it says of its size.
fn text<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str, limit: u64) -> Option<String> {
    let part = archive.by_name(name).ok()?;
    if part.size() > limit {
        return None;
    }
    let mut bytes = Vec::new();
    part.take(limit + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= limit).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Names of sheets with the ids of their relations.
fn sheets(book: &str) -> Vec<(String, String)> {
    let named = Markup::new(book).filter_map(|token| match token {
        Token::Open { name, attributes, .. } if local(name) == "sheet" => {
            let mut shown = String::new();
            decode(attributes.find("name")?, &mut shown);
            Some((shown, attributes.find("id")?.to_owned()))
        }
        _ => None,
    });
    named.collect()
}

fn target(relations: &str, id: &str) -> Option<String> {
    Markup::new(relations).find_map(|token| match token {
        Token::Open { name, attributes, .. } if local(name) == "Relationship" && attributes.find("Id") == Some(id) => {
            attributes.find("Target").map(str::to_owned)
        }
        _ => None,
    })
}

fn styles(xml: &str) -> Vec<Style> {
    let (mut bold_fonts, mut styles): (Vec<bool>, Vec<Style>) = (Vec::new(), Vec::new());
    let (mut in_fonts, mut in_cells) = (false, false);
    for token in Markup::new(xml) {
        match token {
            Token::Open { name, attributes, closed } => match local(name) {
                "fonts" => in_fonts = !closed,
                "cellXfs" => in_cells = !closed,
                "font" if in_fonts => bold_fonts.push(false),
                "b" if in_fonts => {
                    let is_bold = !matches!(attributes.find("val"), Some("0" | "false"));
                    bold_fonts.last_mut().into_iter().for_each(|it| *it = is_bold);
                }
                "xf" if in_cells => {
                    let font = attributes.number("fontId").unwrap_or(0) as usize;
                    styles.push(Style { indent: 0, bold: bold_fonts.get(font).copied().unwrap_or(false) });
                }
                "alignment" if in_cells => {
                    let indent = small(attributes.number("indent"));
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

fn sheet(xml: &str, styles: &[Style]) -> Looks {
    let mut looks = Looks::default();
    let mut number = 0u32;
    let mut look = RowLook::default();
    // The style of the open cell, and whether a filled one was seen in this row.
    let (mut style, mut named) = (Style::default(), false);
    for token in Markup::new(xml) {
        match token {
            Token::Open { name, attributes, closed } => match local(name) {
                "col" if is_true(attributes, "hidden") => {
                    let range = attributes.number("min").zip(attributes.number("max"));
                    let (first, last) = range.unwrap_or((1, 0));
                    // Everything right of the table is hidden at times.
                    looks.hidden_columns.extend((first..=last.min(first.saturating_add(255))).map(|it| it.saturating_sub(1)));
                }
                "row" => {
                    number = attributes.number("r").unwrap_or(number.saturating_add(1));
                    look = RowLook {
                        outline: small(attributes.number("outlineLevel")),
                        hidden: is_true(attributes, "hidden"),
                        ..RowLook::default()
                    };
                    named = false;
                    if closed {
                        looks.add(number, look);
                    }
                }
                "c" => style = attributes.number("s").and_then(|it| styles.get(it as usize)).copied().unwrap_or_default(),
                "v" | "is" if !named && !closed => {
                    named = true;
                    (look.indent, look.bold) = (style.indent, style.bold);
                }
                _ => {}
            },
            Token::Close(name) if local(name) == "row" => looks.add(number, look),
            Token::Close(name) if local(name) == "sheetData" => break,
            _ => {}
        }
    }
    looks
}

fn is_true(attributes: Attributes, name: &str) -> bool {
    matches!(attributes.find(name), Some("1" | "true"))
}

fn small(number: Option<u32>) -> u8 {
    number.map_or(0, |it| u8::try_from(it).unwrap_or(u8::MAX))
}
