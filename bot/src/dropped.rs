//! Files people drop into chats.

use kabinet_core::app::App;
use kabinet_core::delivery::uploads::{self, NewUpload};
use kabinet_core::error::Result;
use kabinet_core::locale::{Arg, Locale, text};

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

/// The sentence with the way to a page that takes one file of any size we read, and works once. `limit`: bytes that the
/// service hands out.
pub(crate) async fn page(app: &App, new: NewUpload, (words, limit): (&str, u64)) -> Result<String> {
    let locale: Locale = new.locale;
    let mut control = app.store.control().await?;
    let token = uploads::create(&mut control, app.clock, new).await?;
    control.commit().await?;
    let megabytes = |bytes: u64| Arg::from((bytes / 1_000_000).to_string());
    let args = [
        ("limit", megabytes(limit)),
        ("most", megabytes(app.config.import.max_bytes)),
        ("link", Arg::from(format!("{}/upload/{token}", app.config.public_url))),
    ];
    Ok(text(locale, words, &args))
}
