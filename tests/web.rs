//! The web chat over its own router: ways in, walls, files, what a page says and what it refuses.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use kabinet_core::app::App;
use kabinet_core::config::{Config, ImportLimits};
use kabinet_core::conversation::history::{self, Author, Talk};
use kabinet_core::conversation::{Block, Channel, TableBlock};
use kabinet_core::ids::UserId;
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::{self, Organization, Role};
use kabinet_web::{Gate, routes};
use tower::ServiceExt;

use crate::support;

/// A site with two organizations: `mine` has an owner, a manager and a viewer, `other` somebody else.
struct Site {
    app: Arc<App>,
    router: Router,
    mine: Organization,
    other: Organization,
    _fresh: support::Fresh,
    _folder: tempfile::TempDir,
}

/// A signed-in browser.
struct Browser {
    cookie: String,
    csrf: String,
    user: UserId,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

async fn sites() -> Vec<Site> {
    let mut sites = Vec::new();
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            database_url: fresh.url.clone(),
            data: folder.path().into(),
            import: ImportLimits { max_bytes: 100_000, ..ImportLimits::default() },
            ..Config::default()
        };
        let app = Arc::new(App::open(config, "kabinet".into()).await.unwrap());
        let mine = support::organization(&app.store, "mine").await;
        let other = support::organization(&app.store, "other").await;
        sites.push(Site { router: kabinet_web::router(app.clone()), app, mine, other, _fresh: fresh, _folder: folder });
    }
    sites
}

impl Site {
    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str, browser: Option<&Browser>) -> Answer {
        self.send(request(Method::GET, path, browser).body(Body::empty()).unwrap()).await
    }

    async fn post_json(&self, path: &str, browser: &Browser, json: &str) -> Answer {
        let request = request(Method::POST, path, Some(browser)).header("x-csrf-token", &browser.csrf);
        self.send(request.header(header::CONTENT_TYPE, "application/json").body(Body::from(json.to_owned())).unwrap()).await
    }

    async fn post_form(&self, path: &str, browser: Option<&Browser>, form: &str) -> Answer {
        let request = request(Method::POST, path, browser);
        self.send(request.header(header::CONTENT_TYPE, FORM).body(Body::from(form.to_owned())).unwrap()).await
    }

    async fn upload(&self, browser: &Browser, name: &str, content: &str) -> Answer {
        self.upload_to("/api/files", browser, name, content).await
    }

    async fn upload_to(&self, path: &str, browser: &Browser, name: &str, content: &str) -> Answer {
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--b--\r\n"
        );
        let request = request(Method::POST, path, Some(browser)).header("x-csrf-token", &browser.csrf);
        self.send(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b").body(Body::from(body)).unwrap()).await
    }

    /// A new person with a role, and the token of a sign-in link.
    async fn invite(&self, organization: &Organization, role: Role) -> (UserId, String) {
        let mut control = self.app.store.control().await.unwrap();
        let user = tenancy::create_user(&mut control, &support::IDS, self.app.clock, None, "Хтось").await.unwrap();
        tenancy::set_membership(&mut control, self.app.clock, organization.id, user.id, role).await.unwrap();
        let link = tenancy::create_link(&mut control, self.app.clock, organization.id, user.id).await.unwrap();
        control.commit().await.unwrap();
        (user.id, link.token)
    }

    async fn sign_in(&self, organization: &Organization, role: Role) -> Browser {
        let (user, link) = self.invite(organization, role).await;
        let answer = self.post_form(&format!("/in/{link}"), None, "").await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"));
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let mut browser = Browser { cookie, csrf: String::new(), user };
        let page = self.get("/", Some(&browser)).await.body;
        browser.csrf = page.split("name=\"csrf-token\" content=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        browser
    }

    /// Puts a message into a person's talk.
    async fn say(&self, organization: &Organization, user: UserId, blocks: &[Block]) -> i64 {
        let chat = user.to_string();
        let talk = Talk { organization: organization.id, channel: Channel::Web, chat: &chat };
        history::append(&self.app, talk, Author::Assistant, blocks).await.unwrap()
    }

    fn download(&self, organization: &Organization, name: &str, content: &str) -> Block {
        let folder = self.app.config.data.join("downloads").join(organization.id.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("1.csv");
        std::fs::write(&path, content).unwrap();
        Block::File { name: name.into(), path }
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn request(method: Method, path: &str, browser: Option<&Browser>) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path);
    match browser {
        Some(browser) => request.header(header::COOKIE, &browser.cookie),
        None => request,
    }
}

#[tokio::test]
async fn a_link_signs_in_once_and_only_by_its_button() {
    for site in sites().await {
        let (_, link) = site.invite(&site.mine, Role::Owner).await;
        let path = format!("/in/{link}");
        for _preview in 0..2 {
            let page = site.get(&path, None).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.header("set-cookie").is_empty() && page.body.contains("Увійти"));
        }
        let elsewhere = request(Method::POST, &path, None).header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
        assert_eq!(site.send(elsewhere).await.status, StatusCode::FORBIDDEN);

        let first = site.post_form(&path, None, "").await;
        assert_eq!(first.status, StatusCode::SEE_OTHER);
        for part in ["kabinet_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(first.header("set-cookie").contains(part), "{part}");
        }
        assert!(!first.header("set-cookie").contains("Secure"), "the public address is http");
        let second = site.post_form(&path, None, "").await;
        assert_eq!(second.status, StatusCode::GONE);
        assert!(second.header("set-cookie").is_empty() && second.body.contains("kabinet link"));
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Viewer).await;
        assert!(site.get("/", Some(&browser)).await.body.contains("Фірма mine"));
        let answer = site.post_form("/sign-out", Some(&browser), &format!("csrf={}", browser.csrf)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(answer.header("set-cookie").contains("Max-Age=0"));
        assert!(site.get("/", Some(&browser)).await.body.contains("kabinet link"));
    }
}

