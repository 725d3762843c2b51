//! What comes from Discord: each event is queued for the inbox at once, in order, and commands are told that we think within
//! the three seconds Discord gives, whatever the store is busy with.

use std::sync::Arc;
use std::time::Duration;

use kabinet_core::app::App;
use kabinet_core::clock::Clock;
use kabinet_core::conversation::{self, history::Talk};
use kabinet_core::delivery::{Lease, inbox};
use kabinet_core::error::Result;
use kabinet_core::locale::text;
use kabinet_core::reception;
use kabinet_core::tenancy::Channel;
use kabinet_core::tenancy::chats::{self, Shows};
use reqwest::Method;
use serde_json::{Value, json};
use serenity::model::application::{
    CommandDataOptionValue, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, Interaction,
};
use serenity::model::channel::{Message, MessageFlags, PartialChannel};
use serenity::model::event::Event;
use tokio::sync::{mpsc, oneshot};

use super::connection::Me;
use super::letters::HIDDEN;
use super::places::Places;
use super::rest::{AT_ONCE, Body, Rest};
use super::updates::{self, Attached, Command, Door, Person, Spot, Update, Wish, locale_of};
use super::{commands, missed};
use crate::progress::STOP;

/// Events that wait for the store.
const QUEUE: usize = 4_096;
/// Serenity hands events over side by side: those of one moment are put in order by their ids.
const MOMENT: Duration = Duration::from_millis(15);
const AT_ONCE_WRITTEN: usize = 256;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// A command waits for the store so long before Discord is told that we think.
const STORED_WITHIN: Duration = Duration::from_millis(1_500);
/// The policy of a group is looked up so long; then the answer is for the person alone.
const LOOKED_UP: Duration = Duration::from_millis(500);

/// An event on its way into the inbox.
pub(super) struct Queued {
    pub id: i64,
    pub lane: String,
    pub update: Update,
    /// Told once it is written.
    pub stored: Option<oneshot::Sender<()>>,
}

pub(super) struct Intake {
    pub app: Arc<App>,
    pub rest: Rest,
    pub me: Me,
    pub places: Places,
    /// Who holds it listens; its position is where a look for missed messages began.
    pub lease: Lease,
    queue: mpsc::Sender<Queued>,
}

impl Intake {
    /// With the task that writes what comes in.
    pub(super) fn new(app: Arc<App>, rest: Rest, me: Me) -> Result<(Self, impl Future<Output = ()> + Send + 'static)> {
        let (queue, queued) = mpsc::channel(QUEUE);
        let writing = write(Arc::clone(&app), me.source(), queued);
        let lease = Lease::new(format!("gateway:{}", me.source()))?;
        Ok((Self { app, rest, me, places: Places::default(), lease, queue }, writing))
    }

    pub(super) async fn event(self: &Arc<Self>, event: Event) {
        match event {
            Event::Ready(ready) => {
                tracing::info!("Discord knows us as {}", self.me.name);
                let guilds: Vec<String> = ready.ready.guilds.iter().map(|it| it.id.to_string()).collect();
                commands::announce(&self.rest, &self.me).await;
                missed::look(self, &guilds).await;
            }
            Event::Resumed(_) => tracing::info!("Discord goes on where the connection broke"),
            Event::GuildCreate(told) => self.places.learn_guild(&told.guild),
            Event::ChannelCreate(told) => self.places.learn_channel(&told.channel),
            Event::ThreadCreate(told) => self.places.learn_channel(&told.thread),
            Event::MessageCreate(told) => self.message(&told.message).await,
            Event::InteractionCreate(told) => match told.interaction {
                Interaction::Command(command) => self.command(command).await,
                Interaction::Component(tap) => self.tap(tap).await,
                Interaction::Autocomplete(command) => commands::complete(self, &command).await,
                Interaction::Ping(_) | Interaction::Modal(_) | _ => {}
            },
            // A server that is only out of order comes back.
            Event::GuildDelete(told) if !told.guild.unavailable => self.gone(format!("{}.", told.guild.id)).await,
            Event::ChannelDelete(told) => {
                let chat = updates::chat(Some(&told.channel.guild_id.to_string()), &told.channel.id.to_string());
                self.gone(chat).await;
            }
            _ => {}
        }
    }

    pub(super) async fn message(&self, told: &Message) {
        let guild = told.guild_id.map(|it| it.to_string());
        if let Some(mut message) = updates::message(told, guild.as_deref(), &self.me.user) {
            self.places.fill(&self.rest, &mut message.spot).await;
            let (id, lane) = (number(told.id.get()), message.spot.chat());
            self.queue((id, lane), Update { message: Some(message), ..Update::default() }, None).await;
        }
    }

