//! Files to take away: only those that a message of this very talk offers, only from this organization's folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{self, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kabinet_core::app::App;
use kabinet_core::conversation::{self, Block, history};
use kabinet_core::error::{Permission, Problem};
use tokio_util::io::ReaderStream;

use crate::explain::{Result, missing_page};
use crate::gate::{Language, Member};

pub(crate) async fn download(
    State(app): State<Arc<App>>,
    member: Member,
    extract::Path((message, block)): extract::Path<(i64, usize)>,
) -> Result<Response> {
    let message = history::find(&app, member.talk(), message).await?.ok_or_else(missing_page)?;
    let Some(Block::File { name, path }) = message.blocks.get(block) else { return Err(missing_page()) };
    let folder = app.config.data.join("downloads").join(member.organization.id.to_string());
    let path = inside(&folder, path).await.ok_or_else(missing_page)?;
    send(name, &path).await
}

/// The summary workbook, made now.
pub(crate) async fn summary(State(app): State<Arc<App>>, Language(locale): Language, member: Member) -> Result<Response> {
    member.actor.require(Permission::Read)?;
    let made = conversation::workbook(&app, &member.organization, locale, None).await?;
    let Some((name, path)) = made else { return Err(Problem::new("report-nothing").into()) };
    send(&name, &path).await
}

/// A file as something to keep, under the name people know it by.
pub(crate) async fn send(name: &str, path: &Path) -> Result<Response> {
    let file = tokio::fs::File::open(path).await?;
    let length = file.metadata().await?.len();
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let headers = [
        (header::CONTENT_TYPE, kind.to_string()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, disposition(name)),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}

/// The real place of a file, if that lies in the folder: neither `..` nor a link leads out of it.
async fn inside(folder: &Path, path: &Path) -> Option<PathBuf> {
    let folder = tokio::fs::canonicalize(folder).await.ok()?;
    let path = tokio::fs::canonicalize(path).await.ok()?;
    path.starts_with(&folder).then_some(path)
}

/// A name in any letters, with a plain one for programs that know no better.
fn disposition(name: &str) -> String {
    let plain: String = name.chars().map(|it| if it.is_ascii_alphanumeric() || "-_. ".contains(it) { it } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", percent(name))
}

/// Any letters for a header or an address.
pub(crate) fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_the_header() {
        assert_eq!(
            disposition("рядки \"1\".xlsx"),
            "attachment; filename=\"_____ _1_.xlsx\"; filename*=UTF-8''%D1%80%D1%8F%D0%B4%D0%BA%D0%B8%20%221%22.xlsx"
        );
        assert!(!disposition("a\r\nSet-Cookie: b").contains('\n'));
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_reached() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("downloads");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(root.path().join("secret"), "s").unwrap();
        std::fs::write(folder.join("open"), "o").unwrap();
        std::os::unix::fs::symlink(root.path().join("secret"), folder.join("link")).unwrap();
        assert!(inside(&folder, &folder.join("open")).await.is_some());
        assert!(inside(&folder, &folder.join("../secret")).await.is_none());
        assert!(inside(&folder, &folder.join("link")).await.is_none());
        assert!(inside(&folder, &folder.join("missing")).await.is_none());
        assert!(inside(&folder, &root.path().join("secret")).await.is_none());
    }
}
