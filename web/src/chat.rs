//! The chat's side of the script: a message, a tapped choice or a file goes in, the new messages come back.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kabinet_core::app::App;
use kabinet_core::conversation::history::{self, Author};
use kabinet_core::conversation::{self, Block, Channel, Content, Incoming, Visit};
use kabinet_core::error::{Error, Permission, Problem};
use kabinet_core::locale::Locale;
use kabinet_core::tenancy;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;

use crate::explain::{Failure, Result};
use crate::gate::{LOCALE_COOKIE, Language, Member, set_cookie};
use crate::views::{self, Messages};

/// Letters in one message.
const TEXT_LIMIT: usize = 4_000;
const NAME_LIMIT: usize = 120;
/// A button that is further back in the talk is not looked for.
const RECENT: usize = 20;
/// What is done sooner is answered at once; a page that waits longer is told how far it is.
const AT_ONCE: Duration = Duration::from_millis(1_500);
/// How long the next bytes of a file may be on their way.
const NEXT_BYTES: Duration = Duration::from_secs(60);

/// What a page says of itself with everything it sends.
#[derive(Deserialize)]
pub(crate) struct Seen {
    /// The newest message it already shows.
    #[serde(default)]
    after: i64,
    /// Where it was opened.
    organization: Option<i64>,
}

/// What the page is to show next.
#[derive(Serialize)]
pub(crate) struct News {
    /// Messages after the one last seen, ready to be put at the end of the page.
    html: String,
    /// The chat went on in another organization: the page is to be opened anew.
    moved: bool,
    /// The assistant is still at work: the page is to ask how far it is.
    working: bool,
}

/// How far the work is that a page waits for.
#[derive(Serialize)]
pub(crate) struct Working {
    /// The answer, once it is there.
    html: String,
    moved: bool,
    /// In words; absent where nothing can be told.
    words: Option<String>,
    /// From 0 to 1, once the rows are counted.
    done: Option<f64>,
}

#[derive(Deserialize)]
pub(crate) struct Said {
    text: String,
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    token: String,
}

pub(crate) async fn show_history(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Query(seen): Query<Seen>,
) -> Result<Json<News>> {
    let messages = history::since(&app, member.talk(), seen.after).await?;
    let view = Messages::new(&app, &member.organization, &messages);
    Ok(Json(News { html: views::render(locale, &view)?, moved: false, working: false }))
}

/// What came meanwhile, and how far the import is that the page waits for.
pub(crate) async fn show_progress(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Query(seen): Query<Seen>,
) -> Result<Json<Working>> {
    if member.require_here(seen.organization).is_err() {
        return Ok(Json(Working { html: String::new(), moved: true, words: None, done: None }));
    }
    let messages = history::since(&app, member.talk(), seen.after).await?;
    let answered = messages.iter().any(|it| it.author == Author::Assistant);
    let html =
        if answered { views::render(locale, &Messages::new(&app, &member.organization, &messages))? } else { String::new() };
    let how_far = conversation::how_far(&app, member.talk());
    Ok(Json(Working {
        html,
        moved: false,
        words: how_far.map(|it| conversation::how_far_text(locale, it)),
        done: how_far.filter(|it| it.total > 0).map(|it| it.done as f64 / it.total as f64),
    }))
}

/// Stops the import that the page waits for. The answer to it says that nothing was changed.
pub(crate) async fn stop(State(app): State<Arc<App>>, member: Member, Query(seen): Query<Seen>) -> StatusCode {
    if member.require_here(seen.organization).is_ok() && conversation::stop(&app, member.talk()) {
        StatusCode::ACCEPTED
    } else {
        StatusCode::NO_CONTENT
    }
}

pub(crate) async fn say(
    State(app): State<Arc<App>>,
    language: Language,
    member: Member,
    Query(seen): Query<Seen>,
    Json(said): Json<Said>,
) -> Result<Response> {
    if said.text.chars().count() > TEXT_LIMIT {
        return Err(Problem::new("web-text-too-long").into());
    }
    answer(app, member, (language, seen), Content::Text(said.text)).await
}

pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    language: Language,
    member: Member,
    Query(seen): Query<Seen>,
    Json(chosen): Json<Chosen>,
) -> Result<Response> {
    answer(app, member, (language, seen), Content::Choice(chosen.token)).await
}

pub(crate) async fn drop_file(
    State(app): State<Arc<App>>,
    language: Language,
    member: Member,
    Query(seen): Query<Seen>,
    mut form: Multipart,
) -> Result<Response> {
    member.actor.require(Permission::Edit)?;
    while let Some(field) = next(&app, form.next_field()).await? {
        let Some(name) = field.file_name().map(clean_name) else { continue };
        if let Err(elsewhere) = member.require_here(seen.organization) {
            // To its end: a browser that is still sending does not hear an answer.
            read_past(&app, field).await?;
            return Err(elsewhere.into());
        }
        let path = receive(&app, &member, field).await?;
        return answer(app, member, (language, seen), Content::File { name, path }).await;
    }
    Err(Problem::new("web-no-file").into())
}

/// Lets the assistant answer, to the end even if the browser goes away meanwhile: the answer is then in the history.
async fn answer(app: Arc<App>, member: Member, (Language(locale), seen): (Language, Seen), content: Content) -> Result<Response> {
    member.require_here(seen.organization)?;
    let incoming = incoming(&member, locale, content);
    let said = words_of(&app, &member, &incoming.content).await?;
    history::append(&app, member.talk(), Author::Person, &[Block::Text { text: said }]).await?;
    let (assistant, session) = (app.clone(), member.clone());
    let answering = tokio::spawn(async move { respond(&assistant, &session, incoming).await });
    let answered = tokio::time::timeout(AT_ONCE, answering).await;
    let working = answered.is_err();
    let turn = match answered {
        // It fell over; the log has the cause, the person a sentence.
        Ok(answered) => answered.map_err(io::Error::other)??,
        Err(_) => Turn::default(),
    };
    if let Some(speaks) = turn.speaks {
        // The page is opened anew, in its new language.
        let cookie = set_cookie(&app, LOCALE_COOKIE, Some(speaks.id()));
        return Ok((cookie, Json(News { html: String::new(), moved: true, working })).into_response());
    }
    let moved = turn.moved;
    if moved {
        return Ok(Json(News { html: String::new(), moved, working }).into_response());
    }
    let messages = history::since(&app, member.talk(), seen.after).await?;
    let view = Messages::new(&app, &member.organization, &messages);
    Ok(Json(News { html: views::render(locale, &view)?, moved, working }).into_response())
}

pub(crate) fn incoming(member: &Member, locale: Locale, content: Content) -> Incoming {
    Incoming {
        channel: Channel::Web,
        chat: member.chat.clone(),
        organization: member.organization.clone(),
        actor: member.actor,
        locale,
        content,
        visit: Visit::default(),
    }
}

/// What an answer changed for the page.
#[derive(Clone, Copy, Default)]
pub(crate) struct Turn {
    /// The talk goes on in another organization, or this one has changed.
    pub moved: bool,
    /// The page goes on in another language.
    pub speaks: Option<Locale>,
}

/// The answer goes into the history of the organization where the talk goes on.
pub(crate) async fn respond(app: &App, member: &Member, incoming: Incoming) -> Result<Turn, Error> {
    let reply = conversation::respond(app, incoming).await;
    let mut talk = member.talk();
    if let Some(organization) = &reply.moved_to {
        let mut control = app.store.control().await?;
        tenancy::switch_session(&mut control, &member.token, organization.id).await?;
        control.commit().await?;
        talk.organization = organization.id;
    }
    history::append(app, talk, Author::Assistant, &reply.blocks).await?;
    Ok(Turn { moved: reply.moved_to.is_some(), speaks: reply.speaks })
}

