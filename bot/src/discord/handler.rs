//! An event of Discord becomes a message to the assistant, and what the assistant says becomes letters.

use std::sync::Arc;

use kabinet_core::app::App;
use kabinet_core::config::Discord;
use kabinet_core::conversation::history::Talk;
use kabinet_core::conversation::{Block, Content};
use kabinet_core::delivery::{self, Handled, Handler, NewLetter, boxes, uploads};
use kabinet_core::error::Result;
use kabinet_core::locale::{Locale, text};
use kabinet_core::reception::{self, Answer, AnswerTo, Arrival};
use kabinet_core::tenancy::Channel;
use kabinet_core::tenancy::chats;

use super::commands;
use super::connection::Me;
use super::files::{self, Fetched};
use super::intake::talk_name;
use super::letters::{Payload, Way};
use super::progress::{Shown, Waiting};
use super::rest::Rest;
use super::updates::{Attached, COMMAND_LIVES_MILLIS, Command, Door, Message, Person, Spot, Update, Upload, Wish, millis_of};
use crate::{dropped, progress};

#[derive(Debug)]
pub(super) struct Reader {
    pub app: Arc<App>,
    pub settings: Discord,
    pub rest: Rest,
    pub me: Me,
}

/// Where an answer goes, and to whom.
#[derive(Clone, Copy)]
struct Place<'a> {
    spot: &'a Spot,
    person: &'a Person,
    door: Door,
    /// Who is asked by the buttons of an answer.
    buttons: Door,
    asked: Asked<'a>,
}

/// What is answered.
#[derive(Clone, Copy)]
enum Asked<'a> {
    /// A message; in a server the answer stands under it.
    Message(&'a str),
    Command {
        token: &'a str,
        hidden: bool,
    },
    /// Something long ago.
    Nothing,
}

impl Handler for Reader {
    async fn handle(&self, update: &delivery::Update) -> Result<Handled> {
        let told: Update = match serde_json::from_str(&update.payload) {
            Ok(told) => told,
            Err(error) => {
                tracing::warn!(update = update.id, "an event was not understood: {error}");
                return Ok(Handled::default());
            }
        };
        let letters = match told {
            Update { message: Some(message), .. } => self.on_message(update, &message).await?,
            Update { command: Some(command), .. } => self.on_command(update, &command).await?,
            Update { gone: Some(beginning), .. } => self.on_gone(&beginning).await?,
            Update { upload: Some(upload), .. } => self.on_upload(update, &upload).await?,
            _ => Vec::new(),
        };
        Ok(Handled { letters })
    }

    fn apologize(&self, update: &delivery::Update) -> Vec<NewLetter> {
        let told: Update = serde_json::from_str(&update.payload).unwrap_or_default();
        let say = |place: Place<'_>| {
            let locale = place.person.locale().unwrap_or_default();
            self.words(update, place, (locale, text(locale, "internal", &[])))
        };
        match (&told.message, &told.command) {
            (Some(message), _) => say(place_of_message(message)),
            (_, Some(command)) => say(place_of_command(command)),
            _ => Vec::new(),
        }
    }
}

fn place_of_message(message: &Message) -> Place<'_> {
    let command = message.words.strip_prefix('/').and_then(|it| it.split_whitespace().next());
    let (door, buttons) = match message.spot.guild {
        None => (Door::Private, Door::Private),
        Some(_) if command.is_some_and(commands::is_of_group) => (Door::Group, Door::Group),
        // What a group is asked by a message, its buttons ask openly.
        Some(_) => (Door::Group, Door::Aside { openly: true }),
    };
    Place { spot: &message.spot, person: &message.person, door, buttons, asked: Asked::Message(&message.id) }
}

fn place_of_command(command: &Command) -> Place<'_> {
    let asked = Asked::Command { token: &command.token, hidden: command.hidden };
    Place { spot: &command.spot, person: &command.person, door: command.door, buttons: command.door, asked }
}

impl Reader {
    async fn on_message(&self, update: &delivery::Update, message: &Message) -> Result<Vec<NewLetter>> {
        let place = place_of_message(message);
        let locale = self.locale(&message.person).await?;
        if !message.files.is_empty() {
            if message.spot.guild.is_some() {
                return Ok(self.words(update, place, (locale, text(locale, "group-file-in-private", &[]))));
            }
            let mut letters = Vec::new();
            for (n, file) in message.files.iter().enumerate() {
                letters.extend(self.on_file(update, place, (n, file), &message.words).await?);
            }
            return Ok(letters);
        }
        if message.words.is_empty() {
            if message.unheard {
                return Ok(self.words(update, place, (locale, text(locale, "telegram-unheard", &[]))));
            }
            // Somebody only called us.
            let content = Content::Text("/help".into());
            return if message.spot.guild.is_some() { self.ask(update, place, (0, content)).await } else { Ok(Vec::new()) };
        }
        self.ask(update, place, (0, Content::Text(message.words.clone()))).await
    }

