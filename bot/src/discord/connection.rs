//! Who we are for Discord, asked until Discord answers.

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::rest::{Body, CALL, Fault, Rest};

/// Between tries while Discord is out of reach: longer each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub(super) struct Me {
    /// Our user: whom people name.
    pub user: String,
    pub name: String,
    pub application: String,
}

impl Me {
    pub(super) fn source(&self) -> String {
        format!("discord:{}", self.application)
    }
}

#[derive(Deserialize)]
struct Named {
    id: String,
    #[serde(default)]
    username: String,
}

/// Asks who we are until Discord answers. The portal is served meanwhile. `None`: Discord does not know the token, and
/// asking again would only make it suspicious.
pub(super) async fn connect(rest: &Rest) -> Option<Me> {
    let mut pause = FIRST_PAUSE;
    loop {
        match who(rest).await {
            Ok(me) => return Some(me),
            Err(Fault::Said { status: 401, .. }) => return None,
            Err(Fault::Wait { after, .. }) => pause = after.max(FIRST_PAUSE),
            Err(fault) => tracing::warn!("Discord cannot be reached yet, next try in {} s: {fault}", pause.as_secs()),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn who(rest: &Rest) -> Result<Me, Fault> {
    let read = |value| serde_json::from_value(value).map_err(|it: serde_json::Error| odd(&it));
    let user: Named = read(rest.get("/users/@me").await?)?;
    let application: Named = read(rest.get("/oauth2/applications/@me").await?)?;
    Ok(Me { user: user.id, name: user.username, application: application.id })
}

fn odd(error: &serde_json::Error) -> Fault {
    Fault::Line { words: format!("Discord did not say who this bot is: {error}"), begun: true }
}

impl Rest {
    /// The chat of two with a person; it is made if there is none yet.
    pub(super) async fn private_channel(&self, person: &str) -> Result<String, Fault> {
        let body = Body::Json(json!({"recipient_id": person}));
        let answer = self.call(Method::POST, "/users/@me/channels", body, CALL).await?;
        let channel: Named = serde_json::from_value(answer.value).map_err(|it| odd(&it))?;
        Ok(channel.id)
    }
}
