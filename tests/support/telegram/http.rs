//! Requests by hand.

use std::time::Duration;

use axum::http::{HeaderMap, header};

/// A POST by hand: the status of its answer.
pub async fn post(url: &str, secret: Option<&str>, body: &str) -> Option<u16> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    if let Some(secret) = secret {
        headers.insert("x-telegram-bot-api-secret-token", secret.parse().unwrap());
    }
    post_with(url, &headers, body).await
}

pub async fn post_with(url: &str, headers: &HeaderMap, body: &str) -> Option<u16> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.split_once('/')?;
    let mut stream = tokio::net::TcpStream::connect(host).await.ok()?;
    let mut head = format!("POST /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().ok()?));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.ok()?;
    let mut said = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await;
    String::from_utf8_lossy(&said).split(' ').nth(1)?.parse().ok()
}

/// A GET by hand: the status of its answer.
pub async fn get(url: &str) -> Option<u16> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = url.strip_prefix("http://")?.split_once('/')?;
    let mut stream = tokio::net::TcpStream::connect(host).await.ok()?;
    stream.write_all(format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).await.ok()?;
    let mut said = String::new();
    stream.read_to_string(&mut said).await.ok()?;
    said.split(' ').nth(1)?.parse().ok()
}
