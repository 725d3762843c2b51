//! Files of people: fetched into the folder where they wait for a word, or, when Telegram does not hand them out,
//! by a page of the portal.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt;
use kabinet_core::app::App;
use kabinet_core::config::Telegram;
use kabinet_core::error::{Error, Result};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::dropped::named;

use super::connection::{Connection, Fault, typed, without_token};
use super::updates::Document;

/// The next bytes of a file may be so long on their way.
const NEXT_BYTES: Duration = Duration::from_secs(60);

/// What became of a file.
#[derive(Debug)]
pub(super) enum Fetched {
    Here { name: String, path: PathBuf },
    TooLarge,
}

#[derive(Deserialize)]
struct Found {
    file_path: Option<String>,
    file_size: Option<u64>,
}

/// Fetches a document. An error is one of the line: the update is tried again.
pub(super) async fn fetch(app: &App, (connection, settings): (&Connection, &Telegram), document: &Document) -> Result<Fetched> {
    let limit = settings.file_limit.min(app.config.import.max_bytes);
    if document.file_size.is_some_and(|it| it > limit) {
        return Ok(Fetched::TooLarge);
    }
    let bot = &connection.bot;
    let found: Found = match typed(bot, "getFile", json!({"file_id": document.file_id})).await {
        Ok(found) => found,
        Err(Fault::Said { code: 400, words, .. }) if words.to_lowercase().contains("too big") => return Ok(Fetched::TooLarge),
        Err(fault) => return Err(out_of_reach(&format!("a file was not found: {fault}"))),
    };
    if found.file_size.is_some_and(|it| it > limit) {
        return Ok(Fetched::TooLarge);
    }
    let Some(place) = found.file_path else { return Err(out_of_reach("Telegram did not say where the file is")) };
    let folder = app.config.data.join("waiting").join("telegram");
    tokio::fs::create_dir_all(&folder).await?;
    let path = folder.join(kabinet_core::tenancy::random_token()?);
    let fits = if Path::new(&place).is_absolute() {
        // A Bot API server of one's own, on this machine, in its local mode.
        tokio::fs::copy(&place, &path).await.map(|bytes| bytes <= limit).map_err(Error::from)
    } else {
        download(connection, &place, &path, limit).await
    };
    match fits {
        Ok(true) => Ok(Fetched::Here { name: named(document.file_name.as_deref().unwrap_or_default()), path }),
        Ok(false) => {
            let _ = tokio::fs::remove_file(&path).await;
            Ok(Fetched::TooLarge)
        }
        Err(error) => {
            let _ = tokio::fs::remove_file(&path).await;
            Err(error)
        }
    }
}

/// The update is tried again, for some minutes.
fn out_of_reach(cause: &str) -> Error {
    tracing::warn!("a file did not come: {cause}");
    Error::Unavailable("telegram")
}

/// False: there are more bytes than were announced.
async fn download(connection: &Connection, place: &str, path: &Path, limit: u64) -> Result<bool> {
    let bot = &connection.bot;
    let mut url = bot.api_url();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push("file").push(&format!("bot{}", bot.token())).extend(place.split('/'));
    }
    let broken = |error: &dyn std::fmt::Display| out_of_reach(&without_token(bot, &error.to_string()));
    // As long as bytes keep coming: a day is no limit of ours.
    let request = bot.client().get(url).timeout(Duration::from_secs(86_400));
    let response = request.send().await.and_then(|it| it.error_for_status()).map_err(|it| broken(&it))?;
    let mut bytes = response.bytes_stream();
    let mut file = tokio::fs::File::create(path).await?;
    let mut written = 0u64;
    loop {
        let next = tokio::time::timeout(NEXT_BYTES, bytes.next()).await.map_err(|it| broken(&it))?;
        let Some(piece) = next else { break };
        let piece = piece.map_err(|it| broken(&it))?;
        written += piece.len() as u64;
        if written > limit {
            return Ok(false);
        }
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    Ok(true)
}