    async fn on_command(&self, update: &delivery::Update, command: &Command) -> Result<Vec<NewLetter>> {
        let place = place_of_command(command);
        match &command.wish {
            Wish::Say(words) => self.ask(update, place, (0, Content::Text(words.clone()))).await,
            Wish::Tap(token) => self.ask(update, place, (0, Content::Choice(token.clone()))).await,
            Wish::Drop(file) => self.on_file(update, place, (0, file), "").await,
            Wish::Page => self.offer_page(update, place, (0, "discord-file-page")).await,
        }
    }

    /// The `n`-th file of a message. Words beside a picture are a message like any other.
    async fn on_file(
        &self,
        update: &delivery::Update,
        place: Place<'_>,
        (n, file): (usize, &Attached),
        words: &str,
    ) -> Result<Vec<NewLetter>> {
        if file.picture {
            let locale = self.locale(place.person).await?;
            return match (words.trim().is_empty(), n) {
                (true, 0) => Ok(self.words(update, place, (locale, text(locale, "telegram-photo", &[])))),
                (false, 0) => self.ask(update, place, (0, Content::Text(words.to_owned()))).await,
                _ => Ok(Vec::new()),
            };
        }
        match files::fetch(&self.app, (&self.rest, self.settings.file_limit), file).await? {
            Fetched::Here { name, path } => self.ask(update, place, (n, Content::File { name, path })).await,
            Fetched::TooLarge => self.offer_page(update, place, (n, "discord-file-too-large")).await,
        }
    }

    /// We are not in a server or in a channel any more.
    async fn on_gone(&self, beginning: &str) -> Result<Vec<NewLetter>> {
        let mut control = self.app.store.control_read().await?;
        let bound = chats::list_bound(&mut control, Channel::Discord).await?;
        drop(control);
        for chat in bound.iter().filter(|it| it.starts_with(beginning)) {
            reception::lose_chat(&self.app, Channel::Discord, chat, "removed").await?;
        }
        if !beginning.ends_with('.') {
            let mut control = self.app.store.control().await?;
            boxes::close(&mut control, Channel::Discord, beginning, "removed").await?;
            control.commit().await?;
        }
        Ok(Vec::new())
    }

    async fn on_upload(&self, update: &delivery::Update, upload: &Upload) -> Result<Vec<NewLetter>> {
        let door = if upload.spot.guild.is_some() { Door::Aside { openly: false } } else { Door::Private };
        let place = Place { spot: &upload.spot, person: &upload.person, door, buttons: door, asked: Asked::Nothing };
        let content = Content::File { name: upload.name.clone(), path: upload.path.clone() };
        self.ask(update, place, (0, content)).await
    }

    /// A page that takes one file, of any size we read.
    async fn offer_page(&self, update: &delivery::Update, place: Place<'_>, (n, words): (usize, &str)) -> Result<Vec<NewLetter>> {
        let locale = self.locale(place.person).await?;
        let (spot, person) = (place.spot.clone(), place.person.clone());
        let upload = Upload { spot, person, name: String::new(), path: Default::default() };
        let body = serde_json::json!({"upload": upload}).to_string();
        let new = uploads::NewUpload { source: update.source.clone(), lane: update.lane.clone(), body, locale };
        let text = dropped::page(&self.app, new, (words, self.settings.file_limit)).await?;
        let blocks = vec![Block::Text { text }];
        let chat = place.spot.chat();
        Ok(vec![new_letter(format!("{}:w{n}", update.key()), chat, None, &payload(update, place, (locale, blocks), n == 0))?])
    }

    /// Lets the assistant answer the `n`-th thing of an update, and shows meanwhile that it is at work.
    async fn ask(&self, update: &delivery::Update, place: Place<'_>, (n, content): (usize, Content)) -> Result<Vec<NewLetter>> {
        let person = place.person.arrival();
        let organization = reception::talk_of(&self.app, Channel::Discord, &person.id).await?;
        let key = if n == 0 { update.key() } else { format!("{}.{n}", update.key()) };
        let arrival = Arrival {
            channel: Channel::Discord,
            chat: place.spot.arrival(place.door),
            person: Some(person),
            content,
            update: key.clone(),
            again: update.attempts > 1,
        };
        let answering = reception::receive(&self.app, arrival);
        let (answers, shown) = match organization {
            // Whoever was never met imports nothing yet.
            None => (answering.await?, None),
            Some((organization, locale)) => {
                let chat = talk_name(place.spot, place.person);
                let talk = Talk { organization, channel: Channel::Discord, chat: &chat };
                let shown = match place.asked {
                    Asked::Command { token, .. } => Shown::Command(&self.me.application, token),
                    Asked::Message(_) | Asked::Nothing => Shown::Channel(&place.spot.channel),
                };
                let waiting = Waiting { rest: &self.rest, place: shown, locale };
                progress::shown(&self.app, (talk, locale), (waiting, update), answering).await?
            }
        };
        self.remember_language(place.person).await?;
        let mut letters = Vec::new();
        for (m, answer) in answers.into_iter().enumerate() {
            let first = n == 0 && m == 0;
            self.write(
                &mut letters,
                (update, &format!("{key}:{m}")),
                (place, shown.clone().filter(|_| m == 0)),
                (first, answer),
            )?;
        }
        Ok(letters)
    }

