//! The only place that reads the system's clock.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The time an answer is given for: the real one, or one that stands still (tests, demo, `--as-of`).
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    System,
    Fixed(DateTime<Utc>),
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the system's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(moment) => *moment,
        }
    }

    /// Today's date where the organization is.
    pub fn today(&self, timezone: Tz) -> NaiveDate {
        self.now().with_timezone(&timezone).date_naive()
    }

    /// A clock that stands at noon of `date` in `timezone`.
    pub fn at(date: NaiveDate, timezone: Tz) -> Self {
        let noon = date.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default());
        let moment = timezone.from_local_datetime(&noon).earliest();
        Self::Fixed(moment.map_or_else(|| noon.and_utc(), |it| it.with_timezone(&Utc)))
    }
}
