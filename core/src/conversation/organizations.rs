//! Which organization a talk is about: the first minute of a newcomer, codes, switching, leaving, unlinking.

use serde::{Deserialize, Serialize};

use super::dialogue::{Action, Dialogue};
use super::message::{Incoming, Reply, Status};
use super::{question, settings};
use crate::app::App;
use crate::demo;
use crate::error::{Error, Result};
use crate::ids::OrganizationId;
use crate::locale::{self, Arg, Locale, text};
use crate::tenancy::{self, Organization, OrganizationKind, chats};

/// More are not offered as buttons.
const LISTED: usize = 8;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
    Switch(i64),
    Demo,
    AskLeave,
    /// The membership ends.
    Leave,
    /// Only this chat is cut off.
    Unlink,
}

/// `/start`: a code from a link is used; a newcomer chooses between a company of one's own and the demo.
pub(super) async fn start(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, code: &str) -> Result<Reply> {
    let locale = incoming.locale;
    if !code.is_empty() && incoming.visit.person.is_some() {
        return join(app, incoming, code).await;
    }
    if !is_newcomer(incoming) {
        return question::help(app, incoming, dialogue).await;
    }
    let mut choices = vec![
        (text(locale, "button-create-company", &[]), Action::CreateCompany(None)),
        (text(locale, "button-try-demo", &[]), Action::Place(Wanted::Demo)),
    ];
    // The service told the language of its own buttons; the person may want another.
    let others = Locale::ALL.into_iter().filter(|it| *it != locale);
    choices.extend(others.map(|it| {
        let wanted = settings::Wanted::Welcome(it.id().to_owned());
        (settings::language_name(it).to_owned(), Action::Settings(wanted))
    }));
    let choices = dialogue.offer_one_of(choices)?;
    Ok(Reply::said(Status::Smalltalk, text(locale, "welcome", &[])).with_choices(choices))
}

/// Somebody of a service who acts nowhere yet: a guest of the demo.
pub(super) fn is_newcomer(incoming: &Incoming) -> bool {
    incoming.visit.person.is_some() && incoming.actor.user.is_none()
}

/// Words that look like a code are one, where people of a service write them.
pub(super) async fn join_by_code(app: &App, incoming: &Incoming, words: &str) -> Result<Option<Reply>> {
    match incoming.visit.person {
        Some(_) if chats::as_code(words).is_some() => Ok(Some(join(app, incoming, words).await?)),
        _ => Ok(None),
    }
}

async fn join(app: &App, incoming: &Incoming, code: &str) -> Result<Reply> {
    let locale = incoming.locale;
    let Some(visitor) = &incoming.visit.person else { return Ok(Reply::said(Status::Declined, String::new())) };
    let mut control = app.store.control().await?;
    let who = (incoming.channel, visitor.id.as_str(), visitor.name.as_str());
    // The update was begun before: its code is used up by itself.
    let before = if incoming.visit.again { chats::list_organizations(&mut control, (who.0, who.1)).await? } else { Vec::new() };
    let joined = chats::redeem_code(&mut control, (&app.ids, app.clock), who, code).await?;
    let organization = match joined {
        Ok(organization) => tenancy::find(&mut control, organization).await?.ok_or(Error::NotFound("organization"))?,
        Err(problem) => match before.into_iter().find(|it| it.id == incoming.organization.id) {
            Some(organization) => organization,
            None => {
                control.commit().await?;
                return Ok(Reply::said(Status::Declined, locale::problem_text(locale, &problem)));
            }
        },
    };
    control.commit().await?;
    let words = text(locale, "joined", &[("name", Arg::from(&organization.name))]);
    Ok(Reply { moved_to: Some(organization), ..Reply::said(Status::Done, words) })
}

/// Organizations this talk can be about.
async fn list(app: &App, incoming: &Incoming) -> Result<Vec<Organization>> {
    let mut control = app.store.control_read().await?;
    let mut found = match (&incoming.visit.person, incoming.actor.user) {
        (Some(visitor), _) => chats::list_organizations(&mut control, (incoming.channel, &visitor.id)).await?,
        (None, Some(user)) => tenancy::list_for_user(&mut control, user).await?,
        (None, None) => tenancy::list(&mut control).await?,
    };
    let demo = tenancy::find_by_slug(&mut control, demo::SLUG).await?.filter(|it| it.kind == OrganizationKind::Demo);
    found.extend(demo.filter(|demo| incoming.visit.person.is_some() && found.iter().all(|it| it.id != demo.id)));
    Ok(found)
}

