//! `/chats`: who is linked to the organization from which service; codes for new ones; links that are cut.

use serde::{Deserialize, Serialize};

use super::dialogue::{Action, Dialogue};
use super::message::{Channel, Incoming, Reply, Status};
use crate::app::App;
use crate::error::{Permission, Problem, Result};
use crate::locale::{self, Arg, Locale, text};
use crate::tenancy::chats::{self, Grant, LinkedChat};
use crate::tenancy::{OrganizationKind, Role};

/// More are cut on the page of the portal.
const LISTED: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
    Show,
    /// A code for one's own phone.
    Code,
    /// A code for a new member with this role.
    Invite(String),
    AskRevoke(String, String),
    Revoke(String, String),
    Release(String, String),
}

/// Owners see all; whoever signed in elsewhere may link a phone of one's own.
pub(super) fn may_see(incoming: &Incoming) -> bool {
    incoming.actor.user.is_some() || incoming.actor.require(Permission::Manage).is_ok()
}

pub(super) async fn show(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    let locale = incoming.locale;
    if incoming.organization.kind == OrganizationKind::Demo || !may_see(incoming) {
        return Ok(Reply::said(Status::Declined, text(locale, "chats-own-only", &[])));
    }
    let mut lines = Vec::new();
    let mut buttons = Vec::new();
    if incoming.actor.require(Permission::Manage).is_ok() {
        let mut control = app.store.control_read().await?;
        let linked = chats::list_links(&mut control, incoming.organization.id).await?;
        let groups = chats::list_groups(&mut control, incoming.organization.id).await?;
        drop(control);
        lines.push(text(locale, "chats-linked", &[("count", Arg::from(linked.len()))]));
        lines.extend(linked.iter().take(LISTED).map(|it| format!("• {}", described(locale, incoming, it))));
        lines.extend(groups.iter().take(LISTED).map(|it| {
            let args = [("title", Arg::from(&it.title)), ("service", service_name(it.channel).into())];
            format!("• {}", text(locale, "chats-group", &args))
        }));
        for it in linked.iter().take(LISTED) {
            let label = text(locale, "button-revoke", &[("name", Arg::from(&it.name))]);
            buttons.push((label, Action::Linked(Wanted::AskRevoke(it.channel.id().into(), it.person.clone()))));
        }
        for it in groups.iter().take(LISTED) {
            let label = text(locale, "button-revoke", &[("name", Arg::from(&it.title))]);
            buttons.push((label, Action::Linked(Wanted::Release(it.channel.id().into(), it.chat.clone()))));
        }
        for role in [Role::Manager, Role::Viewer] {
            let label = text(locale, &format!("button-invite-{}", role.id()), &[]);
            buttons.push((label, Action::Linked(Wanted::Invite(role.id().into()))));
        }
    }
    if incoming.actor.user.is_some() && incoming.visit.person.is_none() {
        lines.push(text(locale, "chats-own-phone", &[]));
        buttons.push((text(locale, "button-link-code", &[]), Action::Linked(Wanted::Code)));
    }
    Ok(Reply::said(Status::Clarify, lines.join("\n")).with_choices(dialogue.offer(buttons)?))
}

pub(super) async fn change(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, wanted: Wanted) -> Result<Reply> {
    let locale = incoming.locale;
    let organization = incoming.organization.id;
    match wanted {
        Wanted::Show => show(app, incoming, dialogue).await,
        Wanted::Code => match incoming.actor.user {
            Some(user) => code(app, incoming, Grant::Member(user)).await,
            None => Ok(Reply::said(Status::Declined, text(locale, "chats-own-only", &[]))),
        },
        Wanted::Invite(role) => {
            incoming.actor.require(Permission::Manage)?;
            code(app, incoming, Grant::Invitation(role.parse()?)).await
        }
        Wanted::AskRevoke(channel, person) => {
            incoming.actor.require(Permission::Manage)?;
            let linked = chats::list_links(&mut app.store.control_read().await?, organization).await?;
            let Some(found) = linked.iter().find(|it| it.channel.id() == channel && it.person == person) else {
                return Ok(Reply::said(Status::Declined, text(locale, "chats-not-linked", &[])));
            };
            let choices = dialogue.offer_one_of(vec![
                (text(locale, "button-revoke-yes", &[]), Action::Linked(Wanted::Revoke(channel, person))),
                (text(locale, "button-leave-no", &[]), Action::Cancel),
            ])?;
            let words = text(locale, "chats-revoke-asked", &[("who", described(locale, incoming, found).into())]);
            Ok(Reply::said(Status::Clarify, words).with_choices(choices))
        }
        Wanted::Revoke(channel, person) => {
            incoming.actor.require(Permission::Manage)?;
            let channel = Channel::of_id(&channel).ok_or_else(|| Problem::new("chats-not-linked"))?;
            let mut control = app.store.control().await?;
            let cut = chats::unlink(&mut control, (channel, &person), organization).await?;
            control.commit().await?;
            let id = if cut { "chats-revoked" } else { "chats-not-linked" };
            Ok(Reply::said(Status::Done, text(locale, id, &[])))
        }
        Wanted::Release(channel, chat) => {
            incoming.actor.require(Permission::Manage)?;
            let channel = Channel::of_id(&channel).ok_or_else(|| Problem::new("chats-not-linked"))?;
            let mut control = app.store.control().await?;
            let bound = chats::find_group(&mut control, channel, &chat).await?.filter(|it| it.organization == organization);
            if bound.is_some() {
                chats::unbind_group(&mut control, channel, &chat).await?;
                control.commit().await?;
            }
            let id = if bound.is_some() { "group-unbound" } else { "chats-not-linked" };
            Ok(Reply::said(Status::Done, text(locale, id, &[])))
        }
    }
}

async fn code(app: &App, incoming: &Incoming, grant: Grant) -> Result<Reply> {
    let locale = incoming.locale;
    let mut control = app.store.control().await?;
    let code = chats::create_code(&mut control, app.clock, incoming.organization.id, grant).await?;
    control.commit().await?;
    let id = if matches!(grant, Grant::Member(_)) { "code-own" } else { "code-invitation" };
    let mut words = text(locale, id, &[("code", Arg::from(&code.short)), ("name", Arg::from(&incoming.organization.name))]);
    if let Some(link) = app.deep_link(&code.long) {
        words = format!("{words}\n{link}");
    }
    Ok(Reply::said(Status::Done, words))
}

/// `Оксана · Telegram · менеджер · з 26.01.2026`
fn described(locale: Locale, incoming: &Incoming, it: &LinkedChat) -> String {
    let since = it.linked_at.with_timezone(&incoming.organization.timezone).date_naive();
    let args = [
        ("name", Arg::from(&it.name)),
        ("service", service_name(it.channel).into()),
        ("role", text(locale, &format!("role-{}", it.role), &[]).into()),
        ("date", locale::format_date(locale, since).into()),
    ];
    text(locale, "chats-person", &args)
}

fn service_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Telegram => "Telegram",
        Channel::Discord => "Discord",
        other => other.id(),
    }
}
