//! Requests by hand.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A POST of an update, as Telegram brings it to a webhook: the status of its answer.
pub async fn post(url: &str, secret: Option<&str>, body: &str) -> Option<u16> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    if let Some(secret) = secret {
        headers.insert("x-telegram-bot-api-secret-token", secret.parse().unwrap());
    }
    post_with(url, &headers, body).await
}

pub async fn post_with(url: &str, headers: &HeaderMap, body: &str) -> Option<u16> {
    Some(request("POST", url, headers, body).await?.0)
}

pub async fn get(url: &str) -> Option<u16> {
    Some(request("GET", url, &HeaderMap::new(), "").await?.0)
}

/// The status and the body of the answer.
pub async fn request(method: &str, url: &str, headers: &HeaderMap, body: &str) -> Option<(u16, String)> {
    let (host, path) = url.strip_prefix("http://")?.split_once('/')?;
    let mut stream = tokio::net::TcpStream::connect(host).await.ok()?;
    let mut head =
        format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().ok()?));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.ok()?;
    let mut said = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await;
    let said = String::from_utf8_lossy(&said).into_owned();
    let (head, body) = said.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}
