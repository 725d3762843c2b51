//! Ways in: one-time sign-in links and the sessions they begin. Only digests of tokens are stored.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::error::{Problem, Result};
use crate::ids::{OrganizationId, UserId};
use crate::store::Control;

const LINK_LIVES: Duration = Duration::hours(24);
const SESSION_LIVES: Duration = Duration::days(30);

/// A token that signs in once, within a day. Shown once; the store has its digest.
#[derive(Clone, Debug)]
pub struct SignInLink {
    pub token: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub user: UserId,
    /// The organization this person looks at.
    pub organization: OrganizationId,
    /// Must come back with every form.
    pub csrf_token: String,
}

pub async fn create_link(control: &mut Control, clock: Clock, organization: OrganizationId, user: UserId) -> Result<SignInLink> {
    let token = random_token()?;
    control.sql("DELETE FROM sign_in_links WHERE expires_at < $1").bind(clock.now()).execute().await?;
    control
        .sql("INSERT INTO sign_in_links (token_hash, user_id, organization_id, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(digest(&token))
        .bind(user)
        .bind(organization)
        .bind(clock.now() + LINK_LIVES)
        .execute()
        .await?;
    Ok(SignInLink { token })
}

/// Uses a link up. A used, expired or unknown one is the same to whoever asks.
pub async fn redeem_link(control: &mut Control, clock: Clock, token: &str) -> Result<(UserId, OrganizationId)> {
    // One statement, so that of two requests with one link only one gets in.
    let used: Option<(UserId, OrganizationId)> = control
        .sql(
            "UPDATE sign_in_links SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1
              RETURNING user_id, organization_id",
        )
        .bind(clock.now())
        .bind(digest(token))
        .optional()
        .await?;
    used.ok_or_else(|| Problem::new("sign-in-link-spent").into())
}

/// Begins a session; returns the token of its cookie.
pub async fn create_session(control: &mut Control, clock: Clock, organization: OrganizationId, user: UserId) -> Result<String> {
    let token = random_token()?;
    control.sql("DELETE FROM sessions WHERE expires_at < $1").bind(clock.now()).execute().await?;
    control
        .sql(
            "INSERT INTO sessions (token_hash, user_id, organization_id, csrf_token, created_at, expires_at)
              VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(digest(&token))
        .bind(user)
        .bind(organization)
        .bind(random_token()?)
        .bind(clock.now())
        .bind(clock.now() + SESSION_LIVES)
        .execute()
        .await?;
    Ok(token)
}

pub async fn find_session(control: &mut Control, clock: Clock, token: &str) -> Result<Option<Session>> {
    let found: Option<(UserId, OrganizationId, String, DateTime<Utc>)> = control
        .sql("SELECT user_id, organization_id, csrf_token, expires_at FROM sessions WHERE token_hash = $1")
        .bind(digest(token))
        .optional()
        .await?;
    Ok(found.filter(|(_, _, _, expires_at)| *expires_at > clock.now()).map(|(user, organization, csrf_token, _)| Session {
        user,
        organization,
        csrf_token,
    }))
}

/// Points the session at another organization of the same person. Membership is the caller's to check.
pub async fn switch_session(control: &mut Control, token: &str, organization: OrganizationId) -> Result<()> {
    control
        .sql("UPDATE sessions SET organization_id = $1 WHERE token_hash = $2")
        .bind(organization)
        .bind(digest(token))
        .execute()
        .await?;
    Ok(())
}

pub async fn end_session(control: &mut Control, token: &str) -> Result<()> {
    control.sql("DELETE FROM sessions WHERE token_hash = $1").bind(digest(token)).execute().await?;
    Ok(())
}

/// What is stored of a secret.
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// 256 random bits as 64 hex digits.
pub fn random_token() -> Result<String> {
    Ok(hex(&random_bytes::<32>()?))
}

pub(super) fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|cause| anyhow::anyhow!("no randomness: {cause}"))?;
    Ok(bytes)
}

/// A node for the ids of one running program. Process numbers will not do: they repeat from container to container.
pub fn random_node() -> u16 {
    let mut bytes = [0u8; 2];
    match getrandom::fill(&mut bytes) {
        Ok(()) => u16::from_le_bytes(bytes),
        Err(_) => (std::process::id() % 1024) as u16,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
