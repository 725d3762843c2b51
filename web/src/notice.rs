//! What was just done, told on the page that a form leads to. It goes there in a cookie and is told once:
//! a page that is the answer to a form would do it again when it is loaded again.

use std::time::Duration;

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use kabinet_core::app::App;

use crate::files;
use crate::gate::{Cookie, SetCookie, cookie};

const NOTICE: &str = "kabinet_notice";
/// Long enough for the next page to be asked for.
const LIVES: Duration = Duration::from_secs(60);
/// Proxies commonly take 4,096 bytes of headers in all.
const ROOM: usize = 2_600;

/// Takes the words along to the page at `path`: as many lines as a cookie has room for.
pub(crate) fn tell(app: &App, path: &'static str, words: &str) -> SetCookie {
    let mut value = String::new();
    for line in words.split_inclusive('\n').map(files::percent) {
        if value.len() + line.len() > ROOM {
            value.push_str(&files::percent("…"));
            break;
        }
        value.push_str(&line);
    }
    cookie(app, Cookie { name: NOTICE, value: &value, path, lives: LIVES })
}

/// What was taken along, if anything, and the cookie that forgets it.
pub(crate) fn told(app: &App, path: &'static str, headers: &HeaderMap) -> Option<(String, SetCookie)> {
    let jar = CookieJar::from_headers(headers);
    let words = jar.get(NOTICE)?.value().to_owned();
    Some((words, cookie(app, Cookie { name: NOTICE, value: "", path, lives: Duration::ZERO })))
}
