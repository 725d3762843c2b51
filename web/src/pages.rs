//! The pages: the chat, the ways in and out, the choice of language and organization.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kabinet_core::app::App;
use kabinet_core::conversation::history;
use kabinet_core::error::{Error, Problem};
use kabinet_core::ids::OrganizationId;
use kabinet_core::locale::{self, Locale};
use kabinet_core::tenancy::{self, NewOrganization, OrganizationKind, Role};
use serde::Deserialize;

use crate::explain::Result;
use crate::gate::{LOCALE_COOKIE, Language, Member, SESSION_COOKIE, set_cookie};
use crate::views::{self, ChatPage, LinkPage, Notice, Welcome};

/// Messages shown when the page is opened.
const MESSAGES_SHOWN: usize = 100;
/// Letters in the name of a company.
const NAME_LIMIT: usize = 120;

pub(crate) async fn health(State(app): State<Arc<App>>) -> Result<&'static str> {
    app.store.control_read().await?;
    Ok("ok\n")
}

/// Who is not signed in chooses the language by a link.
#[derive(Deserialize)]
pub(crate) struct Asked {
    lang: Option<String>,
}

pub(crate) async fn show_chat(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    Query(asked): Query<Asked>,
    member: Option<Member>,
) -> Result<Response> {
    let Some(member) = member else {
        let locale = asked.lang.and_then(|it| it.parse().ok()).unwrap_or(locale);
        return Ok(views::page(locale, &Welcome {})?);
    };
    let messages = history::newest(&app, member.talk(), MESSAGES_SHOWN).await?;
    Ok(views::page(locale, &ChatPage::new(&app, &member, &messages))?)
}

/// Looking at a link does not spend it: programs that preview links look too. The button does.
pub(crate) async fn show_link(Language(locale): Language, Path(token): Path<String>) -> Result<Response> {
    Ok(views::page(locale, &LinkPage { token })?)
}

pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    Path(link): Path<String>,
    before: Option<Member>,
) -> Result<Response> {
    let mut control = app.store.control().await?;
    let (user, organization) = match tenancy::redeem_link(&mut control, app.clock, &link).await {
        Ok(found) => found,
        Err(Error::Invalid(problem)) => {
            let page = Notice {
                title: "web-link-spent-title",
                message: locale::problem_text(locale, &problem),
                hint: Some("web-link-spent-hint"),
            };
            return Ok((StatusCode::GONE, views::page(locale, &page)?).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(before) = before {
        tenancy::end_session(&mut control, &before.token).await?;
    }
    let token = tenancy::create_session(&mut control, app.clock, organization, user).await?;
    control.commit().await?;
    Ok((set_cookie(&app, SESSION_COOKIE, Some(&token)), Redirect::to("/")).into_response())
}

pub(crate) async fn sign_out(State(app): State<Arc<App>>, member: Member) -> Result<Response> {
    let mut control = app.store.control().await?;
    tenancy::end_session(&mut control, &member.token).await?;
    control.commit().await?;
    Ok((set_cookie(&app, SESSION_COOKIE, None), Redirect::to("/")).into_response())
}

#[derive(Deserialize)]
pub(crate) struct LocaleForm {
    locale: String,
}

pub(crate) async fn choose_locale(State(app): State<Arc<App>>, Form(form): Form<LocaleForm>) -> Result<Response> {
    let locale: Locale = form.locale.parse()?;
    Ok((set_cookie(&app, LOCALE_COOKIE, Some(locale.id())), Redirect::to("/")).into_response())
}

#[derive(Deserialize)]
pub(crate) struct SwitchForm {
    organization: i64,
}

pub(crate) async fn switch_organization(
    State(app): State<Arc<App>>,
    member: Member,
    Form(form): Form<SwitchForm>,
) -> Result<Redirect> {
    let known = member.organizations.iter().find(|it| it.id == OrganizationId(form.organization));
    let organization = known.ok_or(Error::NotFound("organization"))?.id;
    let mut control = app.store.control().await?;
    tenancy::switch_session(&mut control, &member.token, organization).await?;
    control.commit().await?;
    Ok(Redirect::to("/"))
}

#[derive(Deserialize)]
pub(crate) struct NewOrganizationForm {
    name: String,
    currency: String,
}

pub(crate) async fn create_organization(
    State(app): State<Arc<App>>,
    Language(locale): Language,
    member: Member,
    Form(form): Form<NewOrganizationForm>,
) -> Result<Redirect> {
    if form.name.chars().count() > NAME_LIMIT {
        return Err(Problem::new("web-name-too-long").into());
    }
    let mut control = app.store.control().await?;
    let new = NewOrganization {
        slug: tenancy::free_slug(&mut control, &form.name).await?,
        name: form.name,
        currency: form.currency.trim().to_uppercase(),
        timezone: member.organization.timezone,
        locale,
        kind: OrganizationKind::Own,
    };
    let organization = tenancy::create(&mut control, app.clock, new).await?;
    tenancy::set_membership(&mut control, app.clock, organization.id, member.session.user, Role::Owner).await?;
    tenancy::switch_session(&mut control, &member.token, organization.id).await?;
    control.commit().await?;
    Ok(Redirect::to("/"))
}
