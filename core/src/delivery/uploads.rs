//! Pages for one file that a chat service does not hand out. What is sent there goes into the inbox of the service.

use chrono::Duration;

use super::inbox;
use crate::clock::Clock;
use crate::error::{Problem, Result};
use crate::ids::IdSource;
use crate::locale::Locale;
use crate::store::Control;
use crate::tenancy::{digest, random_token};

const LIVES: Duration = Duration::hours(1);

/// A page to be made.
#[derive(Clone, Debug)]
pub struct NewUpload {
    pub source: String,
    pub lane: String,
    /// `{"upload": {…}}`: what the handler of the source needs to answer; `name` and `path` are added to the inner object.
    pub body: String,
    pub locale: Locale,
}

/// Makes a page; returns the token in its address.
pub async fn create(control: &mut Control, clock: Clock, new: NewUpload) -> Result<String> {
    let token = random_token()?;
    control.sql("DELETE FROM upload_links WHERE expires_at < $1").bind(clock.now()).execute().await?;
    control
        .sql("INSERT INTO upload_links (token_hash, source, lane, body, locale, expires_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(digest(&token))
        .bind(new.source)
        .bind(new.lane)
        .bind(new.body)
        .bind(new.locale.id())
        .bind(clock.now() + LIVES)
        .execute()
        .await?;
    Ok(token)
}

/// The language of a page that still takes a file.
pub async fn find(control: &mut Control, clock: Clock, token: &str) -> Result<Option<Locale>> {
    let found: Option<(String,)> = control
        .sql("SELECT locale FROM upload_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2")
        .bind(digest(token))
        .bind(clock.now())
        .optional()
        .await?;
    Ok(found.map(|(locale,)| locale.parse().unwrap_or_default()))
}

/// Uses a page up: its file goes into the inbox.
pub async fn hand_over(
    control: &mut Control,
    (ids, clock): (&IdSource, Clock),
    token: &str,
    (name, path): (&str, &std::path::Path),
) -> Result<()> {
    // One statement, so that of two files sent at once only one is taken.
    let used: Option<(String, String, String)> = control
        .sql(
            "UPDATE upload_links SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1
             RETURNING source, lane, body",
        )
        .bind(clock.now())
        .bind(digest(token))
        .optional()
        .await?;
    let Some((source, lane, body)) = used else { return Err(Problem::new("upload-link-spent").into()) };
    let mut body: serde_json::Value = serde_json::from_str(&body).map_err(anyhow::Error::new)?;
    if let Some(upload) = body.get_mut("upload") {
        upload["name"] = name.into();
        upload["path"] = path.display().to_string().into();
    }
    let id = ids.next(clock.now());
    inbox::receive(control, clock, (&source, id), (&lane, &body.to_string())).await?;
    Ok(())
}
