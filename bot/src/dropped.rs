//! Files people drop into chats.

const NAME_LIMIT: usize = 120;

/// The name as the person knows it, without folders and without letters that mislead.
pub(crate) fn named(name: &str) -> String {
    let misleads = |it: char| {
        it.is_control() || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|it| !misleads(*it)).collect();
    let skipped = name.chars().count().saturating_sub(NAME_LIMIT);
    let name: String = name.chars().skip(skipped).collect();
    let name = name.trim().trim_matches('.');
    if name.is_empty() { "file".into() } else { name.to_owned() }
}
