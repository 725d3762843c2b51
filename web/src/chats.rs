//! Who talks to this organization from which service: seen and cut by owners; codes for new chats.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kabinet_core::app::App;
use kabinet_core::error::{Permission, Problem};
use kabinet_core::locale::{self, Arg, Locale, text};
use kabinet_core::tenancy::chats::{self, Grant};
use kabinet_core::tenancy::{Channel, OrganizationKind, Role};
use serde::{Deserialize, Serialize};

use crate::explain::Result;
use crate::gate::{Language, Member};
use crate::views::{self, View};

#[derive(Serialize)]
pub(crate) struct ChatsPage {
    csrf: String,
    organization: String,
    is_demo: bool,
    can_manage: bool,
    people: Vec<PersonItem>,
    groups: Vec<GroupItem>,
    /// A code just made, and its link where there is a bot to open.
    code: Option<String>,
    link: Option<String>,
}

#[derive(Serialize)]
struct PersonItem {
    channel: &'static str,
    person: String,
    name: String,
    about: String,
}

#[derive(Serialize)]
struct GroupItem {
    channel: &'static str,
    chat: String,
    title: String,
    policy: String,
}

impl View for ChatsPage {
    const TEMPLATE: &'static str = "chats.html";
}

pub(crate) async fn show(State(app): State<Arc<App>>, Language(locale): Language, member: Member) -> Result<Response> {
    Ok(views::page(locale, &page(&app, locale, &member).await?)?)
}

async fn page(app: &App, locale: Locale, member: &Member) -> Result<ChatsPage> {
    let can_manage = member.actor.require(Permission::Manage).is_ok();
    let (mut people, mut groups) = (Vec::new(), Vec::new());
    if can_manage {
        let mut control = app.store.control_read().await?;
        for it in chats::list_links(&mut control, member.organization.id).await? {
            let since = it.linked_at.with_timezone(&member.organization.timezone).date_naive();
            let args = [
                ("service", Arg::from(service(it.channel))),
                ("role", text(locale, &format!("role-{}", it.role), &[]).into()),
                ("date", locale::format_date(locale, since).into()),
            ];
            let about = text(locale, "web-chats-about", &args);
            people.push(PersonItem { channel: it.channel.id(), person: it.person, name: it.name, about });
        }
        for it in chats::list_groups(&mut control, member.organization.id).await? {
            let policy = [format!("group-shows-{}", it.shows.id()), format!("group-asks-{}", it.asks.id())];
            let policy = policy.map(|id| text(locale, &id, &[])).join(" ");
            groups.push(GroupItem { channel: it.channel.id(), chat: it.chat, title: it.title, policy });
        }
    }
    Ok(ChatsPage {
        csrf: member.session.csrf_token.clone(),
        organization: member.organization.name.clone(),
        is_demo: member.organization.kind == OrganizationKind::Demo,
        can_manage,
        people,
        groups,
        code: None,
        link: None,
    })
}

#[derive(Deserialize)]
pub(crate) struct CodeForm {
    /// Of the new member; none: a chat of one's own.
    role: Option<String>,
}

pub(crate) async fn make_code(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Form(form): Form<CodeForm>,
) -> Result<Response> {
    if member.organization.kind == OrganizationKind::Demo {
        return Err(Problem::new("chats-own-only").into());
    }
    let grant = match form.role.filter(|it| !it.is_empty()) {
        None => Grant::Member(member.session.user),
        Some(role) => {
            member.actor.require(Permission::Manage)?;
            let role: Role = role.parse()?;
            Grant::Invitation(role)
        }
    };
    let mut control = app.store.control().await?;
    let code = chats::create_code(&mut control, app.clock, member.organization.id, grant).await?;
    control.commit().await?;
    let mut view = page(&app, locale, &member).await?;
    view.code = Some(code.short);
    view.link = app.deep_link(&code.long);
    Ok(views::page(locale, &view)?)
}

#[derive(Deserialize)]
pub(crate) struct CutForm {
    channel: String,
    /// A person, or a group.
    person: Option<String>,
    chat: Option<String>,
}

pub(crate) async fn cut(State(app): State<Arc<App>>, member: Member, Form(form): Form<CutForm>) -> Result<Response> {
    member.actor.require(Permission::Manage)?;
    let channel = Channel::of_id(&form.channel).ok_or_else(|| Problem::new("chats-not-linked"))?;
    let organization = member.organization.id;
    let mut control = app.store.control().await?;
    if let Some(person) = &form.person {
        chats::unlink(&mut control, (channel, person), organization).await?;
    }
    if let Some(chat) = &form.chat
        && chats::find_group(&mut control, channel, chat).await?.is_some_and(|it| it.organization == organization)
    {
        chats::unbind_group(&mut control, channel, chat).await?;
    }
    control.commit().await?;
    Ok(Redirect::to("/chats").into_response())
}

fn service(channel: Channel) -> &'static str {
    match channel {
        Channel::Telegram => "Telegram",
        Channel::Discord => "Discord",
        other => other.id(),
    }
}

#[cfg(test)]
pub(crate) fn samples(odd: &str) -> Vec<ChatsPage> {
    let sample = |can_manage: bool, code: Option<&str>| ChatsPage {
        csrf: "token".into(),
        organization: odd.into(),
        is_demo: !can_manage,
        can_manage,
        people: vec![PersonItem { channel: "telegram", person: "1".into(), name: odd.into(), about: odd.into() }],
        groups: vec![GroupItem { channel: "telegram", chat: "-1".into(), title: odd.into(), policy: odd.into() }],
        code: code.map(Into::into),
        link: code.map(|_| "https://t.me/x?start=y".into()),
    };
    vec![sample(true, Some("K7PM-2WQX")), sample(true, None), sample(false, None)]
}
