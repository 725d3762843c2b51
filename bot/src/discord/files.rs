//! Files of people: fetched into the folder where they wait for a word.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt;
use kabinet_core::app::App;
use kabinet_core::error::{Error, Result};
use tokio::io::AsyncWriteExt;

use super::rest::Rest;
use super::updates::Attached;
use crate::dropped::named;

/// The next bytes of a file may be so long on their way.
const NEXT_BYTES: Duration = Duration::from_secs(60);

/// What became of a file.
#[derive(Debug)]
pub(super) enum Fetched {
    Here { name: String, path: PathBuf },
    TooLarge,
}

/// Fetches an attached file. An error is one of the line: the update is tried again.
pub(super) async fn fetch(app: &App, (rest, limit): (&Rest, u64), attached: &Attached) -> Result<Fetched> {
    let limit = limit.min(app.config.import.max_bytes);
    if attached.size > limit {
        return Ok(Fetched::TooLarge);
    }
    let folder = app.config.data.join("waiting").join("discord");
    tokio::fs::create_dir_all(&folder).await?;
    let path = folder.join(kabinet_core::tenancy::random_token()?);
    match download(rest, &attached.url, &path, limit).await {
        Ok(true) => Ok(Fetched::Here { name: named(&attached.name), path }),
        other => {
            let _ = tokio::fs::remove_file(&path).await;
            other.map(|_| Fetched::TooLarge)
        }
    }
}

/// The update is tried again, for some minutes.
fn out_of_reach(cause: &dyn std::fmt::Display) -> Error {
    tracing::warn!("a file did not come: {cause}");
    Error::Unavailable("discord")
}

/// False: there are more bytes than were announced.
async fn download(rest: &Rest, url: &str, path: &Path, limit: u64) -> Result<bool> {
    let response = rest.file(url).await.map_err(|it| out_of_reach(&it))?;
    let mut bytes = response.bytes_stream();
    let mut file = tokio::fs::File::create(path).await?;
    let mut written = 0u64;
    loop {
        let next = tokio::time::timeout(NEXT_BYTES, bytes.next()).await.map_err(|it| out_of_reach(&it))?;
        let Some(piece) = next else { break };
        let piece = piece.map_err(|it| out_of_reach(&it.without_url()))?;
        written += piece.len() as u64;
        if written > limit {
            return Ok(false);
        }
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    Ok(true)
}