    /// A server or a channel that we are not in any more.
    pub(super) async fn gone(&self, beginning: String) {
        let id = updates::id_at(Clock::System.now().timestamp_millis());
        self.queue((id, beginning.clone()), Update { gone: Some(beginning), ..Update::default() }, None).await;
    }

    /// Waits until everything queued so far is written.
    pub(super) async fn written(&self) {
        let (stored, is_stored) = oneshot::channel();
        let nothing = Queued { id: i64::MAX, lane: String::new(), update: Update::default(), stored: Some(stored) };
        if self.queue.send(nothing).await.is_ok() {
            let _ = is_stored.await;
        }
    }

    async fn queue(&self, (id, lane): (i64, String), update: Update, stored: Option<oneshot::Sender<()>>) {
        if self.queue.send(Queued { id, lane, update, stored }).await.is_err() {
            tracing::error!("an event came when nobody wrote any more");
        }
    }

    async fn command(&self, told: CommandInteraction) {
        let person = Person::of(&told.user, Some(&told.locale));
        let spot = self.spot(told.guild_id.map(|it| it.to_string()), told.channel_id.to_string(), told.channel.as_ref()).await;
        let wish = wish(&told);
        let (door, hidden) = self.door(&spot, &told.data.name).await;
        let command = Command { token: told.token.clone(), spot, person, door, hidden, wish };
        self.begin(number(told.id.get()), command).await;
    }

    async fn tap(&self, told: ComponentInteraction) {
        let id = number(told.id.get());
        let person = Person::of(&told.user, Some(&told.locale));
        let spot = self.spot(told.guild_id.map(|it| it.to_string()), told.channel_id.to_string(), told.channel.as_ref()).await;
        if told.data.custom_id == STOP {
            return self.stop((id, &told.token), &spot, &person).await;
        }
        let mut parts = told.data.custom_id.splitn(3, ':');
        let door = parts.next().and_then(Door::of_letter);
        let (Some(door), Some(owner), Some(said)) = (door, parts.next(), parts.next()) else { return };
        let locale = locale_of(&told.locale);
        if owner != person.id && spot.guild.is_some() {
            return self.say_at_once((id, &told.token), text(locale, "discord-not-your-button", &[])).await;
        }
        let token = match &told.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.first().cloned().unwrap_or_default(),
            _ => said.to_owned(),
        };
        let hidden = told.message.flags.is_some_and(|it| it.contains(MessageFlags::EPHEMERAL));
        let command = Command { token: told.token.clone(), spot, person, door, hidden, wish: Wish::Tap(token) };
        self.begin(id, command).await;
    }

    /// Writes the command down and tells Discord that we think. Nothing is acknowledged that is not stored, so that no
    /// person waits for what was lost; but Discord does not wait for a store that is busy.
    async fn begin(&self, id: i64, command: Command) {
        let (stored, is_stored) = oneshot::channel();
        let (token, hidden, lane) = (command.token.clone(), command.hidden, command.spot.chat());
        self.queue((id, lane), Update { command: Some(command), ..Update::default() }, Some(stored)).await;
        let _ = tokio::time::timeout(STORED_WITHIN, is_stored).await;
        let data = json!({"flags": if hidden { HIDDEN } else { 0 }});
        callback(&self.rest, (id, &token), json!({"type": 5, "data": data})).await;
    }

    /// A sentence for the person alone that needs no assistant.
    async fn say_at_once(&self, to: (i64, &str), words: String) {
        callback(&self.rest, to, json!({"type": 4, "data": {"content": words, "flags": HIDDEN}})).await;
    }

    /// What must not wait for its turn: on SQLite an import holds the only writer.
    async fn stop(&self, to: (i64, &str), spot: &Spot, person: &Person) {
        let known = reception::talk_of(&self.app, Channel::Discord, &person.id).await.ok().flatten();
        let Some((organization, locale)) = known else { return };
        let chat = talk_name(spot, person);
        let talk = Talk { organization, channel: Channel::Discord, chat: &chat };
        let id = if conversation::stop(&self.app, talk) { "telegram-stopping" } else { "choice-spent" };
        self.say_at_once(to, text(locale, id, &[])).await;
    }

    async fn spot(&self, guild: Option<String>, channel: String, told: Option<&PartialChannel>) -> Spot {
        let mut spot = Spot { channel, guild, parent: None, title: String::new() };
        self.places.fill(&self.rest, &mut spot).await;
        if spot.title.is_empty() {
            spot.title = told.and_then(|it| it.name.as_ref()).map(|it| format!("#{it}")).unwrap_or_default();
        }
        spot
    }

    /// Who is asked by a command, and whether only the person sees the answer.
    async fn door(&self, spot: &Spot, command: &str) -> (Door, bool) {
        if spot.guild.is_none() {
            return (Door::Private, false);
        }
        match command {
            // Told to who asks.
            _ if commands::is_of_group(command) => (Door::Group, true),
            "ask" | "report" if self.is_open(&spot.group()).await => (Door::Aside { openly: true }, false),
            _ => (Door::Aside { openly: false }, true),
        }
    }

    /// Whether a group shows anything to all.
    async fn is_open(&self, group: &str) -> bool {
        let look = async {
            let mut control = self.app.store.control_read().await?;
            chats::find_group(&mut control, Channel::Discord, group).await
        };
        match tokio::time::timeout(LOOKED_UP, look).await {
            Ok(Ok(bound)) => bound.is_some_and(|it| it.shows != Shows::Nothing),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the policy of a group could not be read: {error}");
                false
            }
            Err(_) => false,
        }
    }
}

