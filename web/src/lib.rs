//! The portal: axum. The local web chat is its first page.
//! A handler extracts, calls the core, and builds a view; no SQL and no rule of the business lives here.

mod assets;
mod chat;
mod chats;
mod columns;
mod explain;
mod files;
mod gate;
mod imports;
mod notice;
mod pages;
mod routes;
mod upload;
mod views;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware;
use axum::response::IntoResponse;
use kabinet_core::app::App;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

pub use gate::Gate;
pub use routes::{Route, routes};

/// How long a stopping server waits for answers under way.
const LAST_ANSWERS: Duration = Duration::from_secs(20);

/// Nothing runs or loads from anywhere else, nothing is framed, no script or style stands in a page.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The whole site.
pub fn router(app: Arc<App>) -> Router {
    let site = routes()
        .into_iter()
        .fold(Router::new(), |site, route| site.route(route.path, route.guarded(&app)))
        .fallback(|| async { explain::missing_page().into_response() });
    site.layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(always(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
            .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(always(header::REFERRER_POLICY, "same-origin"))
            .layer(always(header::X_FRAME_OPTIONS, "DENY"))
            .layer(always(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
            .layer(always(
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ))
            // Pages hold an organization's figures: no cache may keep them. Assets say otherwise themselves.
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .layer(middleware::from_fn(explain::explain))
            .layer(CatchPanicLayer::custom(|_| explain::panicked())),
    )
    .with_state(app)
}

/// Serves, with routes of services beside the portal's, until `shutdown` is done, then lets answers under way finish, for a while.
pub async fn serve(
    app: Arc<App>,
    listener: tokio::net::TcpListener,
    more: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let stopping = Arc::new(tokio::sync::Notify::new());
    let told = stopping.clone();
    let server = axum::serve(listener, router(app).merge(more)).with_graceful_shutdown(async move {
        shutdown.await;
        told.notify_one();
    });
    let patience = async {
        stopping.notified().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        done = server => done,
        () = patience => Ok(()),
    }
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// The pattern of the path, never the path itself: it may hold a sign-in token.
fn span(request: &Request) -> tracing::Span {
    let path = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str);
    let id = request.headers().get("x-request-id").and_then(|it| it.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path, id)
}
