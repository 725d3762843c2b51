//! Letters become calls of the Bot API.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kabinet_core::app::App;
use kabinet_core::charts;
use kabinet_core::conversation::{Block, Choice};
use kabinet_core::delivery::{Courier, Delivered, Letter, Limits, NewLetter, Turnstile, outbox};
use kabinet_core::error::Result;
use kabinet_core::locale::{Locale, text};
use kabinet_core::reception;
use kabinet_core::tenancy::Channel;
use teloxide::payloads::{
    EditMessageTextSetters, SendDocumentSetters, SendMediaGroupSetters, SendMessageSetters, SendPhotoSetters,
};
use teloxide::requests::{Request, Requester};
use teloxide::types::{
    ChatId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMedia, InputMediaPhoto, LinkPreviewOptions, MessageId,
    ParseMode, ReplyParameters, ThreadId,
};
use teloxide::{Bot, RequestError};

use super::connection::{Connection, is_about_entities, is_about_lost_message, is_about_topic, outcome};
use super::letters::{self, Call, Payload};
use super::text::{self, Line};

/// How fast messages follow each other. The default is what Telegram bears.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Messages a second in all.
    pub in_all: u32,
    /// From one message to the next in the same chat.
    pub to_a_person: Duration,
    pub to_a_group: Duration,
}

impl Default for Pace {
    /// Telegram speaks of thirty messages a second in all, one a second to a person, twenty a minute to a group.
    /// Five of the thirty are left for what is not in the outbox and for what the line delays.
    fn default() -> Self {
        Self { in_all: 25, to_a_person: Duration::from_secs(1), to_a_group: Duration::from_secs(3) }
    }
}

/// Pictures are twice as dense as the screen they were drawn for.
const PICTURE_SCALE: f32 = 2.0;

#[derive(Debug)]
pub(super) struct Post {
    pub app: Arc<App>,
    pub connection: Connection,
    pace: Pace,
    pauses: Pauses,
    turnstile: Turnstile,
}

impl Post {
    pub(super) fn new(app: Arc<App>, connection: Connection, pace: Pace) -> Self {
        Self { app, connection, pace, pauses: Pauses::default(), turnstile: Turnstile::new(pace.in_all) }
    }
}

/// Pauses that Telegram asked of single chats. It does not say when it means all: two chats at once are all.
#[derive(Debug, Default)]
struct Pauses(Mutex<HashMap<i64, Instant>>);

impl Pauses {
    fn is_about_all(&self, chat: i64, after: Duration) -> bool {
        let now = Instant::now();
        let mut pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.retain(|_, until| *until > now);
        pauses.insert(chat, now + after);
        pauses.len() > 1
    }
}

/// Where and how a call is made.
struct Way<'a> {
    post: &'a Post,
    bot: &'a Bot,
    letter: &'a Letter,
    chat: ChatId,
    thread: Option<ThreadId>,
    reply_to: Option<ReplyParameters>,
    html: bool,
}

impl Courier for Post {
    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    fn limits(&self) -> Limits {
        Limits { in_all: self.pace.in_all }
    }

    fn spacing(&self, chat: &str) -> Duration {
        if chat.starts_with('-') { self.pace.to_a_group } else { self.pace.to_a_person }
    }

    fn tells_when_it_begins(&self) -> bool {
        true
    }

