//! The page for one file that is too large for a chat service. It works once; the link itself is the secret.

use std::sync::Arc;

use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kabinet_core::app::App;
use kabinet_core::delivery::uploads;
use kabinet_core::error::{Error, Problem};
use kabinet_core::locale::{self, Locale};
use serde::Serialize;

use crate::chat::{clean_name, next, receive_into};
use crate::explain::Result;
use crate::gate::Language;
use crate::views::{self, Notice, View};

#[derive(Serialize)]
pub(crate) struct UploadPage {
    pub token: String,
    pub max_megabytes: i64,
}

impl View for UploadPage {
    const TEMPLATE: &'static str = "upload.html";
}

pub(crate) async fn show(State(app): State<Arc<App>>, Language(seen): Language, Path(token): Path<String>) -> Result<Response> {
    let mut control = app.store.control_read().await?;
    match uploads::find(&mut control, app.clock, &token).await? {
        Some(locale) => {
            let max_megabytes = i64::try_from(app.config.import.max_bytes / 1_000_000).unwrap_or(i64::MAX);
            Ok(views::page(locale, &UploadPage { token, max_megabytes })?)
        }
        None => spent(seen),
    }
}

pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Language(seen): Language,
    Path(token): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    let mut control = app.store.control_read().await?;
    let Some(locale) = uploads::find(&mut control, app.clock, &token).await? else { return spent(seen) };
    drop(control);
    while let Some(field) = next(&app, form.next_field()).await? {
        let Some(name) = field.file_name().map(clean_name) else { continue };
        let path = receive_into(&app, app.config.data.join("waiting").join("uploads"), field).await?;
        let mut control = app.store.control().await?;
        match uploads::hand_over(&mut control, (&app.ids, app.clock), &token, (&name, &path)).await {
            Ok(()) => {}
            Err(Error::Invalid(_)) => {
                let _ = tokio::fs::remove_file(&path).await;
                return spent(locale);
            }
            Err(error) => return Err(error.into()),
        }
        control.commit().await?;
        app.bells.inbox.ring();
        let page = Notice { title: "web-upload-taken-title", message: locale::text(locale, "web-upload-taken", &[]), hint: None };
        return Ok(views::page(locale, &page)?);
    }
    Err(Problem::new("web-no-file").into())
}

fn spent(locale: Locale) -> Result<Response> {
    let page = Notice { title: "web-link-spent-title", message: locale::text(locale, "upload-link-spent", &[]), hint: None };
    Ok((StatusCode::GONE, views::page(locale, &page)?).into_response())
}