/// `/org`: where we are, and what can be done about it.
pub(super) async fn show(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    let locale = incoming.locale;
    let current = &incoming.organization;
    let others = list(app, incoming).await?.into_iter().filter(|it| it.id != current.id).take(LISTED);
    let mut buttons: Vec<(String, Action)> = others
        .map(|it| {
            let wanted = if it.kind == OrganizationKind::Demo { Wanted::Demo } else { Wanted::Switch(it.id.0) };
            (text(locale, "button-switch", &[("name", Arg::from(&it.name))]), Action::Place(wanted))
        })
        .collect();
    buttons.push((text(locale, "button-create-company", &[]), Action::CreateCompany(None)));
    if incoming.visit.person.is_some() && incoming.actor.user.is_some() && current.kind == OrganizationKind::Own {
        buttons.push((text(locale, "button-unlink", &[]), Action::Place(Wanted::Unlink)));
        buttons.push((text(locale, "button-leave", &[("name", Arg::from(&current.name))]), Action::Place(Wanted::AskLeave)));
    }
    let words = text(locale, "org-current", &[("name", Arg::from(&current.name))]);
    Ok(Reply::said(Status::Clarify, words).with_choices(dialogue.offer(buttons)?))
}

pub(super) async fn change(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, wanted: Wanted) -> Result<Reply> {
    let locale = incoming.locale;
    match wanted {
        Wanted::Switch(id) => {
            let found = list(app, incoming).await?.into_iter().find(|it| it.id == OrganizationId(id));
            Ok(go_on_in(incoming, found.ok_or(Error::NotFound("organization"))?))
        }
        Wanted::Demo => {
            let mut control = app.store.control_read().await?;
            let demo = tenancy::get_by_slug(&mut control, demo::SLUG).await?;
            drop(control);
            let there = Incoming { organization: demo.clone(), ..incoming.clone() };
            let mut reply = match incoming.organization.id == demo.id {
                true => question::help(app, incoming, dialogue).await?,
                false => {
                    let mut fresh = Dialogue::default();
                    let reply = question::help(app, &there, &mut fresh).await?;
                    super::dialogue::save(app, &there, (&Dialogue::default(), &fresh)).await?;
                    reply
                }
            };
            reply.moved_to = Some(demo);
            Ok(reply)
        }
        Wanted::AskLeave => {
            let choices = dialogue.offer_one_of(vec![
                (text(locale, "button-leave-yes", &[]), Action::Place(Wanted::Leave)),
                (text(locale, "button-leave-no", &[]), Action::Cancel),
            ])?;
            let words = text(locale, "leave-asked", &[("name", Arg::from(&incoming.organization.name))]);
            Ok(Reply::said(Status::Clarify, words).with_choices(choices))
        }
        Wanted::Leave | Wanted::Unlink => part(app, incoming, &wanted).await,
    }
}

/// The talk ends here; it goes on in another organization of the person, or in the demo.
async fn part(app: &App, incoming: &Incoming, wanted: &Wanted) -> Result<Reply> {
    let (Some(visitor), Some(user)) = (&incoming.visit.person, incoming.actor.user) else {
        return Err(Error::NotFound("organization"));
    };
    let person = (incoming.channel, visitor.id.as_str());
    let mut control = app.store.control().await?;
    if *wanted == Wanted::Leave {
        chats::leave(&mut control, incoming.organization.id, user).await?;
    }
    chats::unlink(&mut control, person, incoming.organization.id).await?;
    let rest = chats::list_organizations(&mut control, person).await?;
    let next = match rest.into_iter().next() {
        Some(organization) => organization,
        None => tenancy::get_by_slug(&mut control, demo::SLUG).await?,
    };
    control.commit().await?;
    let id = if *wanted == Wanted::Leave { "left" } else { "unlinked" };
    let args = [("name", Arg::from(&incoming.organization.name)), ("next", Arg::from(&next.name))];
    Ok(Reply { moved_to: Some(next), ..Reply::said(Status::Done, text(incoming.locale, id, &args)) })
}

fn go_on_in(incoming: &Incoming, organization: Organization) -> Reply {
    let words = text(incoming.locale, "switched", &[("name", Arg::from(&organization.name))]);
    Reply { moved_to: Some(organization), ..Reply::said(Status::Done, words) }
}
