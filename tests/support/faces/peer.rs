//! Telegram once more, as telemelya from PyPI plays it: a server nobody here wrote. It knows neither documents nor groups,
//! so files are left out, and with them what is tapped under them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use kabinet_bot::telegram::Adapter;
use kabinet_core::config::Webhook;
use kabinet_core::tenancy::{OrganizationKind, Role};
use serde_json::{Value, json};

use super::telegram::check;
use super::{Act, Place, Turn};
use crate::support::telegram::bot::{QUICK, link, rest_in_store, settings_at};
use crate::support::telegram::{Message, TOKEN, read_html, request};

/// The server behind its shim.
struct Peer {
    address: String,
    chat: i64,
}

impl Peer {
    fn of_the_environment(chat: i64) -> Self {
        let address =
            std::env::var("KABINET_TEST_TELEMELYA").expect("tests need telemelya: run ./check, or set KABINET_TEST_TELEMELYA");
        Self { address, chat }
    }

    async fn control(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer k".parse().unwrap());
        headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        let body = body.map(|it| it.to_string()).unwrap_or_default();
        let url = format!("{}/api/v1/test/{path}", self.address);
        let (status, said) = request(method, &url, &headers, &body).await.unwrap();
        (status, serde_json::from_str(&said).unwrap_or_else(|_| panic!("{path}: {said}")))
    }

    /// Whatever the person does; a session of the server is named after the chat.
    async fn act(&self, what: Value) {
        let mut body = json!({"chat_id": self.chat, "from_user": {"id": self.chat, "first_name": "Олена"}});
        for (name, value) in what.as_object().unwrap() {
            body[name] = value.clone();
        }
        let path = format!("send_update?bot_token={TOKEN}&session_id={}", self.chat);
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            match self.control("POST", &path, Some(&body)).await {
                (200, sent) if sent["delivery"]["status_code"] == 200 => return,
                // The webhook is not announced yet, or is that of an earlier test.
                _ if Instant::now() < end => tokio::time::sleep(Duration::from_millis(50)).await,
                other => panic!("the server did not bring it: {other:?}"),
            }
        }
    }

    async fn calls(&self) -> Vec<Value> {
        let (_, said) = self.control("GET", &format!("responses?session_id={}", self.chat), None).await;
        said["responses"].as_array().unwrap().clone()
    }
}

/// A call of the bot as the person sees it.
fn seen(call: &Value) -> Option<Message> {
    let kind = match call["method"].as_str()? {
        "sendMessage" => "text",
        "sendPhoto" => "photo",
        _ => return None,
    };
    let html = call["text"].as_str().or(call["caption"].as_str()).unwrap_or_default();
    let rows = call["reply_markup"]["inline_keyboard"].as_array().cloned().unwrap_or_default();
    let button = |it: &Value| Some((it["text"].as_str()?.to_owned(), it["callback_data"].as_str()?.to_owned()));
    let buttons = rows.iter().filter_map(Value::as_array).flatten().filter_map(button).collect();
    Some(Message {
        id: call["message_id"].as_i64()?,
        text: read_html(html).unwrap(),
        html: html.to_owned(),
        kind,
        buttons,
        ..Message::default()
    })
}

/// Turns it can play: no files, nothing that hangs on one, nothing said before the first of them.
fn playable<'a>(turns: &'a [Turn<'a>]) -> impl Iterator<Item = &'a Turn<'a>> {
    let first_file = turns.iter().position(|it| matches!(it.act, Act::Drop(_))).unwrap_or(0);
    let mut is_lost = false;
    turns[first_file..].iter().filter(move |turn| {
        is_lost = match turn.act {
            Act::Drop(_) => true,
            Act::Tap { .. } => is_lost || turn.reply.iter().any(|it| it.starts_with("[file ")),
            Act::Write(_) | Act::Aside(_) => false,
        };
        !is_lost
    })
}

/// Holds what it can of a scene; returns how many turns that was.
pub async fn hold(place: Place, chat: i64, turns: &[Turn<'_>]) -> usize {
    let peer = Peer::of_the_environment(chat);
    if place.organization.kind == OrganizationKind::Own {
        link(&place.app, &place.organization, chat, Role::Owner).await;
    }
    let Place { app, folder: _folder, _fresh, .. } = place;
    let app = Arc::new(app);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings_at(&peer.address);
    settings.webhook = Webhook::At(format!("http://{}", listener.local_addr().unwrap()));
    let adapter = Adapter::new(app.clone(), settings).unwrap().at_pace(QUICK);
    let site = adapter.router();
    let server = tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(adapter.run(stopping));
    let mut offered: [Vec<(i64, String)>; 2] = Default::default();
    let (mut n_turns, mut n_calls) = (0, 0);
    for turn in playable(turns) {
        match turn.act {
            Act::Tap { n, ago } => {
                let (message, data) = &offered[ago][n - 1];
                peer.act(json!({"callback_data": data, "callback_message_id": message})).await;
            }
            Act::Write(words) | Act::Aside(words) => peer.act(json!({"text": words})).await,
            Act::Drop(_) => continue,
        }
        rest_in_store(&app, || true).await;
        let heard: Vec<Message> = peer.calls().await.split_off(n_calls).iter().filter_map(seen).collect();
        check(turn.line, &turn.reply, &heard);
        let buttons = heard.iter().flat_map(|it| it.buttons.iter().map(|(_, data)| (it.id, data.clone())));
        offered = [buttons.collect(), std::mem::take(&mut offered[0])];
        n_calls = peer.calls().await.len();
        n_turns += 1;
    }
    let calls = peer.calls().await;
    let taps = turns.iter().any(|it| matches!(it.act, Act::Tap { .. }));
    assert!(!taps || calls.iter().any(|it| it["method"] == "answerCallbackQuery"), "no tap was confirmed");
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
    server.abort();
    n_turns
}
