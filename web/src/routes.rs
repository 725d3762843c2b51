//! Every way in, in one table: the router is built of it, and the tests walk through it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware;
use axum::routing::{MethodFilter, MethodRouter, on};
use kabinet_core::app::App;
use tower::ServiceBuilder;
use tower_http::timeout::TimeoutLayer;

use crate::gate::{self, Gate};
use crate::{assets, chat, chats, columns, files, imports, pages, upload};

/// Forms and questions are small.
const SMALL_BODY: usize = 64 * 1024;
/// Bytes of a multipart form around the file itself.
const FORM_AROUND_FILE: u64 = 64 * 1024;
const QUICK: Duration = Duration::from_secs(30);

/// What a request may bring and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A small body and a quick answer.
    Quick,
    /// The assistant answers; a file may be loaded meanwhile.
    Answer,
    /// A file comes in: as long as its bytes keep coming.
    Upload,
    /// A file goes out.
    Download,
}

pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub gate: Gate,
    pub pace: Pace,
    handler: MethodRouter<Arc<App>>,
}

/// The table of routes.
pub fn routes() -> Vec<Route> {
    use Gate::{Anyone, Member, Open};
    use Pace::{Answer, Download, Quick, Upload};
    vec![
        get("/health", Open, Quick, pages::health),
        get("/assets/{*path}", Open, Quick, assets::show),
        get("/favicon.ico", Open, Quick, assets::favicon),
        get("/in/{token}", Anyone, Quick, pages::show_link),
        post("/in/{token}", Anyone, Quick, pages::sign_in),
        get("/", Anyone, Quick, pages::show_chat),
        post("/locale", Member, Quick, pages::choose_locale),
        post("/organizations", Member, Quick, pages::create_organization),
        post("/organizations/switch", Member, Quick, pages::switch_organization),
        post("/sign-out", Member, Quick, pages::sign_out),
        get("/api/history", Member, Quick, chat::show_history),
        post("/api/messages", Member, Answer, chat::say),
        post("/api/choices", Member, Answer, chat::choose),
        post("/api/files", Member, Upload, chat::drop_file),
        get("/api/progress", Member, Quick, chat::show_progress),
        post("/api/progress/stop", Member, Quick, chat::stop),
        get("/imports", Member, Quick, imports::show),
        post("/imports/{number}/undo", Member, Answer, imports::undo),
        post("/imports/{number}/redo", Member, Answer, imports::redo),
        get("/imports/{number}/original", Member, Download, imports::original),
        get("/imports/{number}/rejected", Member, Answer, imports::rejected),
        get("/imports/columns/{file}", Member, Answer, columns::show),
        post("/imports/columns/{file}", Member, Answer, columns::save),
        post("/imports/columns/{file}/forget", Member, Answer, columns::forget),
        get("/summary.xlsx", Member, Answer, files::summary),
        get("/files/{message}/{block}", Member, Download, files::download),
        get("/chats", Member, Quick, chats::show),
        post("/chats/code", Member, Quick, chats::make_code),
        post("/chats/cut", Member, Quick, chats::cut),
        get("/upload/{token}", Anyone, Quick, upload::show),
        post("/upload/{token}", Anyone, Upload, upload::take),
    ]
}

impl Route {
    /// The handler behind its gate, with the limits of its pace.
    pub(crate) fn guarded(self, app: &Arc<App>) -> MethodRouter<Arc<App>> {
        let limits = app.config.import;
        let gate = self.gate;
        let guard =
            middleware::from_fn_with_state(app.clone(), move |state, request, next| gate::admit(gate, state, request, next));
        let body = match self.pace {
            Pace::Upload => usize::try_from(limits.max_bytes.saturating_add(FORM_AROUND_FILE)).unwrap_or(usize::MAX),
            Pace::Quick | Pace::Answer | Pace::Download => SMALL_BODY,
        };
        let handler: MethodRouter<Arc<App>> =
            self.handler.layer(ServiceBuilder::new().layer(DefaultBodyLimit::max(body)).layer(guard));
        let within = |time| TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, time);
        match self.pace {
            Pace::Quick => handler.layer(within(QUICK)),
            Pace::Answer => handler.layer(within(limits.max_time + QUICK)),
            // Bytes that stop coming are noticed where they are read.
            Pace::Upload | Pace::Download => handler,
        }
    }
}

fn get<H: Handler<T, Arc<App>>, T: 'static>(path: &'static str, gate: Gate, pace: Pace, handler: H) -> Route {
    Route { method: Method::GET, path, gate, pace, handler: on(MethodFilter::GET, handler) }
}

fn post<H: Handler<T, Arc<App>>, T: 'static>(path: &'static str, gate: Gate, pace: Pace, handler: H) -> Route {
    Route { method: Method::POST, path, gate, pace, handler: on(MethodFilter::POST, handler) }
}
