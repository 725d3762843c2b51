//! Failures in words: whatever went wrong, the person reads a sentence, and a program gets a code.

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kabinet_core::error::{Error, Problem};
use kabinet_core::locale;
use serde_json::json;

use crate::gate::locale_of;
use crate::views::{self, Notice};

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// An error on its way out. It gets its words in `explain`, which knows the language and who asks.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    error: Error,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, problem: Problem) -> Self {
        Self { status, error: Error::Invalid(problem) }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        let status = match &error {
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::Busy { .. } | Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, error }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if self.error.is_ours() {
            tracing::error!(error = %self.error, "{}", self.error);
        }
        let mut response = self.status.into_response();
        if let Error::Busy { retry_after } = &self.error {
            response.headers_mut().insert(header::RETRY_AFTER, retry_after.as_secs().max(1).into());
        }
        response.extensions_mut().insert(Arc::new(self.error));
        response
    }
}

pub(crate) fn missing_page() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, Problem::new("web-page-missing"))
}

pub(crate) fn panicked() -> Response {
    Failure::from(Error::Internal(std::io::Error::other("a request panicked").into())).into_response()
}

/// Gives every failed response its words: JSON for the script of a page, a page for a person.
pub(crate) async fn explain(request: Request, next: Next) -> Response {
    let locale = locale_of(request.headers());
    let for_script = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let error = parts.extensions.remove::<Arc<Error>>().unwrap_or_else(|| Arc::new(error_of(status)));
    let message = locale::error_text(locale, &error);
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = if for_script {
        Json(json!({ "code": error.code(), "message": message })).into_response()
    } else {
        let page = Notice { title: "web-failed-title", message: message.clone(), hint: None };
        views::page(locale, &page).unwrap_or_else(|_| message.into_response())
    };
    let (words, body) = body.into_parts();
    parts.headers.extend(words.headers);
    Response::from_parts(parts, body)
}

/// For failures of the layers below us, which have a status only.
fn error_of(status: StatusCode) -> Error {
    let id = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "web-page-missing",
        StatusCode::PAYLOAD_TOO_LARGE => "web-too-large",
        StatusCode::REQUEST_TIMEOUT => "web-too-slow",
        status if status.is_client_error() => "web-not-understood",
        _ => "internal",
    };
    Error::Invalid(Problem::new(id))
}
