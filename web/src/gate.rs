//! Who is at the door: the session, the member behind it, and the token that every form must bring back.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Form, FromRequest, FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use kabinet_core::app::App;
use kabinet_core::conversation::Channel;
use kabinet_core::conversation::history::Talk;
use kabinet_core::error::{Error, Problem, Result};
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::{self, Actor, Organization, Session};

use crate::explain::Failure;

pub(crate) const SESSION_COOKIE: &str = "kabinet_session";
pub(crate) const LOCALE_COOKIE: &str = "kabinet_locale";
const CSRF_HEADER: &str = "x-csrf-token";
const CSRF_FIELD: &str = "csrf";
const FORM_LIMIT: usize = 64 * 1024;
/// As long as a session lives.
const COOKIE_LIVES: Duration = Duration::from_secs(30 * 24 * 3600);

/// Who may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Everybody; nobody is looked up.
    Open,
    /// Everybody; a signed-in person is recognized.
    Anyone,
    /// Signed-in members of an organization.
    Member,
}

/// A signed-in person in the organization now looked at.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub token: String,
    pub session: Session,
    pub organization: Organization,
    pub actor: Actor,
    /// All organizations of this person, oldest first.
    pub organizations: Vec<Organization>,
    /// The chat of this person in the web channel.
    pub chat: String,
}

impl Member {
    pub(crate) fn talk(&self) -> Talk<'_> {
        Talk { organization: self.organization.id, channel: Channel::Web, chat: &self.chat }
    }

    /// Refuses what comes from a page of another organization: meanwhile the person went on to this one in another tab.
    pub(crate) fn require_here(&self, page: Option<i64>) -> Result<()> {
        if page.is_none_or(|it| it == self.organization.id.0) {
            return Ok(());
        }
        Err(Error::Conflict(Problem::new("web-elsewhere").with("organization", &self.organization.name)))
    }
}

/// Looks the visitor up, refuses whom the gate refuses, and every form that does not prove where it came from.
pub(crate) async fn admit(gate: Gate, State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    if gate == Gate::Open {
        return next.run(request).await;
    }
    let member = match find_member(&app, request.headers()).await {
        Ok(member) => member,
        Err(error) => return Failure::from(error).into_response(),
    };
    if gate == Gate::Member && member.is_none() {
        return Failure::new(StatusCode::UNAUTHORIZED, Problem::new("web-signed-out")).into_response();
    }
    if request.method() == Method::POST {
        // The link itself is the secret of signing in; there is no session whose token could be asked.
        let token = member.as_ref().filter(|_| gate == Gate::Member).map(|it| it.session.csrf_token.clone());
        request = match check_origin(request, token.as_deref()).await {
            Ok(request) => request,
            Err(failure) => return failure.into_response(),
        };
    }
    if let Some(member) = member {
        request.extensions_mut().insert(member);
    }
    next.run(request).await
}

async fn find_member(app: &App, headers: &HeaderMap) -> Result<Option<Member>> {
    let jar = CookieJar::from_headers(headers);
    let Some(token) = jar.get(SESSION_COOKIE).map(|it| it.value().to_owned()) else { return Ok(None) };
    let mut control = app.store.control_read().await?;
    let Some(session) = tenancy::find_session(&mut control, app.clock, &token).await? else { return Ok(None) };
    let organizations = tenancy::list_for_user(&mut control, session.user).await?;
    // A person who was removed from the organization last looked at goes on in another one.
    let current = organizations.iter().find(|it| it.id == session.organization).or(organizations.first()).cloned();
    let Some(organization) = current else { return Ok(None) };
    let actor = tenancy::get_actor(&mut control, organization.id, session.user).await?;
    let chat = session.user.to_string();
    Ok(Some(Member { token, session, organization, actor, organizations, chat }))
}

/// A browser says where a form comes from; beside that, the session's token must come back, in a header or a field.
async fn check_origin(request: Request, token: Option<&str>) -> Result<Request, Failure> {
    let stale = || Failure::new(StatusCode::FORBIDDEN, Problem::new("web-form-stale"));
    let site = request.headers().get("sec-fetch-site").and_then(|it| it.to_str().ok());
    if !matches!(site, None | Some("same-origin" | "none")) {
        return Err(stale());
    }
    let Some(token) = token else { return Ok(request) };
    if let Some(given) = request.headers().get(CSRF_HEADER) {
        return if same(given.as_bytes(), token.as_bytes()) { Ok(request) } else { Err(stale()) };
    }
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !is_form {
        return Err(stale());
    }
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, FORM_LIMIT).await.map_err(|_| stale())?;
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let Form(fields) = Form::<Vec<(String, String)>>::from_request(copy, &()).await.map_err(|_| stale())?;
    let proven = fields.iter().any(|(name, value)| name == CSRF_FIELD && same(value.as_bytes(), token.as_bytes()));
    if proven { Ok(Request::from_parts(parts, Body::from(bytes))) } else { Err(stale()) }
}

/// Compares in a time that does not tell how much of it was right.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

pub(crate) type SetCookie = AppendHeaders<[(HeaderName, String); 1]>;

pub(crate) struct Cookie<'a> {
    pub name: &'a str,
    pub value: &'a str,
    /// Pages it is for.
    pub path: &'a str,
    /// Zero: the browser forgets it.
    pub lives: Duration,
}

/// A cookie for the whole site. No value: the browser forgets it.
pub(crate) fn set_cookie(app: &App, name: &str, value: Option<&str>) -> SetCookie {
    let (value, lives) = value.map_or(("", Duration::ZERO), |value| (value, COOKIE_LIVES));
    cookie(app, Cookie { name, value, path: "/", lives })
}

/// A cookie that scripts cannot read.
pub(crate) fn cookie(app: &App, Cookie { name, value, path, lives }: Cookie<'_>) -> SetCookie {
    let secure = if app.config.public_url.starts_with("https://") { "; Secure" } else { "" };
    let lives = lives.as_secs();
    let cookie = format!("{name}={value}; Path={path}; Max-Age={lives}; HttpOnly; SameSite=Lax{secure}");
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// The language chosen on the page, else the browser's, else Ukrainian.
pub(crate) fn locale_of(headers: &HeaderMap) -> Locale {
    let chosen = CookieJar::from_headers(headers).get(LOCALE_COOKIE).and_then(|it| it.value().parse().ok());
    chosen.unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let mut languages = accepted.split(',').filter_map(|it| it.trim().get(..2));
        // Who reads Russian here reads Ukrainian.
        match languages.find(|it| ["uk", "ru", "en"].contains(it)) {
            Some("en") => Locale::En,
            _ => Locale::Uk,
        }
    })
}

/// The locale of a request, for handlers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Language(pub Locale);

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(locale_of(&parts.headers)))
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        // Only a handler behind an open gate could get here without a member.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Failure::new(StatusCode::UNAUTHORIZED, Problem::new("web-signed-out")))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Member {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