/// Every route × nobody, every role × without and with another session's token.
#[tokio::test]
async fn every_route_keeps_its_gate() {
    for site in sites().await {
        let stranger = site.sign_in(&site.other, Role::Owner).await;
        for role in [None, Some(Role::Viewer), Some(Role::Manager), Some(Role::Owner)] {
            let browser = match role {
                Some(role) => Some(site.sign_in(&site.mine, role).await),
                None => None,
            };
            for route in routes() {
                let path =
                    route.path.replace("{token}", "none").replace("{*path}", "app.css").replace("{message}/{block}", "1/0");
                let path = path.replace("{number}", "1").replace("{file}", "none");
                let what = format!("{} {path} as {role:?}", route.method);
                for csrf in [None, Some(&stranger.csrf)] {
                    let mut request = request(route.method.clone(), &path, browser.as_ref());
                    if let Some(csrf) = csrf {
                        request = request.header("x-csrf-token", csrf);
                    }
                    let answer = site.send(request.body(Body::empty()).unwrap()).await;
                    match (route.gate, &browser) {
                        (Gate::Member, None) => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}"),
                        (Gate::Member, Some(_)) if route.method == Method::POST => {
                            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
                        }
                        // What only those who may edit can see is refused before it is looked for.
                        _ if role == Some(Role::Viewer) && path.starts_with("/imports/") => {
                            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
                        }
                        _ => assert!(!matches!(answer.status.as_u16(), 401 | 403 | 500..), "{what}: {}", answer.status),
                    }
                    for (name, value) in
                        [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"), ("x-frame-options", "DENY")]
                    {
                        assert_eq!(answer.header(name), value, "{what}");
                    }
                    let policy = answer.header("content-security-policy");
                    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}");
                    assert!(!policy.contains("unsafe"), "{what}");
                    assert!(!answer.header("x-request-id").is_empty() && !answer.header("cache-control").is_empty(), "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_token_of_another_session_is_no_key() {
    for site in sites().await {
        let mine = site.sign_in(&site.mine, Role::Owner).await;
        let stranger = site.sign_in(&site.other, Role::Owner).await;
        let wrong = site.post_form("/locale", Some(&mine), &format!("csrf={}&locale=en", stranger.csrf)).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        let right = site.post_form("/locale", Some(&mine), &format!("csrf={}&locale=en", mine.csrf)).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER);
        let cookie = format!("{}; {}", mine.cookie, right.header("set-cookie").split(';').next().unwrap());
        let english = Browser { cookie, ..mine };
        assert!(site.get("/", Some(&english)).await.body.contains("Ask about your sales"));
    }
}

#[tokio::test]
async fn another_organization_is_not_there() {
    for site in sites().await {
        let mine = site.sign_in(&site.mine, Role::Owner).await;
        let colleague = site.sign_in(&site.mine, Role::Owner).await;
        let stranger = site.sign_in(&site.other, Role::Owner).await;
        let file = site.download(&site.mine, "рядки \"жовтень\".csv", "а;б\n");
        let message = site.say(&site.mine, mine.user, &[file]).await;
        let path = format!("/files/{message}/0");

        let own = site.get(&path, Some(&mine)).await;
        assert_eq!((own.status, own.body.as_str()), (StatusCode::OK, "а;б\n"));
        assert_eq!(own.header("content-type"), "text/csv");
        assert!(own.header("content-disposition").starts_with("attachment; "));
        assert!(own.header("content-disposition").contains("filename*=UTF-8''%D1%80%D1%8F"));
        for browser in [&stranger, &colleague] {
            assert_eq!(site.get(&path, Some(browser)).await.status, StatusCode::NOT_FOUND);
            assert!(!site.get("/api/history?after=0", Some(browser)).await.body.contains("жовтень"));
        }
        for wrong in [format!("/files/{message}/1"), format!("/files/{}/0", message + 1), "/files/x/0".into()] {
            assert!(site.get(&wrong, Some(&mine)).await.status.is_client_error());
        }
        let form = format!("csrf={}&organization={}", mine.csrf, site.other.id);
        assert_eq!(site.post_form("/organizations/switch", Some(&mine), &form).await.status, StatusCode::NOT_FOUND);
        assert!(site.get("/", Some(&mine)).await.body.contains("Фірма mine"));
    }
}

#[tokio::test]
async fn a_file_outside_the_organizations_folder_is_not_given() {
    for site in sites().await {
        let mine = site.sign_in(&site.mine, Role::Owner).await;
        let Block::File { path: foreign, .. } = site.download(&site.other, "чужі.csv", "чуже") else { unreachable!() };
        let own = site.app.config.data.join("downloads").join(site.mine.id.to_string());
        std::fs::create_dir_all(&own).unwrap();
        let climbing = own.join("..").join(site.other.id.to_string()).join("1.csv");
        for path in [foreign, climbing, "/etc/passwd".into()] {
            let message = site.say(&site.mine, mine.user, &[Block::File { name: "a".into(), path }]).await;
            assert_eq!(site.get(&format!("/files/{message}/0"), Some(&mine)).await.status, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn a_message_is_answered_and_there_after_a_reload() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Viewer).await;
        let answer = site.post_json("/api/messages?after=0", &browser, r#"{"text": "скільки <b>продали</b>?"}"#).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let news: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let html = news["html"].as_str().unwrap();
        assert!(html.contains("message person") && html.contains("message assistant"));
        assert!(html.contains("скільки &lt;b&gt;продали") && !html.contains("<b>"));
        let page = site.get("/", Some(&browser)).await.body;
        assert!(page.contains("message assistant") && page.contains("скільки &lt;b&gt;продали"));
        let last = html.split("data-id=\"").last().unwrap().split('"').next().unwrap();
        let news = site.get(&format!("/api/history?after={last}"), Some(&browser)).await.body;
        assert!(!news.contains("message person"));
    }
}

#[tokio::test]
async fn a_file_is_taken_in_and_answered() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Manager).await;
        let sales = "Номер;Дата;Клієнт;Товар;Кількість;Ціна\n1;01.10.2026;ТОВ <script>;Чай;2;100\n";
        let answer = site.upload(&browser, "../Продажі.csv", sales).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.contains("Продажі.csv") && answer.body.contains("message assistant"));
        assert!(!answer.body.contains("../") && !answer.body.contains("<script>"));
        let large = site.upload(&browser, "велика.csv", &"1;2;3\n".repeat(20_000)).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(large.body.contains("завеликий"));
        let waiting = site.app.waiting_folder(&site.mine);
        assert!(std::fs::read_dir(waiting).unwrap().count() <= 1, "a refused file leaves nothing behind");
        let viewer = site.sign_in(&site.mine, Role::Viewer).await;
        assert_eq!(site.upload(&viewer, "Продажі.csv", sales).await.status, StatusCode::FORBIDDEN);
    }
}

/// In another tab the person went on to another company: what this page still sends is neither answered nor loaded there.
#[tokio::test]
async fn a_page_of_another_company_does_nothing_here() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Owner).await;
        let mut control = site.app.store.control().await.unwrap();
        tenancy::set_membership(&mut control, site.app.clock, site.other.id, browser.user, Role::Owner).await.unwrap();
        control.commit().await.unwrap();
        let (here, there) = (site.mine.id, site.other.id);
        assert!(site.get("/", Some(&browser)).await.body.contains(&format!("data-organization=\"{here}\"")));
        let dropped = site.upload_to(&format!("/api/files?organization={here}"), &browser, "Продажі.csv", SALES).await;
        assert_eq!(dropped.status, StatusCode::OK, "{}", dropped.body);
        tap(&site, &browser, &dropped, "Завантажити").await;
        let form = format!("csrf={}&organization={there}", browser.csrf);
        assert_eq!(site.post_form("/organizations/switch", Some(&browser), &form).await.status, StatusCode::SEE_OTHER);

        let said = site.post_json(&format!("/api/messages?organization={here}"), &browser, r#"{"text": "виручка"}"#).await;
        let tapped = site.post_json(&format!("/api/choices?organization={here}"), &browser, r#"{"token": "x"}"#).await;
        let dropped = site.upload_to(&format!("/api/files?organization={here}"), &browser, "Продажі.csv", SALES).await;
        for refused in [said, tapped, dropped] {
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
            assert!(refused.body.contains("\"web-elsewhere\"") && refused.body.contains("Фірма other"), "{}", refused.body);
        }
        let form = format!("csrf={}&organization={here}", browser.csrf);
        for action in ["undo", "redo"] {
            let refused = site.post_form(&format!("/imports/1/{action}"), Some(&browser), &form).await;
            assert!(refused.status == StatusCode::CONFLICT && refused.body.contains("Оновіть сторінку"), "{}", refused.body);
        }
        let history = site.get("/api/history?after=0", Some(&browser)).await.body;
        assert!(!history.contains("message person"), "{history}");
        let waiting = std::fs::read_dir(site.app.waiting_folder(&site.other)).map_or(0, Iterator::count);
        assert_eq!(waiting, 0, "nothing was taken in");
        let said = site.post_json(&format!("/api/messages?organization={there}"), &browser, r#"{"text": "виручка"}"#).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    }
}

#[tokio::test]
async fn names_from_files_are_never_markup() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Owner).await;
        let odd = "<script>alert(1)</script>\"'";
        let table = TableBlock { header: vec![odd.into()], rows: vec![vec![odd.into()]], numeric: vec![false] };
        let file = site.download(&site.mine, odd, "");
        site.say(&site.mine, browser.user, &[Block::Text { text: odd.into() }, Block::Table(table), file]).await;
        let form = format!("csrf={}&name=%3Cscript%3Ealert(1)%3C/script%3E&currency=uah", browser.csrf);
        assert!(!site.get("/", Some(&browser)).await.body.contains("<script>alert"));
        assert_eq!(site.post_form("/organizations", Some(&browser), &form).await.status, StatusCode::SEE_OTHER);
        let page = site.get("/", Some(&browser)).await.body;
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
    }
}