    async fn call(&self, letter: &Letter) -> Delivered {
        let Ok(chat) = letter.chat.parse::<i64>() else {
            return Delivered::Refused { problem: "the chat is no number".into() };
        };
        let payload: Payload = match serde_json::from_str(&letter.payload) {
            Ok(payload) => payload,
            Err(error) => return Delivered::Refused { problem: format!("the letter cannot be read: {error}") },
        };
        let calls = letters::calls(&payload);
        let step = usize::try_from(letter.step).unwrap_or(0);
        let Some(call) = calls.get(step) else { return Delivered::Taken { more: false } };
        let mut call = call.clone();
        if letter.in_doubt {
            call = marked(call, payload.locale());
        }
        let reply_to =
            payload.reply_to.filter(|_| step == 0).map(|it| ReplyParameters::new(MessageId(it)).allow_sending_without_reply());
        let mut way = Way {
            post: self,
            bot: &self.connection.bot,
            letter,
            chat: ChatId(chat),
            thread: payload.thread.map(|it| ThreadId(MessageId(it))),
            reply_to,
            html: true,
        };
        let more = step + 1 < calls.len();
        // Each of these is tried at most once more.
        for _ in 0..4 {
            let error = match way.make(&call).await {
                Ok(()) => return Delivered::Taken { more },
                Err(Failed::Ours(problem)) => return Delivered::Refused { problem },
                Err(Failed::Unbegun(problem)) => return Delivered::NotNow { problem },
                Err(Failed::Telegram(error)) => error,
            };
            if way.html && is_about_entities(&error) {
                tracing::error!(letter = letter.id, "Telegram could not read our HTML; the words go out plain");
                way.html = false;
            } else if way.thread.is_some() && is_about_topic(&error) {
                way.thread = None;
            } else if let Call::Edit { lines, buttons, .. } = &call
                && is_about_lost_message(&error)
            {
                call = Call::Text { lines: lines.clone(), buttons: buttons.clone() };
            } else {
                return match outcome(&self.connection.bot, &error) {
                    Delivered::Taken { .. } => Delivered::Taken { more },
                    Delivered::Later { after, .. } => {
                        Delivered::Later { after, whole_service: self.pauses.is_about_all(chat, after) }
                    }
                    other => other,
                };
            }
        }
        Delivered::Refused { problem: "nothing helped".into() }
    }

    async fn moved(&self, from: &str, to: &str) -> Result<()> {
        reception::move_group(&self.app, Channel::Telegram, (from, to)).await
    }

    fn about_doubt(&self, letter: &Letter) -> Option<NewLetter> {
        if letter.key.starts_with("doubt:") {
            return None;
        }
        let payload: Payload = serde_json::from_str(&letter.payload).ok()?;
        let locale = payload.locale();
        let words = Block::Text { text: text(locale, "letter-in-doubt", &[]) };
        let about = Payload { thread: payload.thread, ..Payload::new(vec![words], locale) };
        Some(NewLetter {
            key: format!("doubt:{}", letter.key),
            channel: Channel::Telegram,
            chat: letter.chat.clone(),
            organization: None,
            payload: serde_json::to_string(&about).ok()?,
        })
    }
}

/// The same call with a line on top that says it may have arrived already. An edit twice is an edit once.
fn marked(call: Call, locale: Locale) -> Call {
    let with = |mut lines: Vec<Line>| {
        lines.insert(0, letters::mark(locale));
        lines
    };
    match call {
        Call::Text { lines, buttons } => Call::Text { lines: with(lines), buttons },
        Call::Edit { .. } => call,
        Call::Picture { svg, caption, buttons } => Call::Picture { svg, caption: with(caption), buttons },
        Call::Album { svgs, caption } => Call::Album { svgs, caption: with(caption) },
        Call::File { name, path, caption, buttons } => Call::File { name, path, caption: with(caption), buttons },
    }
}

enum Failed {
    Telegram(RequestError),
    /// Telegram was not asked.
    Unbegun(String),
    /// Nothing Telegram could do about it: a picture that cannot be drawn, a file that is gone.
    Ours(String),
}

impl From<RequestError> for Failed {
    fn from(error: RequestError) -> Self {
        Self::Telegram(error)
    }
}

/// Sets what all kinds of messages have in common.
macro_rules! addressed {
    ($way:expr, $request:expr) => {{
        let mut request = $request;
        if let Some(thread) = $way.thread {
            request = request.message_thread_id(thread);
        }
        if let Some(reply_to) = &$way.reply_to {
            request = request.reply_parameters(reply_to.clone());
        }
        request
    }};
}

macro_rules! with_words {
    ($way:expr, $request:expr, $caption:expr, $buttons:expr) => {{
        let mut request = $request;
        if !$caption.is_empty() {
            request = request.caption($way.words($caption));
            if $way.html {
                request = request.parse_mode(ParseMode::Html);
            }
        }
        if let Some(keyboard) = keyboard($buttons) {
            request = request.reply_markup(keyboard);
        }
        request
    }};
}

