//! The web chat over its own router, as a signed-in owner; its page shows what the reply says.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use kabinet_core::app::App;
use kabinet_core::conversation::history::{self, Author, Talk};
use kabinet_core::conversation::{Block, Channel, Choice};
use kabinet_core::ids::{OrganizationId, UserId};
use kabinet_core::tenancy::{self, Role};
use tower::ServiceExt;

use super::{Act, Place, Turn, file_name, fixture, written};
use crate::support::IDS;

struct Browser {
    app: Arc<App>,
    router: Router,
    cookie: String,
    csrf: String,
    user: UserId,
}

pub async fn hold(place: Place, turns: &[Turn<'_>]) {
    let Place { app, organization, locale, folder: _folder, _fresh } = place;
    let app = Arc::new(app);
    let mut here = organization.id;
    let browser = Browser::open(app, here, locale.id()).await;
    let mut offered: [Vec<Choice>; 2] = Default::default();
    for turn in turns {
        let last = browser.last(here).await;
        let answer = match turn.act {
            Act::Write(words) | Act::Aside(words) => {
                browser.post("/api/messages", "application/json", serde_json::json!({"text": words}).to_string().into()).await
            }
            Act::Tap { n, ago } => {
                let token = &offered[ago][n - 1].token;
                browser.post("/api/choices", "application/json", serde_json::json!({"token": token}).to_string().into()).await
            }
            Act::Drop(path) => {
                let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"";
                let mut body = format!("{head}{}\"\r\n\r\n", file_name(path)).into_bytes();
                body.extend(std::fs::read(fixture(path)).unwrap());
                body.extend(b"\r\n--b--\r\n");
                browser.post("/api/files", "multipart/form-data; boundary=b", body).await
            }
        };
        assert_eq!(answer.0, StatusCode::OK, "{}: {}", turn.line, answer.1);
        let blocks;
        (here, blocks) = browser.answer(last).await;
        let said = written(&blocks);
        assert_eq!(said.trim_end(), turn.reply.join("\n"), "the web chat says otherwise to {:?}", turn.line);
        // The page shows the same words.
        let page = plain(&browser.get("/").await);
        for line in turn.reply.iter().filter(|it| !it.starts_with('[')) {
            assert!(page.contains(&folded(line)), "the page does not show {line:?} to {:?}", turn.line);
        }
        let choices = blocks.into_iter().flat_map(|it| match it {
            Block::Choices { choices } => choices,
            _ => Vec::new(),
        });
        offered = [choices.collect(), std::mem::take(&mut offered[0])];
    }
}

impl Browser {
    async fn open(app: Arc<App>, organization: OrganizationId, locale: &str) -> Self {
        let mut control = app.store.control().await.unwrap();
        let user = tenancy::create_user(&mut control, &IDS, app.clock, None, "Олена").await.unwrap().id;
        tenancy::set_membership(&mut control, app.clock, organization, user, Role::Owner).await.unwrap();
        let link = tenancy::create_link(&mut control, app.clock, organization, user).await.unwrap();
        control.commit().await.unwrap();
        let router = kabinet_web::router(app.clone());
        let request = Request::post(format!("/in/{}", link.token)).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let session = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut browser = Self { app, router, cookie: format!("{session}; kabinet_locale={locale}"), csrf: String::new(), user };
        let page = browser.get("/").await;
        browser.csrf = page.split("name=\"csrf-token\" content=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        browser
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn get(&self, path: &str) -> String {
        self.send(Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap()).await.1
    }

    async fn post(&self, path: &str, kind: &str, body: Vec<u8>) -> (StatusCode, String) {
        let request = Request::post(path).header(header::COOKIE, &self.cookie).header("x-csrf-token", &self.csrf);
        self.send(request.header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()).await
    }

    async fn newest(&self, organization: OrganizationId) -> Option<(i64, Author, Vec<Block>)> {
        let chat = self.user.to_string();
        let talk = Talk { organization, channel: Channel::Web, chat: &chat };
        let newest = history::newest(&self.app, talk, 1).await.unwrap().pop()?;
        Some((newest.id, newest.author, newest.blocks))
    }

    async fn last(&self, organization: OrganizationId) -> i64 {
        self.newest(organization).await.map_or(0, |it| it.0)
    }

    /// The answer, and in which organization the talk goes on.
    async fn answer(&self, after: i64) -> (OrganizationId, Vec<Block>) {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let mut control = self.app.store.control_read().await.unwrap();
            let organizations = tenancy::list_for_user(&mut control, self.user).await.unwrap();
            drop(control);
            for organization in organizations.into_iter().map(|it| it.id) {
                let newest = self.newest(organization).await.filter(|it| it.0 > after);
                if let Some((_, Author::Assistant, blocks)) = newest {
                    return (organization, blocks);
                }
            }
            assert!(Instant::now() < end, "the web chat does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The words of a page, in one line.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for (n, piece) in html.split('<').enumerate() {
        let rest = if n == 0 { Some(piece) } else { piece.split_once('>').map(|it| it.1) };
        text.push(' ');
        text.push_str(rest.unwrap_or_default());
    }
    for (name, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
    {
        text = text.replace(name, letter);
    }
    folded(&text)
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