    /// The letters of one answer.
    fn write(
        &self,
        letters: &mut Vec<NewLetter>,
        (update, key): (&delivery::Update, &str),
        (place, shown): (Place<'_>, Option<String>),
        (first, answer): (bool, Answer),
    ) -> Result<()> {
        let (locale, organization) = (answer.locale, Some(answer.organization));
        let mut payload = payload(update, place, (locale, answer.reply.blocks), first);
        let mut chat = place.spot.chat();
        match (answer.to, payload.way.clone()) {
            (AnswerTo::Alone { chat: alone }, _) => {
                payload.way = Way::Channel { reply_to: None, edit: None };
                payload.door = Door::Private;
                chat = alone;
            }
            (AnswerTo::Aside, Way::Command { token, until, hidden: false, .. }) => {
                // All see that we think: all are told why no answer follows, and the person alone gets it.
                let blocks = vec![Block::Text { text: text(locale, "discord-just-for-you", &[]) }];
                let told = Payload { blocks, ..payload.clone() };
                letters.push(new_letter(format!("{key}t"), chat.clone(), organization, &told)?);
                payload.way = Way::Command { token, until, hidden: true, first: false };
                payload.door = Door::Aside { openly: false };
            }
            // The first answer takes the place of the progress.
            (_, Way::Channel { reply_to, .. }) => payload.way = Way::Channel { reply_to, edit: shown },
            _ => {}
        }
        letters.push(new_letter(key.to_owned(), chat, organization, &payload)?);
        Ok(())
    }

    /// Commands tell a language, messages do not: they go on in it, until another one is chosen.
    async fn remember_language(&self, person: &Person) -> Result<()> {
        let Some(locale) = person.locale() else { return Ok(()) };
        let known = {
            let mut control = self.app.store.control_read().await?;
            chats::find_person(&mut control, Channel::Discord, &person.id).await?
        };
        if known.is_some_and(|it| it.locale.is_none()) {
            let mut control = self.app.store.control().await?;
            chats::choose_locale(&mut control, (Channel::Discord, &person.id), locale).await?;
            control.commit().await?;
        }
        Ok(())
    }

    async fn locale(&self, person: &Person) -> Result<Locale> {
        let mut control = self.app.store.control_read().await?;
        let known = chats::find_person(&mut control, Channel::Discord, &person.id).await?;
        Ok(known.and_then(|it| it.locale).or(person.locale()).unwrap_or_default())
    }

    /// One sentence that needs no assistant.
    fn words(&self, update: &delivery::Update, place: Place<'_>, (locale, words): (Locale, String)) -> Vec<NewLetter> {
        let payload = payload(update, place, (locale, vec![Block::Text { text: words }]), true);
        new_letter(format!("{}:w", update.key()), place.spot.chat(), None, &payload).into_iter().collect()
    }
}

/// A letter to where an event came from. `first`: of this event.
fn payload(update: &delivery::Update, place: Place<'_>, (locale, blocks): (Locale, Vec<Block>), first: bool) -> Payload {
    let way = match place.asked {
        Asked::Message(id) => Way::Channel { reply_to: place.spot.guild.is_some().then(|| id.to_owned()), edit: None },
        Asked::Command { token, hidden } => {
            let until = millis_of(update.id) + COMMAND_LIVES_MILLIS;
            Way::Command { token: token.to_owned(), until, hidden, first }
        }
        // In a server nobody but the person is to see what comes of a file.
        Asked::Nothing if place.spot.guild.is_some() => {
            Way::Command { token: String::new(), until: 0, hidden: true, first: false }
        }
        Asked::Nothing => Way::Channel { reply_to: None, edit: None },
    };
    Payload { blocks, locale: locale.id().to_owned(), way, door: place.buttons, person: place.person.id.clone() }
}

fn new_letter(
    key: String,
    chat: String,
    organization: Option<kabinet_core::ids::OrganizationId>,
    payload: &Payload,
) -> Result<NewLetter> {
    let payload = serde_json::to_string(payload).map_err(std::io::Error::other)?;
    Ok(NewLetter { key, channel: Channel::Discord, chat, organization, payload })
}
