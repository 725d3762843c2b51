//! The way in for Telegram: our own route. The secret is compared in constant time, the update is stored, then comes the 200.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use kabinet_core::app::App;
use kabinet_core::config::Telegram;
use kabinet_core::tenancy;
use serde_json::json;

use super::connection::{Connection, raw};
use super::intake;
use super::updates::ALLOWED;

const PATH: &str = "/telegram/webhook";
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";
/// An update is a few kilobytes; one with a very long message some dozens.
const BODY: usize = 1024 * 1024;
const CALL: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What the route needs; who we are is known a little later than the route is there.
#[derive(Clone, Debug)]
pub(super) struct Door {
    app: Arc<App>,
    secret: String,
    connection: Arc<OnceLock<Connection>>,
}

impl Door {
    pub(super) fn new(app: Arc<App>, settings: &Telegram, connection: Arc<OnceLock<Connection>>) -> Self {
        Self { app, secret: secret(settings), connection }
    }

    pub(super) fn router(self) -> Router {
        Router::new().route(PATH, post(receive)).layer(DefaultBodyLimit::max(BODY)).with_state(self)
    }
}

/// The same in every process, and nothing one could find the token by.
fn secret(settings: &Telegram) -> String {
    tenancy::digest(&format!("kabinet webhook {}", settings.token))
}

async fn receive(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let given = headers.get(SECRET_HEADER).map(|it| it.as_bytes()).unwrap_or_default();
    if !same(given, door.secret.as_bytes()) {
        return StatusCode::UNAUTHORIZED;
    }
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| it.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json")));
    if !is_json {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE;
    }
    // Not known yet who we are: Telegram asks again.
    let Some(connection) = door.connection.get() else { return StatusCode::SERVICE_UNAVAILABLE };
    let Some(update) = intake::parse(&body) else {
        tracing::warn!("a webhook brought what is no update");
        return StatusCode::BAD_REQUEST;
    };
    match intake::receive(&door.app, connection, &update).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::warn!(%error, "an update could not be written down and will come again: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Compares in a time that does not tell how much of it was right.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Tells Telegram where to bring updates, until it has heard.
pub(super) async fn announce(settings: &Telegram, public_url: &str, connection: &Connection) {
    let base = settings.webhook.address(public_url).unwrap_or_default();
    let body = json!({
        "url": format!("{base}{PATH}"),
        "secret_token": secret(settings),
        "allowed_updates": ALLOWED,
        "drop_pending_updates": false,
    });
    let mut pause = FIRST_PAUSE;
    while let Err(fault) = raw(&connection.bot, "setWebhook", body.clone(), CALL).await {
        tracing::warn!("Telegram was not told where to bring messages: {fault}");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