#[tokio::test]
async fn a_company_of_ones_own_is_entered_at_once() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Viewer).await;
        for n in 1..=2 {
            let form = format!("csrf={}&name=%D0%9C%D0%BB%D0%B8%D0%BD&currency=eur", browser.csrf);
            assert_eq!(site.post_form("/organizations", Some(&browser), &form).await.status, StatusCode::SEE_OTHER, "{n}");
        }
        assert!(site.get("/", Some(&browser)).await.body.contains("<title>Млин"));
        let mut control = site.app.store.control_read().await.unwrap();
        let created = tenancy::get_by_slug(&mut control, "mlyn-2").await.unwrap();
        assert_eq!((created.currency.as_str(), created.locale), ("EUR", Locale::Uk));
        assert_eq!(tenancy::get_actor(&mut control, created.id, browser.user).await.unwrap().role, Role::Owner);
        drop(control);
        let back = format!("csrf={}&organization={}", browser.csrf, site.mine.id);
        assert_eq!(site.post_form("/organizations/switch", Some(&browser), &back).await.status, StatusCode::SEE_OTHER);
        assert!(site.get("/", Some(&browser)).await.body.contains("<title>Фірма mine"));
        let bad = format!("csrf={}&name=%20&currency=UAH", browser.csrf);
        assert_eq!(site.post_form("/organizations", Some(&browser), &bad).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn failures_are_sentences() {
    for site in sites().await {
        let page = site.get("/nowhere", None).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.body.contains("Такої сторінки немає") && page.header("content-type").starts_with("text/html"));
        let script = site.get("/api/history", None).await;
        assert_eq!(script.status, StatusCode::UNAUTHORIZED);
        let words: serde_json::Value = serde_json::from_str(&script.body).unwrap();
        assert_eq!(words["code"], "web-signed-out");
        let browser = site.sign_in(&site.mine, Role::Owner).await;
        let broken = site.post_json("/api/messages", &browser, "{").await;
        assert!(broken.status.is_client_error() && broken.body.contains("Оновіть сторінку"));
        let long = format!("{{\"text\": \"{}\"}}", "ї".repeat(4_001));
        assert_eq!(site.post_json("/api/messages", &browser, &long).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let huge = format!("{{\"text\": \"{}\"}}", "x".repeat(100_000));
        assert_eq!(site.post_json("/api/messages", &browser, &huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(site.get("/health", None).await.body, "ok\n");
        let english =
            request(Method::GET, "/", None).header(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9").body(Body::empty()).unwrap();
        assert!(site.send(english).await.body.contains("Your spreadsheets answer questions"));
    }
}

/// Taps the choice with this label in an answer of the chat.
async fn tap(site: &Site, browser: &Browser, answer: &Answer, label: &str) -> Answer {
    let html: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let html = html["html"].as_str().unwrap().to_owned();
    let buttons = html.split("data-choice=\"").skip(1);
    let found = buttons.filter_map(|it| it.split_once("\">")).find(|(_, rest)| rest.starts_with(label));
    let token = found.unwrap_or_else(|| panic!("no button {label} in {html}")).0;
    let answer = site.post_json("/api/choices", browser, &format!("{{\"token\": \"{token}\"}}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer
}

/// The address behind the button of columns.
fn page_of_columns(answer: &Answer) -> String {
    let html = answer.body.replace("&#x2f;", "/");
    let address = html.split("href=\\\"").filter_map(|it| it.split('\\').next()).find(|it| it.starts_with("/imports/columns/"));
    address.unwrap_or_else(|| panic!("no page in {html}")).to_owned()
}

const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Ціна\n1;01.10.2026;ПП Зірка;Чай;2;100\n2;99.10.2026;ПП Зірка;Чай;1;100\n";

#[tokio::test]
async fn columns_are_checked_on_their_page() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Manager).await;
        let dropped = site.upload(&browser, "Продажі.csv", SALES).await;
        let address = page_of_columns(&dropped);
        let page = site.get(&address, Some(&browser)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for part in ["Продажі.csv", "<option value=\"line.price\" selected>", "ПП Зірка", "name=\"field-0-5\""] {
            assert!(page.body.contains(part), "no {part} in {}", page.body);
        }
        assert!(!page.body.contains("conversion-0-"), "a day after a point is a day: {}", page.body);
        let slashed = SALES.replace("01.10.2026", "03/04/2026").replace(";100", ";1,250");
        let slashed = page_of_columns(&site.upload(&browser, "Зі скісними.csv", &slashed).await);
        let slashed = site.get(&slashed, Some(&browser)).await.body;
        for (column, asked) in [(0, false), (1, true), (4, false), (5, true)] {
            assert_eq!(slashed.contains(&format!("conversion-0-{column}")), asked, "{column}: {slashed}");
        }
        let viewer = site.sign_in(&site.mine, Role::Viewer).await;
        assert_eq!(site.get(&address, Some(&viewer)).await.status, StatusCode::FORBIDDEN);
        for (organization, role) in [(&site.mine, Role::Owner), (&site.other, Role::Owner)] {
            let stranger = site.sign_in(organization, role).await;
            assert_eq!(site.get(&address, Some(&stranger)).await.status, StatusCode::NOT_FOUND);
        }
        // The last column is the amount of the line, not a price: two teas for 100.
        let fields = ["order.no", "order.date", "customer.name", "product.name", "line.qty", "line.amount"];
        let fields: String = fields.iter().enumerate().map(|(n, it)| format!("&field-0-{n}={it}")).collect();
        let form = format!("csrf={}&entity-0=orders{fields}&conversion-0-1=day_first", browser.csrf);
        let saved = site.post_form(&address, Some(&browser), &form).await;
        assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, "/"), "{}", saved.body);
        let chat = site.get("/api/history", Some(&browser)).await;
        assert!(chat.body.contains("100,00"), "{}", chat.body);
        assert_eq!(site.get(&address, Some(&browser)).await.status, StatusCode::OK, "it still waits");
        let loaded = tap(&site, &browser, &chat, "Завантажити").await;
        assert!(loaded.body.contains("Продажі-не-завантажено.csv"), "{}", loaded.body);
        // Remembered, and said so.
        let next = "Номер;Дата;Клієнт;Товар;Кількість;Ціна\n5;02.10.2026;ПП Зірка;Чай;3;150\n";
        let again = site.upload(&browser, "Ще.csv", next).await;
        assert!(again.body.contains("як минулого разу") && again.body.contains("150,00"), "{}", again.body);
        let address = page_of_columns(&again);
        let page = site.get(&address, Some(&browser)).await.body;
        let shape = page.split("name=\"shape\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let form = format!("csrf={}&shape={shape}", browser.csrf);
        let forgotten = site.post_form(&format!("{address}/forget"), Some(&browser), &form).await;
        assert_eq!(forgotten.status, StatusCode::SEE_OTHER, "{}", forgotten.body);
        let page = site.get(&address, Some(&browser)).await.body;
        assert!(!page.contains("name=\"shape\"") && page.contains("<option value=\"line.price\" selected>"));
    }
}

#[tokio::test]
async fn imports_are_undone_and_redone_on_their_page() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Manager).await;
        assert!(site.get("/imports", Some(&browser)).await.body.contains("ще нічого не завантажували"));
        let dropped = site.upload(&browser, "Продажі.csv", SALES).await;
        tap(&site, &browser, &dropped, "Завантажити").await;
        let page = site.get("/imports", Some(&browser)).await.body;
        assert!(page.contains("Продажі.csv") && page.contains("нових: 1") && page.contains("не прочитано: 1"), "{page}");
        let original = site.get("/imports/1/original", Some(&browser)).await;
        assert_eq!((original.status, original.body.as_str()), (StatusCode::OK, SALES));
        let rejected = site.get("/imports/1/rejected", Some(&browser)).await;
        assert_eq!(
            rejected.body,
            "\u{feff}Номер;Дата;Клієнт;Товар;Кількість;Ціна;Чому не завантажено\n\
             2;99.10.2026;ПП Зірка;Чай;1;100;дата — це не дата або такої дати немає: «99.10.2026»\n"
        );
        let viewer = site.sign_in(&site.mine, Role::Viewer).await;
        let seen = site.get("/imports", Some(&viewer)).await;
        assert!(seen.status == StatusCode::OK && seen.body.contains("Продажі.csv") && !seen.body.contains("/undo"));
        let stranger = site.sign_in(&site.other, Role::Owner).await;
        assert!(!site.get("/imports", Some(&stranger)).await.body.contains("Продажі.csv"));
        for (browser, status) in [(&viewer, StatusCode::FORBIDDEN), (&stranger, StatusCode::NOT_FOUND)] {
            let form = format!("csrf={}", browser.csrf);
            for action in ["undo", "redo"] {
                assert_eq!(site.post_form(&format!("/imports/1/{action}"), Some(browser), &form).await.status, status);
            }
            for file in ["original", "rejected"] {
                assert_eq!(site.get(&format!("/imports/1/{file}"), Some(browser)).await.status, status);
            }
        }
        let form = format!("csrf={}", browser.csrf);
        let undone = site.post_form("/imports/1/undo", Some(&browser), &form).await;
        let told = told_on_the_page(&site, &browser, &undone).await;
        assert!(told.contains("Імпорт №1") && told.contains("/imports/1/redo"), "{told}");
        assert_eq!(site.post_form("/imports/1/undo", Some(&browser), &form).await.status, StatusCode::CONFLICT);
        let redone = site.post_form("/imports/1/redo", Some(&browser), &form).await;
        let told = told_on_the_page(&site, &browser, &redone).await;
        assert!(told.contains("/imports/2/undo") && !told.contains("/imports/1/redo"), "it is there again: {told}");
    }
}

