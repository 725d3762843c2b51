//! Two organizations with distinct names and figures in one store: whatever is asked, loaded, taken out or tapped in
//! one, no word and no figure of the other is ever shown. The commands are enumerated from the program's own help.

use std::collections::BTreeSet;

use kabinet_core::app::App;
use kabinet_core::conversation::history::{self, Author, Talk};
use kabinet_core::conversation::{self, Block, Channel, Content, Incoming, Reply, Status, Visit};
use kabinet_core::locale::{self, Locale};
use kabinet_core::tenancy::{Actor, Organization};

use crate::support;
use crate::support::program::{Program, bare, said};

/// An organization: its words and figures, none of which may show in another.
struct Firm {
    slug: &'static str,
    name: &'static str,
    customer: &'static str,
    product: &'static str,
    manager: &'static str,
    deal: &'static str,
    /// Of the only October order and of the deal.
    amounts: [&'static str; 2],
    on_hand: &'static str,
}

const FIRMS: [Firm; 2] = [
    Firm {
        slug: "amber",
        name: "Бурштинова спілка",
        customer: "ТОВ «Жайворонок»",
        product: "Ковила степова",
        manager: "Зиновій Гук",
        deal: "Переяславський ярмарок",
        amounts: ["7411,37", "90817,53"],
        on_hand: "6173548",
    },
    Firm {
        slug: "cobalt",
        name: "Кобальтова гільдія",
        customer: "ФОП Шпаківський",
        product: "Щебінь митий",
        manager: "Юхим Цап",
        deal: "Добудова млина",
        amounts: ["3928,64", "55249,86"],
        on_hand: "8259417",
    },
];

impl Firm {
    /// Files with the same codes and numbers in both organizations: only the walls tell them apart.
    fn files(&self) -> [(&'static str, String); 4] {
        let Self { customer, product, manager, deal, amounts: [amount, deal_amount], on_hand, .. } = self;
        [
            ("клієнти.csv", format!("Код;Назва;Місто;Менеджер\n1;{customer};Київ;{manager}\n")),
            (
                "продажі.csv",
                format!(
                    "Номер;Дата;Код клієнта;Клієнт;Артикул;Товар;Кількість;Сума;Менеджер\n\
                     1;05.10.2026;1;{customer};1;{product};1;{amount};{manager}\n"
                ),
            ),
            ("залишки.csv", format!("Дата;Склад;Артикул;Товар;Залишок\n01.11.2026;Склад;1;{product};{on_hand}\n")),
            (
                "угоди.csv",
                format!(
                    "Номер угоди;Назва угоди;Клієнт;Сума;Етап;Менеджер\n1;{deal};{customer};{deal_amount};Рахунок;{manager}\n"
                ),
            ),
        ]
    }

    fn secrets(&self) -> Vec<String> {
        let words = [self.slug, self.name, self.customer, self.product, self.manager, self.deal];
        let figures = [self.amounts[0], self.amounts[1], self.on_hand];
        words.into_iter().chain(figures).map(squeezed).collect()
    }

    /// Nothing of this firm is in a text shown to another.
    fn is_absent_from(&self, text: &str, place: &str) {
        let text = squeezed(&without_tokens(text));
        for secret in self.secrets() {
            assert!(!text.contains(&secret), "{place} shows {secret} of {}:\n{text}", self.slug);
        }
    }
}

/// Random tokens are left out of a text: their digits could look like any figure.
fn without_tokens(text: &str) -> String {
    let is_token = |word: &&str| word.len() >= 16 && word.bytes().all(|it| it.is_ascii_hexdigit());
    text.split(|it: char| !it.is_alphanumeric()).filter(|word| !is_token(word)).collect::<Vec<_>>().join(" ")
}

/// Letters and digits alone: figures meet whatever their separators, names whatever their quotes.
fn squeezed(text: &str) -> String {
    text.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect()
}

const QUESTIONS: [&str; 12] = [
    "виручка за жовтень 2026",
    "топ 5 клієнтів",
    "топ 5 товарів",
    "виручка за менеджерами за цей рік",
    "середній чек за рік",
    "які залишки на складі",
    "воронка угод",
    "хто не купував місяць",
    "ABC товарів",
    "RFM",
    "допомога",
    "/start",
];

/// What each command with `--org` is given besides the organization; what is typed; whether something of one's own must show.
const COMMANDS: &[(&str, &[&str], &str, bool)] = &[
    ("ask", &["топ 5 клієнтів за рік", "--as-of", "2026-11-20"], "", true),
    ("ask", &["скільки купив клієнт Н за рік", "--as-of", "2026-11-20", "--json"], "", false),
    ("chat", &[], "топ 5 клієнтів\n1\n2\n3\n/file продажі.csv\n/start\n/exit\n", true),
    ("demo", &[], "", false),
    ("export", &["customers", "--output", "-"], "", true),
    ("export", &["products", "--output", "-"], "", true),
    ("export", &["orders", "--output", "-"], "", true),
    ("export", &["orders", "--output", "-", "--format", "jsonl"], "", true),
    ("export", &["stock", "--output", "-"], "", true),
    ("export", &["deals", "--output", "-"], "", true),
    ("export", &["revenue by customer during 2026-01-01..2026-12-31", "--output", "-"], "", true),
    ("report", &["--period", "2026"], "", true),
    ("import", &["продажі.csv", "--json"], "", false),
    ("import", &["продажі.csv", "--dry-run"], "", true),
    ("import", &["--history"], "", false),
    ("import", &["--undo", "2", "--json"], "", false),
    ("import", &["--redo", "2", "--json"], "", true),
    ("link", &[], "", false),
    ("user create", &["a@b.example", "--role", "viewer"], "", true),
];

/// Every command whose help names `--org`.
fn commands_with_organization(path: &mut Vec<String>, found: &mut BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bare(folder.path());
    command.args(&*path).arg("--help");
    let help = said(command, "").out;
    if help.contains("--org ") {
        found.insert(path.join(" "));
    }
    let commands = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
    let names = commands.lines().take_while(|line| line.starts_with("  ")).filter_map(|line| line.split_whitespace().next());
    for name in names.filter(|name| *name != "help") {
        path.push(name.to_owned());
        commands_with_organization(path, found);
        path.pop();
    }
}

#[test]
fn no_command_is_forgotten() {
    let mut found = BTreeSet::new();
    commands_with_organization(&mut Vec::new(), &mut found);
    let tried: BTreeSet<String> = COMMANDS.iter().map(|(command, ..)| (*command).to_owned()).collect();
    assert_eq!(found, tried);
}

#[tokio::test]
async fn no_command_shows_the_other_organization() {
    for fresh in support::both().await {
        let program = Program::on(&fresh);
        for firm in &FIRMS {
            program.create(firm.slug, firm.name);
            for (name, text) in firm.files() {
                program.must(&["import", "--org", firm.slug, program.file(name, text)]);
            }
        }
        for (firm, other) in [(&FIRMS[0], &FIRMS[1]), (&FIRMS[1], &FIRMS[0])] {
            program.file("продажі.csv", &firm.files()[1].1);
            for (command, args, input, shows_own) in COMMANDS {
                let mut all: Vec<&str> = command.split(' ').collect();
                all.extend(args.iter().chain(&["--org", firm.slug]));
                let said = program.run_with_input(&all, input);
                let shown = format!("{}\n{}", said.out, said.err);
                assert!(said.code < 2, "{command}: {shown}");
                other.is_absent_from(&shown, &format!("{command} {args:?}"));
                let own = squeezed(&shown);
                assert!(!shows_own || firm.secrets().iter().any(|it| own.contains(it)), "{command} {args:?}: {shown}");
            }
            let questions: Vec<String> =
                QUESTIONS.iter().map(|it| serde_json::json!({"question": it, "as_of": "2026-11-20"}).to_string()).collect();
            let answers = program.run_with_input(&["ask", "--org", firm.slug, "--jsonl"], &questions.join("\n"));
            assert_eq!(answers.out.lines().count(), QUESTIONS.len(), "{answers:?}");
            other.is_absent_from(&answers.out, "ask --jsonl");
        }
        // A member of one organization gets no link into the other.
        program.must(&["user", "create", "one@b.example", "--org", FIRMS[0].slug, "--role", "owner"]);
        let link = program.run(&["link", "--org", FIRMS[1].slug, "--user", "one@b.example"]);
        assert!(link.code == 1 && link.out.is_empty(), "{link:?}");
    }
}

async fn say(app: &App, organization: &Organization, content: Content) -> Reply {
    let incoming = Incoming {
        channel: Channel::Web,
        // The same name of the chat in both: a person may belong to both.
        chat: "1".into(),
        organization: organization.clone(),
        actor: Actor::OPERATOR,
        locale: Locale::Uk,
        content,
        visit: Visit::default(),
    };
    conversation::respond(app, incoming).await
}

/// Everything a reply could show, pictures and files included.
fn everything(reply: &Reply) -> String {
    let files = reply.blocks.iter().filter_map(|block| match block {
        Block::Image { svg, alt } => Some(format!("{}{alt}", texts(svg))),
        Block::File { path, .. } => {
            let bytes = std::fs::read(path).unwrap();
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let parts = (0..archive.len()).map(|n| std::io::read_to_string(archive.by_index(n).unwrap()).unwrap());
            Some(parts.collect::<String>())
        }
        _ => None,
    });
    let labels = reply.choices().into_iter().map(|it| it.label.clone());
    std::iter::once(reply.plain_text()).chain(files).chain(labels).collect::<Vec<_>>().join("\n")
}

/// What a picture says: the texts between its tags. Coordinates are left out, for their digits could look like any figure.
fn texts(svg: &str) -> String {
    svg.split('<')
        .filter_map(|tag| Some(tag.split_once('>')?.1))
        .filter(|it| !it.trim().is_empty())
        .collect::<Vec<_>>()
        .join("; text; ")
}

fn text(words: &str) -> Content {
    Content::Text(words.to_owned())
}

#[tokio::test]
async fn no_talk_shows_the_other_organization() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let mut organizations = Vec::new();
        for firm in &FIRMS {
            let organization = support::organization(&fresh.store, firm.slug).await;
            for (name, text) in firm.files() {
                support::load(&app, &organization, name, text).await;
            }
            organizations.push(organization);
        }
        let mut tokens: Vec<Vec<String>> = Vec::new();
        for (organization, other) in [(&organizations[0], &FIRMS[1]), (&organizations[1], &FIRMS[0])] {
            let mut offered = Vec::new();
            for question in QUESTIONS {
                let reply = say(&app, organization, text(question)).await;
                other.is_absent_from(&everything(&reply), question);
                offered = reply.choices().into_iter().map(|it| it.token.clone()).collect();
                if let Some(first) = offered.first() {
                    other.is_absent_from(&everything(&say(&app, organization, Content::Choice(first.clone())).await), question);
                }
            }
            for words in ["топ 5 клієнтів за рік", "у файл", "а за товарами?"] {
                let reply = say(&app, organization, text(words)).await;
                other.is_absent_from(&everything(&reply), words);
                offered.extend(reply.choices().into_iter().map(|it| it.token.clone()));
            }
            // The other's names are words like any others here: nothing is known about them.
            for stranger in [other.customer, other.product, other.manager] {
                let reply = say(&app, organization, text(&format!("виручка {stranger} за жовтень 2026"))).await;
                let shown = squeezed(&everything(&reply));
                assert!(other.amounts.iter().all(|it| !shown.contains(&squeezed(it))), "{stranger}: {shown}");
            }
            tokens.push(offered);
        }
        for (organization, foreign, other) in
            [(&organizations[0], &tokens[1], &FIRMS[1]), (&organizations[1], &tokens[0], &FIRMS[0])]
        {
            assert!(!foreign.is_empty());
            let unknown = say(&app, organization, Content::Choice("ABCDEFGH12345678".into())).await.plain_text();
            for token in foreign {
                let reply = say(&app, organization, Content::Choice(token.clone())).await;
                assert_eq!(reply.plain_text(), unknown, "a token of the other is as unknown as any");
                other.is_absent_from(&everything(&reply), "a token of the other");
            }
        }
        // The taps in the wrong place used nothing up.
        let reply = say(&app, &organizations[1], Content::Choice(tokens[1].last().unwrap().clone())).await;
        assert_ne!(reply.plain_text(), locale::text(Locale::Uk, "choice-spent", &[]));
        assert!(matches!(reply.status, Status::Answered | Status::Done), "{reply:?}");
    }
}