impl Way<'_> {
    fn words(&self, lines: &[Line]) -> String {
        if self.html { text::html(lines) } else { text::plain(lines) }
    }

    /// What is drawn and read is at hand by now: the turn is that of the call itself.
    async fn send<R: Request<Err = RequestError>>(&self, request: R) -> std::result::Result<(), Failed> {
        self.post.turnstile.pass().await;
        match outbox::begun(&self.post.app.store, self.letter).await {
            Ok(true) => {}
            Ok(false) => return Err(Failed::Unbegun("another process has it".into())),
            Err(error) => return Err(Failed::Unbegun(format!("that it begins could not be stored: {error}"))),
        }
        request.await?;
        Ok(())
    }

    async fn make(&self, call: &Call) -> std::result::Result<(), Failed> {
        match call {
            Call::Text { lines, buttons } => {
                let mut request = addressed!(self, self.bot.send_message(self.chat, self.words(lines)));
                request = request.link_preview_options(no_preview());
                if self.html {
                    request = request.parse_mode(ParseMode::Html);
                }
                if let Some(keyboard) = keyboard(buttons) {
                    request = request.reply_markup(keyboard);
                }
                self.send(request).await?;
            }
            Call::Edit { message, lines, buttons } => {
                let mut request = self.bot.edit_message_text(self.chat, MessageId(*message), self.words(lines));
                request = request.link_preview_options(no_preview());
                if self.html {
                    request = request.parse_mode(ParseMode::Html);
                }
                if let Some(keyboard) = keyboard(buttons) {
                    request = request.reply_markup(keyboard);
                }
                self.send(request).await?;
            }
            Call::Picture { svg, caption, buttons } => {
                let request = addressed!(self, self.bot.send_photo(self.chat, picture(svg.clone()).await?));
                self.send(with_words!(self, request, caption, buttons)).await?;
            }
            Call::Album { svgs, caption } => {
                let mut media = Vec::with_capacity(svgs.len());
                for svg in svgs {
                    let mut photo = InputMediaPhoto::new(picture(svg.clone()).await?);
                    if media.is_empty() && !caption.is_empty() {
                        photo = photo.caption(self.words(caption));
                        if self.html {
                            photo = photo.parse_mode(ParseMode::Html);
                        }
                    }
                    media.push(InputMedia::Photo(photo));
                }
                self.send(addressed!(self, self.bot.send_media_group(self.chat, media))).await?;
            }
            Call::File { name, path, caption, buttons } => {
                let file = file(path, name).await?;
                let request = addressed!(self, self.bot.send_document(self.chat, file));
                self.send(with_words!(self, request, caption, buttons)).await?;
            }
        }
        Ok(())
    }
}

/// Drawing takes some milliseconds of a processor: apart from what waits for the network.
async fn picture(svg: String) -> std::result::Result<InputFile, Failed> {
    let drawn = tokio::task::spawn_blocking(move || charts::png(&svg, PICTURE_SCALE)).await;
    match drawn {
        Ok(Ok(png)) => Ok(InputFile::memory(png).file_name("chart.png")),
        Ok(Err(error)) => Err(Failed::Ours(format!("the picture cannot be drawn: {error}"))),
        Err(error) => Err(Failed::Ours(format!("the picture cannot be drawn: {error}"))),
    }
}

async fn file(path: &Path, name: &str) -> std::result::Result<InputFile, Failed> {
    let bytes = tokio::fs::read(path).await.map_err(|error| Failed::Ours(format!("the file is gone: {error}")))?;
    Ok(InputFile::memory(bytes).file_name(name.to_owned()))
}

fn keyboard(buttons: &[Choice]) -> Option<InlineKeyboardMarkup> {
    let rows = letters::rows(buttons)
        .into_iter()
        .map(|row| row.into_iter().map(|(label, token)| InlineKeyboardButton::callback(label, token)).collect::<Vec<_>>());
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
