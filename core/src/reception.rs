//! Messages of services: who wrote, in which organization that person acts now, and who else reads the answer.

use crate::app::App;
use crate::conversation::{self, Content, Field, Incoming, Reply, Room, Status, Visit, Visitor};
use crate::delivery::boxes;
use crate::demo;
use crate::error::Result;
use crate::ids::OrganizationId;
use crate::locale::{Arg, Locale, text};
use crate::tenancy::chats::{self, Asks, ChatPerson, Group, Shows};
use crate::tenancy::{self, Actor, Channel, Organization, OrganizationKind, Role};

/// A message as it came from a service.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub channel: Channel,
    pub chat: ArrivalChat,
    /// Absent: an anonymous administrator, a post of a channel. Nobody is nobody's member, and is shown nothing.
    pub person: Option<ArrivalPerson>,
    pub content: Content,
    /// The name of the update among all.
    pub update: String,
    /// The update was begun before and not finished.
    pub again: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArrivalChat {
    /// The two of us alone.
    Private { chat: String },
    /// `topic` parts the talks of one group.
    Group { chat: String, title: String, topic: Option<String> },
    /// In a group whose service can show an answer to the person alone, in place. `openly`: what the group may see is shown
    /// to all.
    Aside { chat: String, title: String, topic: Option<String>, openly: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivalPerson {
    pub id: String,
    pub name: String,
    /// The language the service says the person uses.
    pub locale: Option<Locale>,
}

/// What is to be sent, and where.
#[derive(Clone, Debug)]
pub struct Answer {
    pub to: AnswerTo,
    pub reply: Reply,
    pub locale: Locale,
    pub organization: OrganizationId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerTo {
    /// Where it was asked.
    Here,
    /// To the person alone, in this chat.
    Alone { chat: String },
    /// Where it was asked, but seen by the person alone.
    Aside,
}

/// Lets the assistant answer.
pub async fn receive(app: &App, arrival: Arrival) -> Result<Vec<Answer>> {
    match arrival.chat.clone() {
        ArrivalChat::Private { chat } => in_private(app, arrival, &chat).await,
        ArrivalChat::Group { chat, title, topic } => in_group(app, arrival, Place { chat, title, topic }).await,
        ArrivalChat::Aside { chat, title, topic, openly } => {
            Ok(aside(app, arrival, Place { chat, title, topic }, openly).await?.into_iter().collect())
        }
    }
}

/// The language a person is answered in: chosen here, else the service's, else Ukrainian.
pub fn locale_of(person: &ChatPerson, spoken: Option<Locale>) -> Locale {
    person.locale.or(spoken).unwrap_or_default()
}

/// Where a talk of this person takes place now; `None` for a person nobody has met.
pub async fn talk_of(app: &App, channel: Channel, person: &str) -> Result<Option<(OrganizationId, Locale)>> {
    let mut control = app.store.control_read().await?;
    let Some(known) = chats::find_person(&mut control, channel, person).await? else { return Ok(None) };
    let seat = seat_of(&mut control, &known).await?;
    Ok(Some((seat.organization.id, locale_of(&known, None))))
}

/// What a person may be about to write in a chat: only what may be seen there, and only by who may ask.
pub async fn suggest(
    app: &App,
    (channel, person): (Channel, &ArrivalPerson),
    chat: &ArrivalChat,
    written: (Field, &str),
) -> Result<Vec<String>> {
    let mut control = app.store.control_read().await?;
    let stranger =
        ChatPerson { channel, id: person.id.clone(), name: String::new(), locale: None, organization: None, private_chat: None };
    let known = chats::find_person(&mut control, channel, &person.id).await?.unwrap_or(stranger);
    let locale = locale_of(&known, person.locale);
    let bound = match chat {
        ArrivalChat::Private { .. } => None,
        ArrivalChat::Group { chat, .. } | ArrivalChat::Aside { chat, .. } => {
            chats::find_group(&mut control, channel, chat).await?
        }
    };
    let (seat, room) = match bound {
        // Nothing is shown to all, so the answer is for the person alone.
        Some(group) if group.shows != Shows::Nothing => (seat_in(&mut control, &known, &group).await?, Room::Group(group)),
        bound => (Some(seat_aside(&mut control, &known, bound.as_ref()).await?), Room::Private),
    };
    drop(control);
    match seat {
        Some(seat) => conversation::suggest(app, (&seat.organization, locale), &room, written).await,
        None => Ok(Vec::new()),
    }
}

/// The service gave a group another id: its binding and the talks of its people go on there. Letters are the outbox's.
pub async fn move_group(app: &App, channel: Channel, (from, to): (&str, &str)) -> Result<()> {
    let mut control = app.store.control().await?;
    let bound = chats::find_group(&mut control, channel, from).await?;
    chats::move_group(&mut control, channel, (from, to)).await?;
    control.commit().await?;
    match bound {
        Some(group) => conversation::rename_chats(app, group.organization, channel, (from, to)).await,
        None => Ok(()),
    }
}

/// The service removed us from a group, or the group is gone: it is bound to nothing any more, and nothing is sent there.
pub async fn lose_chat(app: &App, channel: Channel, chat: &str, reason: &str) -> Result<()> {
    let mut control = app.store.control().await?;
    chats::unbind_group(&mut control, channel, chat).await?;
    boxes::close(&mut control, channel, chat, reason).await?;
    control.commit().await
}

struct Place {
    chat: String,
    title: String,
    topic: Option<String>,
}

impl Place {
    /// Each person has a dialogue of one's own, so buttons work for whom they were made.
    fn talk_of(&self, person: &ChatPerson) -> String {
        format!("{}/{}/{}", self.chat, self.topic.as_deref().unwrap_or_default(), person.id)
    }
}

/// In which organization a person acts, and as whom.
struct Seat {
    organization: Organization,
    actor: Actor,
}

/// Whoever acts nowhere looks at the demo, and changes nothing there.
const GUEST: Actor = Actor { user: None, role: Role::Viewer };

async fn seat_of(control: &mut crate::store::Control, person: &ChatPerson) -> Result<Seat> {
    let who = (person.channel, person.id.as_str());
    if let Some(id) = person.organization
        && let Some(organization) = tenancy::find(control, id).await?
    {
        if let Some(actor) = chats::actor_of(control, who, id).await? {
            return Ok(Seat { organization, actor });
        }
        if organization.kind == OrganizationKind::Demo {
            return Ok(Seat { organization, actor: GUEST });
        }
    }
    // The link was cut, or there never was one.
    for organization in chats::list_organizations(control, who).await? {
        if let Some(actor) = chats::actor_of(control, who, organization.id).await? {
            return Ok(Seat { organization, actor });
        }
    }
    Ok(Seat { organization: tenancy::get_by_slug(control, demo::SLUG).await?, actor: GUEST })
}

async fn in_private(app: &App, arrival: Arrival, chat: &str) -> Result<Vec<Answer>> {
    let Some(person) = arrival.person.clone() else { return Ok(Vec::new()) };
    let mut control = app.store.control().await?;
    let known = chats::meet(&mut control, app.clock, (arrival.channel, &person.id, named(&person)), Some(chat)).await?;
    boxes::open(&mut control, arrival.channel, chat).await?;
    let seat = seat_of(&mut control, &known).await?;
    control.commit().await?;
    let locale = locale_of(&known, person.locale);
    Ok(vec![answer_alone(app, (arrival, known), seat, (chat, locale)).await?])
}

/// The answer in a chat of two.
async fn answer_alone(
    app: &App,
    (arrival, person): (Arrival, ChatPerson),
    seat: Seat,
    (chat, locale): (&str, Locale),
) -> Result<Answer> {
    let incoming = Incoming {
        channel: arrival.channel,
        chat: chat.to_owned(),
        organization: seat.organization.clone(),
        actor: seat.actor,
        locale,
        content: arrival.content,
        visit: Visit {
            person: Some(Visitor { id: person.id.clone(), name: person.name.clone() }),
            room: Room::Private,
            update: Some(arrival.update),
            again: arrival.again,
        },
    };
    let reply = conversation::respond(app, incoming).await;
    let locale = reply.speaks.unwrap_or(locale);
    let mut organization = seat.organization.id;
    if let Some(moved) = &reply.moved_to {
        organization = moved.id;
        let mut control = app.store.control().await?;
        chats::choose_organization(&mut control, (person.channel, &person.id), Some(moved.id)).await?;
        control.commit().await?;
    }
    Ok(Answer { to: AnswerTo::Here, reply, locale, organization })
}

async fn in_group(app: &App, arrival: Arrival, mut place: Place) -> Result<Vec<Answer>> {
    let channel = arrival.channel;
    let mut control = app.store.control().await?;
    // Said before the service gave the group another id, and read after it.
    if let Some(chat) = boxes::moved_to(&mut control, channel, &place.chat).await? {
        place.chat = chat;
    }
    let bound = chats::find_group(&mut control, channel, &place.chat).await?;
    let Some(person) = arrival.person.clone() else {
        let locale = Locale::default();
        let organization = bound.map(|it| it.organization);
        let organization = match organization {
            Some(organization) => organization,
            None => tenancy::get_by_slug(&mut control, demo::SLUG).await?.id,
        };
        let reply = Reply::said(Status::Declined, text(locale, "group-nobody", &[]));
        return Ok(vec![Answer { to: AnswerTo::Here, reply, locale, organization }]);
    };
    let known = chats::meet(&mut control, app.clock, (channel, &person.id, named(&person)), None).await?;
    boxes::open(&mut control, channel, &place.chat).await?;
    let (room, seat) = match bound {
        Some(group) => {
            let seat = seat_in(&mut control, &known, &group).await?;
            (Room::Group(group), seat)
        }
        None => {
            let seat = seat_of(&mut control, &known).await?;
            (Room::Unbound { chat: place.chat.clone(), title: place.title.clone() }, Some(seat))
        }
    };
    let own = seat_of(&mut control, &known).await?;
    control.commit().await?;
    let locale = locale_of(&known, person.locale);
    let Some(seat) = seat else {
        let reply = Reply::said(Status::Declined, text(locale, "group-not-for-you", &[]));
        return Ok(vec![Answer { to: AnswerTo::Here, reply, locale, organization: own.organization.id }]);
    };
    let organization = seat.organization.id;
    let talk = place.talk_of(&known);
    let reply = if let Content::File { path, .. } = &arrival.content {
        // A file in a group is for a private chat: what is in it is nobody's here.
        remove(path);
        Reply::said(Status::Declined, text(locale, "group-file-in-private", &[]))
    } else {
        let incoming = Incoming {
            channel,
            chat: talk,
            organization: seat.organization.clone(),
            actor: seat.actor,
            locale,
            content: arrival.content.clone(),
            visit: Visit {
                person: Some(Visitor { id: known.id.clone(), name: known.name.clone() }),
                room,
                update: Some(arrival.update.clone()),
                again: arrival.again,
            },
        };
        conversation::respond(app, incoming).await
    };
    if !reply.is_reserved {
        return Ok(vec![Answer { to: AnswerTo::Here, reply, locale, organization }]);
    }
    reserved(app, (arrival, known), seat, locale).await
}

/// What the group may not see goes to the person alone, if that is a member who has written to us alone before.
async fn reserved(app: &App, (arrival, person): (Arrival, ChatPerson), seat: Seat, locale: Locale) -> Result<Vec<Answer>> {
    let organization = seat.organization.id;
    let here = |id: &str, args: &[(&str, Arg)]| {
        let reply = Reply::said(Status::Declined, text(locale, id, args));
        Answer { to: AnswerTo::Here, reply, locale, organization }
    };
    let words = matches!(arrival.content, Content::Text(_));
    let (Some(chat), true, true) = (person.private_chat.clone(), seat.actor.user.is_some(), words) else {
        return Ok(vec![here("group-write-alone", &[])]);
    };
    let mut alone = answer_alone(app, (arrival, person), seat, (&chat, locale)).await?;
    alone.to = AnswerTo::Alone { chat };
    Ok(vec![here("group-in-private", &[]), alone])
}

/// Among others, where the service can show an answer to the person alone: so nothing has to wait for a private chat.
async fn aside(app: &App, arrival: Arrival, place: Place, openly: bool) -> Result<Option<Answer>> {
    let Some(person) = arrival.person.clone() else { return Ok(None) };
    let mut control = app.store.control().await?;
    let known = chats::meet(&mut control, app.clock, (arrival.channel, &person.id, named(&person)), None).await?;
    boxes::open(&mut control, arrival.channel, &place.chat).await?;
    let bound = chats::find_group(&mut control, arrival.channel, &place.chat).await?;
    let own = seat_aside(&mut control, &known, bound.as_ref()).await?;
    let among = match &bound {
        Some(group) => seat_in(&mut control, &known, group).await?,
        None => None,
    };
    control.commit().await?;
    let locale = locale_of(&known, person.locale);
    let talk = place.talk_of(&known);
    if let Some(group) = bound.filter(|it| openly && it.shows != Shows::Nothing) {
        let organization = own.organization.id;
        let Some(seat) = among else {
            let reply = Reply::said(Status::Declined, text(locale, "group-not-for-you", &[]));
            return Ok(Some(Answer { to: AnswerTo::Aside, reply, locale, organization }));
        };
        let incoming = Incoming {
            channel: arrival.channel,
            chat: talk.clone(),
            organization: seat.organization.clone(),
            actor: seat.actor,
            locale,
            content: arrival.content.clone(),
            visit: Visit {
                person: Some(Visitor { id: known.id.clone(), name: known.name.clone() }),
                room: Room::Group(group),
                update: Some(arrival.update.clone()),
                again: arrival.again,
            },
        };
        let reply = conversation::respond(app, incoming).await;
        if !reply.is_reserved {
            return Ok(Some(Answer { to: AnswerTo::Here, reply, locale, organization: seat.organization.id }));
        }
        if seat.actor.user.is_none() {
            let reply = Reply::said(Status::Declined, text(locale, "group-not-for-you", &[]));
            return Ok(Some(Answer { to: AnswerTo::Aside, reply, locale, organization }));
        }
    }
    let mut answer = answer_alone(app, (arrival, known), own, (&talk, locale)).await?;
    answer.to = AnswerTo::Aside;
    Ok(Some(answer))
}

/// In a bound group a member speaks of its organization, also alone.
async fn seat_aside(control: &mut crate::store::Control, person: &ChatPerson, bound: Option<&Group>) -> Result<Seat> {
    if let Some(group) = bound
        && let Some(organization) = tenancy::find(control, group.organization).await?
        && let Some(actor) = chats::actor_of(control, (person.channel, &person.id), group.organization).await?
    {
        return Ok(Seat { organization, actor });
    }
    seat_of(control, person).await
}

/// As whom a person acts in a bound group; none: not somebody who may ask there.
async fn seat_in(control: &mut crate::store::Control, person: &ChatPerson, group: &Group) -> Result<Option<Seat>> {
    let Some(organization) = tenancy::find(control, group.organization).await? else { return Ok(None) };
    let member = chats::actor_of(control, (person.channel, &person.id), group.organization).await?;
    let actor = match (group.asks, member) {
        (Asks::Owners, Some(actor)) if actor.role == Role::Owner => Some(actor),
        (Asks::Members | Asks::Everyone, Some(actor)) => Some(actor),
        (Asks::Everyone, None) => Some(GUEST),
        _ => None,
    };
    Ok(actor.map(|actor| Seat { organization, actor }))
}

fn named(person: &ArrivalPerson) -> &str {
    if person.name.trim().is_empty() { "…" } else { person.name.trim() }
}

fn remove(path: &std::path::Path) {
    if let Err(error) = std::fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a file dropped into a group was not removed: {error}");
    }
}
