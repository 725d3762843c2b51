//! One message that shows how far an import is, changes itself, and can stop it.

use std::time::Duration;

use kabinet_core::app::App;
use kabinet_core::conversation;
use kabinet_core::conversation::history::Talk;
use kabinet_core::delivery::{Update, inbox};
use kabinet_core::error::Result;
use kabinet_core::locale::Locale;
use tokio::time::Instant;

/// What a tap on the button of the message says; all other taps carry tokens.
pub(crate) const STOP: &str = "stop";
/// What is done sooner needs no word meanwhile.
const AT_ONCE: Duration = Duration::from_millis(400);
const SHOWN_AFTER: Duration = Duration::from_millis(1_500);
/// Services bear an edit every few seconds; answers have to go out too.
const CHANGED_EVERY: Duration = Duration::from_secs(3);
/// A call that only shows how far we are may take so long.
pub(crate) const CALL: Duration = Duration::from_secs(5);

/// Where the person waits, in one service.
pub(crate) trait Waiting {
    /// How often the service is told that somebody types: before that line fades.
    const TYPES_FOR: Duration;

    /// Says that somebody types, and does not wait for the service.
    fn types(&self);

    /// Shows the words in this message, or in a new one. Returns the message they stand in, once there is one.
    fn show(&self, message: Option<&str>, words: &str) -> impl Future<Output = Option<String>> + Send;
}

/// Waits for `work` and shows meanwhile that it is under way. Returns the message that showed it, if one had to.
pub(crate) async fn shown<T, W: Waiting>(
    app: &App,
    (talk, locale): (Talk<'_>, Locale),
    (waiting, update): (W, &Update),
    work: impl Future<Output = Result<T>>,
) -> Result<(T, Option<String>)> {
    let began = Instant::now();
    // The update was begun before: its message stands there still.
    let mut message: Option<String> = update.note.clone();
    let mut work = std::pin::pin!(work);
    let mut typed_at: Option<Instant> = None;
    let mut changed_at: Option<Instant> = None;
    let mut last = String::new();
    let mut ticks = tokio::time::interval(Duration::from_millis(200));
    loop {
        tokio::select! {
            done = &mut work => return Ok((done?, message)),
            _ = ticks.tick() => {}
        }
        if began.elapsed() >= AT_ONCE && message.is_none() && typed_at.is_none_or(|it| it.elapsed() >= W::TYPES_FOR) {
            typed_at = Some(Instant::now());
            waiting.types();
        }
        let Some(how_far) = conversation::how_far(app, talk) else { continue };
        if began.elapsed() < SHOWN_AFTER || changed_at.is_some_and(|it| it.elapsed() < CHANGED_EVERY) {
            continue;
        }
        let words = conversation::how_far_text(locale, how_far);
        if words == last {
            continue;
        }
        changed_at = Some(Instant::now());
        last.clone_from(&words);
        let new = waiting.show(message.as_deref(), &words).await;
        if message.is_none()
            && let Some(new) = new
        {
            if let Err(error) = note(app, update, &new).await {
                tracing::debug!("a message of progress was not noted: {error}");
            }
            message = Some(new);
        }
    }
}

/// On SQLite an import holds the only writer: the note must not wait for it.
async fn note(app: &App, update: &Update, message: &str) -> Result<()> {
    let noted = tokio::time::timeout(Duration::from_millis(200), inbox::note(&app.store, update, message)).await;
    noted.unwrap_or(Ok(()))
}
