//! Messages of the bot: what Telegram takes, and what it refuses in which words.

use std::time::Instant;

use axum::body::Bytes;
use serde_json::{Value, json};

use super::server::{Given, Params, bad, refused};
use super::{BOT_ID, BOT_NAME, Message, Telegram};

/// The text without its tags, or why it cannot be read.
pub fn read_html(html: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(tail) = rest.strip_prefix('<') {
            let end = tail.find('>').ok_or("can't parse entities: Unclosed start tag")?;
            let tag = &tail[..end];
            match tag.strip_prefix('/') {
                Some(name) if open.last() == Some(&name) => {
                    open.pop();
                }
                Some(name) => return Err(format!("can't parse entities: Unmatched end tag \"{name}\"")),
                None if ["b", "i", "u", "s", "code", "pre"].contains(&tag) => open.push(tag),
                None => return Err(format!("can't parse entities: Unsupported start tag \"{tag}\"")),
            }
            rest = &tail[end + 1..];
        } else {
            let known = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
            match known.iter().find(|it| rest.starts_with(it.0)) {
                Some((name, letter)) => {
                    text.push(*letter);
                    rest = &rest[name.len()..];
                }
                None => {
                    text.push('&');
                    rest = &rest[1..];
                }
            }
        }
    }
    text.push_str(rest);
    match open.last() {
        Some(tag) => Err(format!("can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")),
        None => Ok(text.trim().to_owned()),
    }
}

fn words(params: &Params, name: &str, mode: Option<&str>) -> Result<(String, String), String> {
    let given = params.get(name).cloned().unwrap_or_default();
    let text = match mode {
        Some("HTML") => read_html(&given)?,
        Some(other) => return Err(format!("unsupported parse_mode {other}")),
        None => given.trim().to_owned(),
    };
    Ok((given, text))
}

fn buttons(params: &Params) -> Result<Vec<(String, String)>, String> {
    let Some(markup) = params.get("reply_markup") else { return Ok(Vec::new()) };
    let markup: Value = serde_json::from_str(markup).map_err(|_| "can't parse reply keyboard markup JSON object".to_owned())?;
    let mut found = Vec::new();
    for row in markup["inline_keyboard"].as_array().ok_or("object expected as reply markup")? {
        for button in row.as_array().ok_or("field \"inline_keyboard\" must be an Array of Arrays")? {
            let (label, data) =
                (button["text"].as_str().unwrap_or_default(), button["callback_data"].as_str().unwrap_or_default());
            if label.is_empty() {
                return Err("Text buttons are unallowed in the inline keyboard".into());
            }
            if data.is_empty() || data.len() > 64 {
                return Err("BUTTON_DATA_INVALID".into());
            }
            found.push((label.to_owned(), data.to_owned()));
        }
    }
    Ok(found)
}

