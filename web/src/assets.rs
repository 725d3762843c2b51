//! Styles, the script, fonts and the icon: inside the binary, addressed with their fingerprint.

use std::fmt::Write as _;

use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::explain::{Result, missing_page};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;

/// The page is set in the letters of the charts.
#[derive(RustEmbed)]
#[folder = "../core/fonts"]
#[prefix = "fonts/"]
struct Fonts;

fn find(name: &str) -> Option<EmbeddedFile> {
    Assets::get(name).or_else(|| Fonts::get(name))
}

/// The address of an asset. It changes with the content, so that browsers may keep it for ever.
pub(crate) fn address(name: &str) -> Option<String> {
    let file = find(name)?;
    Some(format!("/assets/{name}?v={}", fingerprint(&file)))
}

pub(crate) async fn show(Path(path): Path<String>, RawQuery(query): RawQuery) -> Result<Response> {
    let file = find(&path).ok_or_else(missing_page)?;
    let current = query.as_deref().and_then(|it| it.strip_prefix("v=")) == Some(&fingerprint(&file));
    let caching = if current { "public, max-age=31536000, immutable" } else { "public, max-age=86400" };
    let kind = file.metadata.mimetype();
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching.to_owned())], Body::from(file.data)).into_response())
}

pub(crate) async fn favicon() -> Result<Response> {
    show(Path("icon.svg".into()), RawQuery(None)).await
}

fn fingerprint(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(6).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
