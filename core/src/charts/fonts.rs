//! The fonts of every picture, shipped inside the program because bare servers have none,
//! and the widths of texts set in them: the drawing library can only guess.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

pub(super) const FAMILY: &str = "Inter";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
}

static REGULAR: &[u8] = include_bytes!("../../fonts/Inter-Regular.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.ttf");

/// Both weights for the rasterizer, read once.
pub(super) fn database() -> Arc<fontdb::Database> {
    static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(REGULAR)));
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(SEMI_BOLD)));
        // Whatever family a picture names, there is only this one.
        fonts.set_serif_family(FAMILY);
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    });
    Arc::clone(&DATABASE)
}

/// Advance widths in ems, by letter. A letter that is not here cannot be drawn.
fn advances(weight: Weight) -> &'static HashMap<char, f64> {
    static TABLES: LazyLock<[HashMap<char, f64>; 2]> = LazyLock::new(|| [read_advances(REGULAR), read_advances(SEMI_BOLD)]);
    match weight {
        Weight::Regular => &TABLES[0],
        Weight::SemiBold => &TABLES[1],
    }
}

fn read_advances(file: &'static [u8]) -> HashMap<char, f64> {
    let font = FontRef::new(file).expect("the font is part of the program");
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    font.charmap()
        .mappings()
        .filter_map(|(code, glyph)| Some((char::from_u32(code)?, f64::from(metrics.advance_width(glyph)?))))
        .collect()
}

/// Width of `text` in the units of `size`. Kerning, which only draws letters closer, is left out.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let advances = advances(weight);
    text.chars().filter_map(|letter| advances.get(&letter)).sum::<f64>() * size
}

/// What of `text` can be drawn: composed letters, no emoji, no control signs, single spaces. A dash when nothing is left.
pub(super) fn drawable(text: &str) -> String {
    let advances = advances(Weight::Regular);
    let letters: String = text
        .nfc()
        .map(|it| if it.is_whitespace() && it != '\u{a0}' { ' ' } else { it })
        .filter(|it| advances.contains_key(it))
        .collect();
    let words: Vec<&str> = letters.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "—".to_owned() } else { words.join(" ") }
}

/// `text`, or as much of its beginning as fits into `room` with an ellipsis. Nothing when not even that fits.
pub(super) fn shorten(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    (1..letters.len())
        .rev()
        .map(|n| {
            let kept: String = letters[..n].iter().collect();
            format!("{}…", kept.trim_end_matches([' ', ',', '.', '-', '·', '«', '(', '"']))
        })
        .find(|shorter| width(shorter, size, weight) <= room)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_what_cannot_be_drawn() {
        assert_eq!(drawable("Кава 🚀 «Ґанок»\n№1"), "Кава «Ґанок» №1");
        assert_eq!(drawable("й"), "й");
        assert_eq!(drawable("🎉"), "—");
    }

    #[test]
    fn shortens_by_real_widths() {
        let room = width("Шоколад чорний…", 14.0, Weight::Regular);
        assert_eq!(shorten("Шоколад чорний 90 %", 14.0, Weight::Regular, room), "Шоколад чорний…");
        assert_eq!(shorten("iiiiii", 14.0, Weight::Regular, 30.0), "iiiiii");
        assert_eq!(shorten("Щ", 14.0, Weight::Regular, 1.0), "");
        assert!(width("₴", 14.0, Weight::SemiBold) > 0.0);
    }
}