pub fn message(telegram: &Telegram, method: &str, given: &Given) -> (u16, Value) {
    let params = &given.params;
    let mut world = telegram.world();
    let Some(chat) = params.get("chat_id").and_then(|it| it.parse::<i64>().ok()) else { return bad("chat_id is empty") };
    if let Some(to) = world.moved.get(&chat) {
        let words = "Bad Request: group chat was upgraded to a supergroup chat";
        return refused(400, words, Some(json!({"migrate_to_chat_id": to})));
    }
    let Some(place) = world.chats.get(&chat).cloned() else { return bad("chat not found") };
    if world.blocked.contains(&chat) {
        let words = if chat < 0 {
            "Forbidden: bot was kicked from the supergroup chat"
        } else {
            "Forbidden: bot was blocked by the user"
        };
        return refused(403, words, None);
    }
    let thread = params.get("message_thread_id").and_then(|it| it.parse::<i64>().ok());
    if thread.is_some_and(|it| place["is_forum"] != json!(true) || it > 1_000) {
        return bad("message thread not found");
    }
    let mode = params.get("parse_mode").map(String::as_str);
    let reply_to = params
        .get("reply_parameters")
        .and_then(|it| serde_json::from_str::<Value>(it).ok())
        .and_then(|it| it["message_id"].as_i64());
    let buttons = match buttons(params) {
        Ok(buttons) => buttons,
        Err(words) => return bad(&words),
    };
    let limit = if method == "sendmessage" || method == "editmessagetext" { 4_096 } else { 1_024 };
    let name = if limit == 4_096 { "text" } else { "caption" };
    let (html, text) = match words(params, name, mode) {
        Ok(read) => read,
        Err(words) => return bad(&words),
    };
    if text.encode_utf16().count() > limit {
        return bad(if limit == 4_096 { "message is too long" } else { "message caption is too long" });
    }
    if limit == 4_096 && method != "deletemessage" && text.is_empty() {
        return bad("message text is empty");
    }
    if method == "editmessagetext" || method == "deletemessage" {
        let id = params.get("message_id").and_then(|it| it.parse::<i64>().ok()).unwrap_or_default();
        let Some(message) = world.messages.iter_mut().find(|it| it.chat == chat && it.id == id && it.by_bot && !it.deleted)
        else {
            return bad(if method == "deletemessage" { "message to delete not found" } else { "message to edit not found" });
        };
        if method == "deletemessage" {
            message.deleted = true;
            return (200, json!({"ok": true, "result": true}));
        }
        if message.text == text && message.buttons == buttons {
            return bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            );
        }
        (message.text, message.html, message.buttons, message.at) = (text.clone(), html, buttons, Instant::now());
        message.edits += 1;
        return (200, json!({"ok": true, "result": told(id, &place, &[("text", json!(text))])}));
    }
    let mut new: Vec<Message> = Vec::new();
    let draft = |id: i64, kind: &'static str, text: String, html: String| Message {
        id,
        chat,
        text,
        html,
        kind,
        buttons: buttons.clone(),
        reply_to,
        thread,
        ..Message::default()
    };
    let first = world.next_message + 1;
    match method {
        "sendmessage" => new.push(draft(first, "text", text.clone(), html)),
        "sendphoto" | "senddocument" => {
            let field = if method == "sendphoto" { "photo" } else { "document" };
            let Some((name, bytes)) = attached(given, field) else { return bad("there is no file in the request") };
            if field == "photo" {
                if !bytes.starts_with(b"\x89PNG") || bytes.len() > 10 << 20 {
                    return bad("PHOTO_INVALID_DIMENSIONS");
                }
                world.pictures.push(bytes.clone());
            }
            let kind = if field == "photo" { "photo" } else { "document" };
            new.push(Message { file_name: Some(name), bytes: bytes.len(), ..draft(first, kind, text.clone(), html) });
        }
        _ => {
            let media: Vec<Value> = params.get("media").and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
            if !(2..=10).contains(&media.len()) {
                return bad("wrong number of media; 2-10 are allowed");
            }
            if !buttons.is_empty() {
                return bad("reply markup is not allowed in an album");
            }
            for (n, item) in media.iter().enumerate() {
                let at = item["media"].as_str().and_then(|it| it.strip_prefix("attach://")).unwrap_or_default();
                let Some((name, bytes)) = given.files.get(at) else { return bad("wrong file identifier/HTTP URL specified") };
                let caption = item["caption"].as_str().unwrap_or_default();
                let text = match item["parse_mode"].as_str() {
                    Some("HTML") => read_html(caption),
                    _ => Ok(caption.to_owned()),
                };
                let Ok(text) = text else { return bad("can't parse entities") };
                if text.encode_utf16().count() > 1_024 {
                    return bad("message caption is too long");
                }
                world.pictures.push(bytes.clone());
                new.push(Message {
                    file_name: Some(name.clone()),
                    bytes: bytes.len(),
                    album: Some(first.to_string()),
                    ..draft(first + n as i64, "photo", text, caption.to_owned())
                });
            }
        }
    }
    world.next_message += new.len() as i64;
    let results: Vec<Value> = new
        .iter()
        .map(|it| match it.kind {
            "photo" => {
                let photo = json!([{"file_id": format!("AgAC{}", it.id), "file_unique_id": format!("q{}", it.id), "width": 900, "height": 500, "file_size": it.bytes}]);
                told(it.id, &place, &[("photo", photo), ("caption", json!(it.text))])
            }
            "document" => {
                let document = json!({"file_id": format!("BQAC{}", it.id), "file_unique_id": format!("d{}", it.id), "file_name": it.file_name, "file_size": it.bytes});
                told(it.id, &place, &[("document", document), ("caption", json!(it.text))])
            }
            _ => told(it.id, &place, &[("text", json!(it.text))]),
        })
        .collect();
    world.messages.extend(new);
    let result = if method == "sendmediagroup" { Value::from(results) } else { results[0].clone() };
    (200, json!({"ok": true, "result": result}))
}

/// A file of a form: in the field itself, or where the field says `attach://`.
fn attached(given: &Given, field: &str) -> Option<(String, Bytes)> {
    let at = given.params.get(field).and_then(|it| it.strip_prefix("attach://")).unwrap_or(field);
    given.files.get(at).cloned()
}

fn told(id: i64, place: &Value, more: &[(&str, Value)]) -> Value {
    let from = json!({"id": BOT_ID, "is_bot": true, "first_name": "Кабінет", "username": BOT_NAME});
    let mut message = json!({"message_id": id, "date": 1_790_000_000, "chat": place, "from": from});
    for (name, value) in more {
        if *value != json!("") {
            message[*name] = value.clone();
        }
    }
    message
}