#[tokio::test]
async fn a_waiting_file_belongs_to_one_organization() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let one = support::organization(&fresh.store, "one").await;
        let two = support::organization(&fresh.store, "two").await;
        let path = folder.path().join("waiting");
        std::fs::write(&path, &FIRMS[0].files()[1].1).unwrap();
        let preview = say(&app, &one, Content::File { name: "продажі.csv".into(), path: path.clone() }).await;
        let load = preview.choices()[0].token.clone();

        let reply = say(&app, &two, Content::Choice(load.clone())).await;
        FIRMS[0].is_absent_from(&everything(&reply), "a waiting file of the other");
        assert!(path.exists(), "the file still waits");
        let nothing = say(&app, &two, text("топ 5 клієнтів за рік")).await;
        FIRMS[0].is_absent_from(&everything(&nothing), "a question in the other");

        let loaded = say(&app, &one, Content::Choice(load)).await;
        assert_eq!(loaded.status, Status::Done);
        assert!(squeezed(&everything(&loaded)).contains(&squeezed(FIRMS[0].amounts[0])));
    }
}

#[tokio::test]
async fn history_and_downloads_stay_at_home() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let one = support::organization(&fresh.store, "one").await;
        let two = support::organization(&fresh.store, "two").await;
        let talk = |organization: &Organization| Talk { organization: organization.id, channel: Channel::Web, chat: "1" };
        let said = [Block::Text { text: FIRMS[0].customer.into() }];
        let message = history::append(&app, talk(&one), Author::Assistant, &said).await.unwrap();
        assert_eq!(history::newest(&app, talk(&one), 10).await.unwrap().len(), 1);
        assert_eq!(history::newest(&app, talk(&two), 10).await.unwrap(), []);
        assert_eq!(history::since(&app, talk(&two), 0).await.unwrap(), []);
        assert_eq!(history::find(&app, talk(&two), message).await.unwrap(), None);
        let folders = [app.new_download(&one, "xlsx").unwrap(), app.new_download(&two, "xlsx").unwrap()];
        assert_ne!(folders[0].parent(), folders[1].parent());
    }
}
