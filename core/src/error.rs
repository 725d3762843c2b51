//! What can go wrong, said as what the receiver can do next.

use std::borrow::Cow;
use std::time::Duration;

/// A finding that a person can act on: the id of a message in the locales and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Problem {
    pub fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// What a person may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Ask questions, see pages, export.
    Read,
    /// Import files, edit customers and deals.
    Edit,
    /// Members, settings, deletion.
    Manage,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fix the input.
    #[error("invalid: {}", .0.code)]
    Invalid(Problem),
    /// Also the answer for another organization's row. The word is an entity: `organization`, `import`.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// Ask the owner.
    #[error("forbidden: {0:?}")]
    Forbidden(Permission),
    /// Somebody was faster.
    #[error("conflict: {}", .0.code)]
    Conflict(Problem),
    #[error("busy")]
    Busy { retry_after: Duration },
    /// The outside world; the word names the service.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// Our fault: logged, never shown.
    #[error("internal: {0:#}")]
    Internal(#[from] anyhow::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The message id in the locales, the `code` in JSON, a field in the log.
    pub fn code(&self) -> Cow<'static, str> {
        match self {
            Self::Invalid(problem) | Self::Conflict(problem) => problem.code.into(),
            Self::NotFound(entity) => format!("not-found-{entity}").into(),
            Self::Forbidden(_) => "forbidden".into(),
            Self::Busy { .. } => "busy".into(),
            Self::Unavailable(service) => format!("unavailable-{service}").into(),
            Self::Internal(_) => "internal".into(),
        }
    }

    /// Whether the person can fix it (exit status 1) or it is our fault (70).
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Internal(_))
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Invalid(problem)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(it) if it.is_unique_violation() => Self::Conflict(Problem::new("already-exists")),
            sqlx::Error::PoolTimedOut => Self::Busy { retry_after: Duration::from_secs(2) },
            _ => Self::Internal(anyhow::Error::new(error)),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(anyhow::Error::new(error))
    }
}
