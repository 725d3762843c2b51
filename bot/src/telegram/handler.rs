//! An update of Telegram becomes a message to the assistant, and what the assistant says becomes letters.

use std::sync::Arc;

use kabinet_core::app::App;
use kabinet_core::config::Telegram;
use kabinet_core::conversation::history::Talk;
use kabinet_core::conversation::{Block, Content};
use kabinet_core::delivery::{Handled, Handler, NewLetter, boxes, uploads};
use kabinet_core::error::Result;
use kabinet_core::locale::{Locale, text};
use kabinet_core::reception::{self, Answer, AnswerTo, Arrival, ArrivalPerson};
use kabinet_core::tenancy::Channel;

use super::connection::Connection;
use super::files::{self, Fetched};
use super::letters::Payload;
use super::progress::Waiting;
use super::updates::{Chat, Membership, Message, Tap, Update, Upload};
use crate::{dropped, progress};

#[derive(Debug)]
pub(super) struct Reader {
    pub app: Arc<App>,
    pub settings: Telegram,
    pub connection: Connection,
}

/// Where an answer goes.
#[derive(Clone, Copy)]
struct Spot<'a> {
    chat: &'a Chat,
    topic: Option<i32>,
    /// In a group an answer stands under its question.
    reply_to: Option<i32>,
}

impl Handler for Reader {
    async fn handle(&self, update: &kabinet_core::delivery::Update) -> Result<Handled> {
        let told: Update = match serde_json::from_str(&update.payload) {
            Ok(told) => told,
            Err(error) => {
                tracing::warn!(update = update.id, "an update was not understood: {error}");
                return Ok(Handled::default());
            }
        };
        let letters = match told {
            Update { message: Some(message), .. } | Update { edited_message: Some(message), .. } => {
                self.on_message(update, message).await?
            }
            Update { callback_query: Some(tap), .. } => self.on_tap(update, tap).await?,
            Update { my_chat_member: Some(membership), .. } => self.on_membership(update, membership).await?,
            Update { upload: Some(upload), .. } => self.on_upload(update, upload).await?,
            _ => Vec::new(),
        };
        Ok(Handled { letters })
    }

    fn apologize(&self, update: &kabinet_core::delivery::Update) -> Vec<NewLetter> {
        let told: Update = serde_json::from_str(&update.payload).unwrap_or_default();
        let (chat, locale) = match (told.message, told.callback_query) {
            (Some(message), _) => (message.chat, message.from.and_then(|it| it.locale())),
            (_, Some(Tap { message: Some(message), from, .. })) => (message.chat, from.locale()),
            _ => return Vec::new(),
        };
        let locale = locale.unwrap_or_default();
        let spot = Spot { chat: &chat, topic: None, reply_to: None };
        self.words(update, spot, (locale, text(locale, "internal", &[])))
    }
}

impl Reader {
    async fn on_message(&self, update: &kabinet_core::delivery::Update, message: Message) -> Result<Vec<NewLetter>> {
        if let Some(to) = message.migrate_to_chat_id {
            let (from, to) = (message.chat.id.to_string(), to.to_string());
            let mut control = self.app.store.control().await?;
            boxes::rename(&mut control, Channel::Telegram, (&from, &to)).await?;
            control.commit().await?;
            reception::move_group(&self.app, Channel::Telegram, (&from, &to)).await?;
            return Ok(Vec::new());
        }
        let is_private = message.chat.is_private();
        let us = (self.connection.me.id, self.connection.me.name());
        let words = if is_private { Some(message.words().unwrap_or_default().to_owned()) } else { message.addressed(us) };
        let Some(words) = words else { return Ok(Vec::new()) };
        let spot = Spot { chat: &message.chat, topic: message.topic(), reply_to: (!is_private).then_some(message.message_id) };
        let person = message.person();
        let locale = self.locale(person.as_ref()).await?;
        if let Some(document) = &message.document {
            if !is_private {
                return Ok(self.words(update, spot, (locale, text(locale, "group-file-in-private", &[]))));
            }
            return match files::fetch(&self.app, (&self.connection, &self.settings), document).await? {
                Fetched::Here { name, path } => self.ask(update, spot, person, Content::File { name, path }).await,
                Fetched::TooLarge => self.offer_page(update, spot, (&message, locale)).await,
            };
        }
        let unheard = match (&message.photo, message.is_unheard()) {
            (Some(_), _) => Some("telegram-photo"),
            (None, true) => Some("telegram-unheard"),
            (None, false) => None,
        };
        if let Some(id) = unheard.filter(|_| words.trim().is_empty()) {
            return Ok(self.words(update, spot, (locale, text(locale, id, &[]))));
        }
        if words.trim().is_empty() && message.text.is_none() && is_private {
            // Somebody joined, a message was pinned: nothing was said to us.
            return Ok(Vec::new());
        }
        let words = if words.trim().is_empty() { "/help".to_owned() } else { words };
        // The words under a picture are a message like any other.
        self.ask(update, spot, person, Content::Text(words)).await
    }

    async fn on_tap(&self, update: &kabinet_core::delivery::Update, tap: Tap) -> Result<Vec<NewLetter>> {
        let (Some(message), Some(token)) = (tap.message, tap.data) else { return Ok(Vec::new()) };
        if token == progress::STOP {
            // Stopped where it came in; here it only has its place among the updates.
            return Ok(Vec::new());
        }
        let topic = message.message_thread_id.filter(|_| message.is_topic_message);
        let spot = Spot { chat: &message.chat, topic, reply_to: None };
        self.ask(update, spot, Some(tap.from.arrival()), Content::Choice(token)).await
    }

