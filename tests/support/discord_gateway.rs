//! A gateway that misbehaves as Discord documents it: what simcord lacks. One connection at a time, one script of a test.

use std::sync::Arc;
use std::sync::Mutex;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{any, get};
use axum::{Json, Router};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// What a connection does after it let the bot in.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// Answers no heartbeat.
    Deaf,
    /// Asks the bot to connect anew (op 7), once.
    Reconnect,
    /// Says that the session is over (op 9), once: whether it may go on.
    Invalid(bool),
    /// Closes with this code instead of letting the bot in.
    Close(u16),
    /// Works.
    Well,
}

#[derive(Debug, Default)]
struct Seen {
    script: Vec<Behaviour>,
    /// IDENTIFY and RESUME, in order.
    heard: Vec<String>,
    posted: Vec<String>,
}

pub struct Gateway {
    pub address: String,
    seen: Arc<Mutex<Seen>>,
}

impl Gateway {
    /// Plays one behaviour a connection, the last one for all that follow.
    pub async fn start(script: Vec<Behaviour>) -> Self {
        let seen = Arc::new(Mutex::new(Seen { script, ..Seen::default() }));
        let sockets = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = format!("ws://{}", sockets.local_addr().unwrap());
        let site = Router::new()
            .route("/api/v10/gateway", get(move || async move { Json(json!({"url": gateway})) }))
            .route("/api/v10/users/@me", get(|| async { Json(json!({"id": "77", "username": "kabinet"})) }))
            .route("/api/v10/oauth2/applications/@me", get(|| async { Json(json!({"id": "88", "name": "kabinet"})) }))
            .route("/api/v10/{*path}", any(other))
            .with_state(Arc::clone(&seen));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = sockets.accept().await {
                tokio::spawn(attend(stream, Arc::clone(&shared)));
            }
        });
        Self { address, seen }
    }

    pub fn heard(&self) -> Vec<String> {
        self.seen.lock().unwrap().heard.clone()
    }

    /// Words of the messages the bot sent.
    pub fn posted(&self) -> Vec<String> {
        self.seen.lock().unwrap().posted.clone()
    }
}

async fn other(
    State(seen): State<Arc<Mutex<Seen>>>,
    method: axum::http::Method,
    uri: axum::http::Uri,
    body: String,
) -> (StatusCode, Json<Value>) {
    if method == axum::http::Method::POST && uri.path().ends_with("/messages") {
        seen.lock().unwrap().posted.push(body);
    }
    (StatusCode::OK, Json(if method == axum::http::Method::GET { json!([]) } else { json!({"id": "1"}) }))
}

async fn attend(stream: tokio::net::TcpStream, seen: Arc<Mutex<Seen>>) {
    let behaviour = {
        let mut seen = seen.lock().unwrap();
        if seen.script.len() > 1 { seen.script.remove(0) } else { seen.script[0].clone() }
    };
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
    let text = |value: Value| Message::Text(value.to_string());
    if socket.send(text(json!({"op": 10, "d": {"heartbeat_interval": 700}}))).await.is_err() {
        return;
    }
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(told) = message else { continue };
        let told: Value = serde_json::from_str(&told).unwrap();
        let answers = match told["op"].as_u64() {
            Some(1) if matches!(behaviour, Behaviour::Deaf) => vec![],
            Some(1) => vec![json!({"op": 11})],
            Some(2) => {
                seen.lock().unwrap().heard.push("IDENTIFY".into());
                if let Behaviour::Close(code) = behaviour {
                    let frame = CloseFrame { code: code.into(), reason: "no".into() };
                    let _ = socket.close(Some(frame)).await;
                    continue;
                }
                let ready = json!({"op": 0, "s": 1, "t": "READY", "d": {
                    "v": 10, "guilds": [], "session_id": "s1", "resume_gateway_url": "ws://127.0.0.1:1", "shard": [0, 1],
                    "user": {"id": "77", "username": "kabinet", "discriminator": "0", "avatar": null, "bot": true, "verified": true,
                        "mfa_enabled": false, "flags": 0, "email": null},
                    "application": {"id": "88", "flags": 0}}});
                let mut answers = vec![ready];
                match behaviour {
                    Behaviour::Reconnect => answers.push(json!({"op": 7, "d": null})),
                    Behaviour::Invalid(resumable) => answers.push(json!({"op": 9, "d": resumable})),
                    Behaviour::Well => answers.push(hello()),
                    Behaviour::Deaf | Behaviour::Close(_) => {}
                }
                answers
            }
            Some(6) => {
                seen.lock().unwrap().heard.push("RESUME".into());
                vec![json!({"op": 0, "s": 2, "t": "RESUMED", "d": {}}), hello()]
            }
            _ => vec![],
        };
        for answer in answers {
            if socket.send(text(answer)).await.is_err() {
                return;
            }
        }
    }
}

/// Somebody writes to the bot alone.
fn hello() -> Value {
    json!({"op": 0, "s": 3, "t": "MESSAGE_CREATE", "d": {
        "id": "1300000000000000000", "channel_id": "5", "content": "привіт", "type": 0, "tts": false, "pinned": false,
        "timestamp": "2026-11-15T10:00:00+00:00", "edited_timestamp": null, "mention_everyone": false, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [],
        "author": {"id": "9", "username": "olena", "discriminator": "0", "avatar": null, "bot": false}}})
}