/// What the history shows as said by the person: the words, the name of the file, the label of the tapped button.
async fn words_of(app: &App, member: &Member, content: &Content) -> Result<String> {
    let token = match content {
        Content::Text(text) => return Ok(text.clone()),
        Content::File { name, .. } => return Ok(name.clone()),
        // Said by a page in words of its own.
        Content::Columns { file, .. } => return Ok(file.clone()),
        Content::Choice(token) => token,
    };
    let recent = history::newest(app, member.talk(), RECENT).await?;
    let offered = recent.iter().rev().flat_map(|it| &it.blocks).find_map(|block| match block {
        Block::Choices { choices } => choices.iter().find(|it| it.token == *token),
        _ => None,
    });
    Ok(offered.map_or_else(|| "…".into(), |it| it.label.clone()))
}

/// Streams a file into the data folder. It is gone again if its bytes stop coming or are too many.
async fn receive(app: &App, member: &Member, field: Field<'_>) -> Result<PathBuf> {
    receive_into(app, app.waiting_folder(&member.organization), field).await
}

pub(crate) async fn receive_into(app: &App, folder: PathBuf, mut field: Field<'_>) -> Result<PathBuf> {
    tokio::fs::create_dir_all(&folder).await?;
    let temporary = tempfile::Builder::new().prefix("file-").tempfile_in(&folder)?;
    let mut file = tokio::fs::File::from_std(temporary.reopen()?);
    let mut written = 0u64;
    while let Some(bytes) = next(app, field.chunk()).await? {
        written += bytes.len() as u64;
        if written > app.config.import.max_bytes {
            return Err(too_large(app.config.import.max_bytes));
        }
        file.write_all(&bytes).await?;
    }
    file.flush().await?;
    let (_, path) = temporary.keep().map_err(io::Error::from)?;
    Ok(path)
}

async fn read_past(app: &App, mut field: Field<'_>) -> Result<()> {
    while next(app, field.chunk()).await?.is_some() {}
    Ok(())
}

/// The next piece of an upload; a line that fell silent is given up.
pub(crate) async fn next<T>(app: &App, piece: impl Future<Output = Result<Option<T>, MultipartError>>) -> Result<Option<T>> {
    match tokio::time::timeout(NEXT_BYTES, piece).await {
        Ok(Ok(piece)) => Ok(piece),
        Ok(Err(cause)) if cause.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large(app.config.import.max_bytes)),
        Ok(Err(cause)) => Err(Failure::new(cause.status(), Problem::new("web-upload-broken"))),
        Err(_) => Err(Failure::new(StatusCode::REQUEST_TIMEOUT, Problem::new("web-upload-broken"))),
    }
}

fn too_large(max_bytes: u64) -> Failure {
    let limit = max_bytes.div_ceil(1_000_000);
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, Problem::new("web-file-too-large").with("limit", limit))
}

/// The name of a file as the person knows it, without folders and without letters that could mislead a reader.
pub(crate) fn clean_name(name: &str) -> String {
    let misleads = |it: char| {
        it.is_control() || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|it| !misleads(*it)).collect();
    let name = name.trim().trim_matches('.');
    // The end of a long name is kept: it says what kind of file it is.
    let skipped = name.chars().count().saturating_sub(NAME_LIMIT);
    let name: String = name.chars().skip(skipped).collect();
    if name.is_empty() { "file".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_lose_folders_and_tricks() {
        assert_eq!(clean_name("C:\\звіти\\Продажі жовтень.xlsx"), "Продажі жовтень.xlsx");
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("чек\u{202e}xslx.exe\r\n"), "чекxslx.exe");
        assert_eq!(clean_name(".."), "file");
        let long = format!("{}.csv", "ї".repeat(300));
        assert!(clean_name(&long).ends_with("ї.csv") && clean_name(&long).chars().count() == 120);
    }
}