/// The dialogue of a person, as the reception names it.
pub(super) fn talk_name(spot: &Spot, person: &Person) -> String {
    match (&spot.guild, &spot.parent) {
        (None, _) => spot.channel.clone(),
        (Some(_), None) => format!("{}//{}", spot.group(), person.id),
        (Some(_), Some(_)) => format!("{}/{}/{}", spot.group(), spot.channel, person.id),
    }
}

/// The first answer to a command. What goes wrong here is not worth a word to anybody: the answer finds another way.
pub(super) async fn callback(rest: &Rest, (id, token): (i64, &str), body: Value) {
    let path = format!("/interactions/{id}/{token}/callback");
    if let Err(fault) = rest.call(Method::POST, &path, Body::Json(body), AT_ONCE).await {
        tracing::warn!("Discord was not told in time that a command is heard: {fault}");
    }
}

fn wish(told: &CommandInteraction) -> Wish {
    let said = |name: &str| {
        told.data.options.iter().find(|it| it.name == name).and_then(|it| match &it.value {
            CommandDataOptionValue::String(words) => Some(words.trim().to_owned()),
            _ => None,
        })
    };
    match told.data.name.as_str() {
        "ask" => {
            let parts = ["question", "customer", "product", "period"].into_iter().filter_map(said);
            Wish::Say(parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" "))
        }
        "link" => Wish::Say(format!("/start {}", said("code").unwrap_or_default())),
        "file" => {
            let file = told.data.options.iter().find_map(|it| match it.value {
                CommandDataOptionValue::Attachment(id) => told.data.resolved.attachments.get(&id),
                _ => None,
            });
            file.map_or(Wish::Page, |it| Wish::Drop(Attached::of(it)))
        }
        name => Wish::Say(format!("/{name}")),
    }
}

/// Ids of Discord fit: their first bit is never set.
pub(super) fn number(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

/// Writes what is queued, in order, as long as it takes.
async fn write(app: Arc<App>, source: String, mut queued: mpsc::Receiver<Queued>) {
    let mut batch = Vec::new();
    while queued.recv_many(&mut batch, AT_ONCE_WRITTEN).await > 0 {
        tokio::time::sleep(MOMENT).await;
        while let (true, Ok(more)) = (batch.len() < AT_ONCE_WRITTEN, queued.try_recv()) {
            batch.push(more);
        }
        batch.sort_by_key(|it| it.id);
        let mut pause = FIRST_PAUSE;
        while let Err(error) = store(&app, &source, &batch).await {
            tracing::warn!(%error, "events could not be written down yet: {error}");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        app.bells.inbox.ring();
        for queued in batch.drain(..) {
            if let Some(stored) = queued.stored {
                let _ = stored.send(());
            }
        }
    }
}

async fn store(app: &App, source: &str, batch: &[Queued]) -> Result<()> {
    let mut control = app.store.control().await?;
    for queued in batch.iter().filter(|it| !it.lane.is_empty()) {
        let payload = serde_json::to_string(&queued.update).map_err(std::io::Error::other)?;
        inbox::receive(&mut control, Clock::System, (source, queued.id), (&queued.lane, &payload)).await?;
    }
    control.commit().await
}