/// What the page tells that a form led to; it is told once.
async fn told_on_the_page(site: &Site, browser: &Browser, answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/imports"), "{}", answer.body);
    let notice = answer.header("set-cookie").split(';').next().unwrap();
    let cookie = format!("{}; {notice}", browser.cookie);
    let page = site.get("/imports", Some(&Browser { cookie, csrf: String::new(), user: browser.user })).await;
    assert!(page.status == StatusCode::OK && page.body.contains("role=\"status\""), "{}", page.body);
    assert!(page.header("set-cookie").starts_with("kabinet_notice=; Path=/imports; Max-Age=0"), "told once");
    assert!(!site.get("/imports", Some(browser)).await.body.contains("role=\"status\""));
    page.body
}

#[tokio::test]
async fn progress_is_told_to_the_page_that_waits() {
    for site in sites().await {
        let browser = site.sign_in(&site.mine, Role::Manager).await;
        let other = site.other.id;
        let idle = site.get("/api/progress", Some(&browser)).await.body;
        assert_eq!(idle, r#"{"html":"","moved":false,"words":null,"done":null}"#);
        assert!(site.get(&format!("/api/progress?organization={other}"), Some(&browser)).await.body.contains(r#""moved":true"#));
        assert_eq!(site.post_json("/api/progress/stop", &browser, "{}").await.status, StatusCode::NO_CONTENT);
    }
}