    async fn on_membership(&self, update: &kabinet_core::delivery::Update, membership: Membership) -> Result<Vec<NewLetter>> {
        let chat = membership.chat.id.to_string();
        let (was, is) = (membership.old_chat_member.is_in(), membership.new_chat_member.is_in());
        if !is {
            if membership.chat.is_private() {
                let mut control = self.app.store.control().await?;
                boxes::close(&mut control, Channel::Telegram, &chat, "blocked").await?;
                control.commit().await?;
            } else {
                reception::lose_chat(&self.app, Channel::Telegram, &chat, "removed").await?;
            }
            return Ok(Vec::new());
        }
        let mut control = self.app.store.control().await?;
        boxes::open(&mut control, Channel::Telegram, &chat).await?;
        control.commit().await?;
        if was || membership.chat.is_private() || membership.chat.kind == "channel" {
            return Ok(Vec::new());
        }
        let locale = self.locale(Some(&membership.from.arrival())).await?;
        let spot = Spot { chat: &membership.chat, topic: None, reply_to: None };
        Ok(self.words(update, spot, (locale, text(locale, "group-not-bound", &[]))))
    }

    async fn on_upload(&self, update: &kabinet_core::delivery::Update, upload: Upload) -> Result<Vec<NewLetter>> {
        let spot = Spot { chat: &upload.chat, topic: None, reply_to: None };
        let content = Content::File { name: upload.name.clone(), path: upload.path.clone() };
        self.ask(update, spot, Some(upload.from.arrival()), content).await
    }

    /// A file Telegram does not hand out comes by a page that works once.
    async fn offer_page(
        &self,
        update: &kabinet_core::delivery::Update,
        spot: Spot<'_>,
        (message, locale): (&Message, Locale),
    ) -> Result<Vec<NewLetter>> {
        let Some(from) = message.from.clone() else { return Ok(Vec::new()) };
        let upload = Upload { chat: message.chat.clone(), from, name: String::new(), path: Default::default() };
        let body = serde_json::to_string(&serde_json::json!({"upload": upload})).map_err(anyhow_error)?;
        let new = uploads::NewUpload { source: update.source.clone(), lane: update.lane.clone(), body, locale };
        let said = dropped::page(&self.app, new, ("telegram-file-too-large", self.settings.file_limit)).await?;
        Ok(self.words(update, spot, (locale, said)))
    }

    /// Lets the assistant answer, and shows meanwhile that it is at work.
    async fn ask(
        &self,
        update: &kabinet_core::delivery::Update,
        spot: Spot<'_>,
        person: Option<ArrivalPerson>,
        content: Content,
    ) -> Result<Vec<NewLetter>> {
        let chat = spot.chat.id.to_string();
        let organization = match &person {
            Some(person) => reception::talk_of(&self.app, Channel::Telegram, &person.id).await?,
            None => None,
        };
        let arrival = Arrival {
            channel: Channel::Telegram,
            chat: spot.chat.arrival(spot.topic),
            person,
            content,
            update: update.key(),
            again: update.attempts > 1,
        };
        let answering = reception::receive(&self.app, arrival);
        let (answers, shown) = match organization {
            // Whoever was never met imports nothing yet.
            None => (answering.await?, None),
            Some((organization, locale)) => {
                let talk = Talk { organization, channel: Channel::Telegram, chat: &chat };
                let bot = &self.connection.bot;
                let waiting = Waiting { bot, chat: spot.chat.id, thread: spot.topic, locale };
                progress::shown(&self.app, (talk, locale), (waiting, update), answering).await?
            }
        };
        let shown = shown.and_then(|it| it.parse().ok());
        let letters = answers.into_iter().enumerate().map(|(n, answer)| letter(update, (spot, shown), (n, answer)));
        letters.collect()
    }

    async fn locale(&self, person: Option<&ArrivalPerson>) -> Result<Locale> {
        let Some(person) = person else { return Ok(Locale::default()) };
        let mut control = self.app.store.control_read().await?;
        let known = kabinet_core::tenancy::chats::find_person(&mut control, Channel::Telegram, &person.id).await?;
        Ok(known.and_then(|it| it.locale).or(person.locale).unwrap_or_default())
    }

    /// One sentence that needs no assistant.
    fn words(
        &self,
        update: &kabinet_core::delivery::Update,
        spot: Spot<'_>,
        (locale, words): (Locale, String),
    ) -> Vec<NewLetter> {
        let mut payload = Payload::new(vec![Block::Text { text: words }], locale);
        (payload.thread, payload.reply_to) = (spot.topic, spot.reply_to);
        let letter = |payload| NewLetter {
            key: format!("{}:w", update.key()),
            channel: Channel::Telegram,
            chat: spot.chat.id.to_string(),
            organization: None,
            payload,
        };
        serde_json::to_string(&payload).map(letter).into_iter().collect()
    }
}

fn letter(
    update: &kabinet_core::delivery::Update,
    (spot, shown): (Spot<'_>, Option<i32>),
    (n, answer): (usize, Answer),
) -> Result<NewLetter> {
    let mut payload = Payload::new(answer.reply.blocks, answer.locale);
    let chat = match answer.to {
        AnswerTo::Here | AnswerTo::Aside => {
            (payload.thread, payload.reply_to) = (spot.topic, spot.reply_to);
            // The first answer takes the place of the progress.
            payload.edit = shown.filter(|_| n == 0);
            spot.chat.id.to_string()
        }
        AnswerTo::Alone { chat } => chat,
    };
    Ok(NewLetter {
        key: format!("{}:{n}", update.key()),
        channel: Channel::Telegram,
        chat,
        organization: Some(answer.organization),
        payload: serde_json::to_string(&payload).map_err(anyhow_error)?,
    })
}

fn anyhow_error(error: serde_json::Error) -> kabinet_core::error::Error {
    super::connection::anyhow_of(error)
}
