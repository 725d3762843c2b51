//! People of services: the first minute, codes, several organizations, groups and what they may see. Both engines.

use kabinet_core::app::App;
use kabinet_core::conversation::{Block, Content};
use kabinet_core::locale::Locale;
use kabinet_core::reception::{self, Answer, AnswerTo, Arrival, ArrivalChat, ArrivalPerson};
use kabinet_core::tenancy::chats::{self, Asks, Grant, Shows};
use kabinet_core::tenancy::{self, Actor, Channel, NewOrganization, Organization, OrganizationKind, Role};

use crate::support::{self, Fresh, IDS};

const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума;Менеджер\n\
    1;05.10.2026;ТОВ «Ромашка»;Мед липовий;2;200,00;Оксана\n\
    2;06.11.2026;ПП Зірка;Чай зелений;1;150,00;Петро\n";

struct House {
    app: App,
    own: Organization,
    owner: Actor,
    _folder: tempfile::TempDir,
    _fresh: Fresh,
}

/// A store with the demo (a small one) and an organization with two sales and an owner.
async fn house(fresh: Fresh) -> House {
    let folder = tempfile::tempdir().unwrap();
    let app = support::app(&fresh, folder.path()).await;
    let own = support::organization(&app.store, "own").await;
    let mut control = app.store.control().await.unwrap();
    let demo = NewOrganization {
        slug: "demo".into(),
        name: "Демо".into(),
        currency: "UAH".into(),
        timezone: chrono_tz::Europe::Kyiv,
        locale: Locale::Uk,
        kind: OrganizationKind::Demo,
    };
    tenancy::create(&mut control, app.clock, demo).await.unwrap();
    let user = tenancy::create_user(&mut control, &IDS, app.clock, Some("olena@example.com"), "Олена").await.unwrap();
    tenancy::set_membership(&mut control, app.clock, own.id, user.id, Role::Owner).await.unwrap();
    control.commit().await.unwrap();
    support::load(&app, &own, "sales.csv", SALES).await;
    House { app, own, owner: Actor { user: Some(user.id), role: Role::Owner }, _folder: folder, _fresh: fresh }
}

struct Phone<'a> {
    house: &'a House,
    person: &'static str,
    updates: std::cell::Cell<i64>,
}

impl House {
    fn phone(&self, person: &'static str) -> Phone<'_> {
        Phone { house: self, person, updates: std::cell::Cell::new(0) }
    }

    async fn code(&self, grant: Grant) -> String {
        let mut control = self.app.store.control().await.unwrap();
        let code = chats::create_code(&mut control, self.app.clock, self.own.id, grant).await.unwrap();
        control.commit().await.unwrap();
        code.short
    }
}

impl Phone<'_> {
    fn arrival(&self, chat: ArrivalChat, content: Content) -> Arrival {
        self.updates.set(self.updates.get() + 1);
        let person =
            ArrivalPerson { id: self.person.into(), name: format!("Людина {}", self.person), locale: Some(Locale::Uk) };
        Arrival {
            channel: Channel::Telegram,
            chat,
            person: Some(person),
            content,
            update: format!("{}:{}", self.person, self.updates.get()),
            again: false,
        }
    }

    async fn send(&self, content: Content) -> Answer {
        let chat = ArrivalChat::Private { chat: self.person.into() };
        let mut answers = reception::receive(&self.house.app, self.arrival(chat, content)).await.unwrap();
        assert_eq!(answers.len(), 1);
        answers.remove(0)
    }

    async fn say(&self, words: &str) -> Answer {
        self.send(Content::Text(words.into())).await
    }

    async fn tap(&self, answer: &Answer, label: &str) -> Answer {
        self.send(Content::Choice(token(answer, label))).await
    }

    async fn in_group(&self, content: Content) -> Vec<Answer> {
        let chat = ArrivalChat::Group { chat: "-100".into(), title: "Продажі".into(), topic: None };
        reception::receive(&self.house.app, self.arrival(chat, content)).await.unwrap()
    }

    async fn say_in_group(&self, words: &str) -> Vec<Answer> {
        self.in_group(Content::Text(words.into())).await
    }
}

fn token(answer: &Answer, label: &str) -> String {
    let choices = answer.reply.choices();
    let found = choices.iter().find(|it| it.label.contains(label));
    found.unwrap_or_else(|| panic!("no {label} among {choices:?}")).token.clone()
}

fn words(answer: &Answer) -> String {
    answer.reply.plain_text().replace('\u{a0}', " ")
}

#[tokio::test]
async fn a_newcomer_creates_a_company_in_three_taps_and_owns_it() {
    for fresh in support::both().await {
        let house = house(fresh).await;
        let phone = house.phone("7");
        let hello = phone.say("/start").await;
        assert_eq!(hello.reply.choices().len(), 3);
        let asked = phone.tap(&hello, "Створити").await;
        assert!(words(&asked).contains("називається"), "{}", words(&asked));
        let named = phone.say("Млин").await;
        let created = phone.tap(&named, "UAH").await;
        assert!(words(&created).contains("Млин"));
        let (organization, _) = reception::talk_of(&house.app, Channel::Telegram, "7").await.unwrap().unwrap();
        assert_eq!(organization, created.organization);
        let mut control = house.app.store.control_read().await.unwrap();
        let actor = chats::actor_of(&mut control, (Channel::Telegram, "7"), organization).await.unwrap().unwrap();
        assert_eq!(actor.role, Role::Owner);
        drop(control);
        // A second company of another person is another person's.
        let settings = phone.say("/settings").await;
        assert!(words(&settings).contains("Млин") && words(&settings).contains("Europe/Kyiv"));
        let stranger = house.phone("8");
        assert!(words(&stranger.say("/settings").await).contains("Демо"));
    }
}

#[tokio::test]
async fn a_tap_that_was_cut_off_does_the_same_again_but_only_for_its_update() {
    for fresh in support::both().await {
        let house = house(fresh).await;
        let phone = house.phone("7");
        let hello = phone.say("/start").await;
        let mut arrival = phone.arrival(ArrivalChat::Private { chat: "7".into() }, Content::Choice(token(&hello, "Створити")));
        let first = reception::receive(&house.app, arrival.clone()).await.unwrap();
        arrival.again = true;
        let second = reception::receive(&house.app, arrival).await.unwrap();
        assert_eq!(words(&first[0]), words(&second[0]));
        assert!(words(&phone.tap(&hello, "Створити").await).contains("вже"), "a second tap acts again");
    }
}

#[tokio::test]
async fn codes_work_once_for_ten_minutes_and_guesses_are_few() {
    for fresh in support::both().await {
        let mut house = house(fresh).await;
        let code = house.code(Grant::Member(house.owner.user.unwrap())).await;
        let joined = house.phone("7").say(&code.to_lowercase()).await;
        assert_eq!(words(&joined), "Готово: цей чат підключено до Фірма own. Запитуйте або киньте сюди файл.");
        assert!(words(&house.phone("8").say(&code).await).contains("не підходить"));
        let late = house.code(Grant::Invitation(Role::Viewer)).await;
        house.app.clock = kabinet_core::clock::Clock::Fixed(house.app.clock.now() + chrono::Duration::minutes(11));
        assert!(words(&house.phone("9").say(&format!("/start {late}")).await).contains("не підходить"));
        let thief = house.phone("666");
        for n in 0..5 {
            assert!(words(&thief.say(&format!("2222-222{}", n + 2)).await).contains("не підходить"));
        }
        let good = house.code(Grant::Invitation(Role::Manager)).await;
        assert!(words(&thief.say(&good).await).contains("Забагато"));
        // Others are not kept out by it, and an invitation gives its role.
        house.phone("10").say(&format!("/start {good}")).await;
        let mut control = house.app.store.control_read().await.unwrap();
        let actor = chats::actor_of(&mut control, (Channel::Telegram, "10"), house.own.id).await.unwrap().unwrap();
        assert_eq!(actor.role, Role::Manager);
        let (stored,): (i64,) = control
            .sql("SELECT COUNT(*) FROM link_codes WHERE short_hash = $1 OR long_hash = $1")
            .bind(good.replace('-', ""))
            .one()
            .await
            .unwrap();
        assert_eq!(stored, 0, "codes stand in the store as they are");
    }
}

#[tokio::test]
async fn a_person_of_several_organizations_switches_leaves_and_unlinks() {
    for fresh in support::both().await {
        let house = house(fresh).await;
        let phone = house.phone("7");
        phone.say(&house.code(Grant::Invitation(Role::Viewer)).await).await;
        let hello = phone.say("/org").await;
        let asked = phone.tap(&hello, "Створити").await;
        drop(asked);
        let named = phone.say("Млин").await;
        let created = phone.tap(&named, "UAH").await;
        assert_ne!(created.organization, house.own.id);
        let back = phone.tap(&phone.say("/org").await, "Фірма own").await;
        assert_eq!(back.organization, house.own.id);
        assert!(words(&phone.say("виручка за жовтень 2026").await).contains("200,00"));
        let asked = phone.tap(&phone.say("/org").await, "Вийти").await;
        let left = phone.tap(&asked, "Так").await;
        assert_eq!(left.organization, created.organization);
        assert!(!words(&phone.say("виручка за жовтень 2026").await).contains("200,00"));
        // The only owner of the mill cannot leave it; the chat can be unlinked, and looks at the demo then.
        let asked = phone.tap(&phone.say("/org").await, "Вийти").await;
        assert!(words(&phone.tap(&asked, "Так").await).contains("єдиний власник"));
        let unlinked = phone.tap(&phone.say("/org").await, "Відключити").await;
        assert!(words(&unlinked).contains("Демо"), "{}", words(&unlinked));
    }
}

#[tokio::test]
async fn a_link_gives_what_the_member_may_now_and_the_owner_cuts_it() {
    for fresh in support::both().await {
        let house = house(fresh).await;
        let (boss, clerk) = (house.phone("1"), house.phone("2"));
        boss.say(&house.code(Grant::Member(house.owner.user.unwrap())).await).await;
        clerk.say(&house.code(Grant::Invitation(Role::Viewer)).await).await;
        assert!(words(&clerk.say("/chats").await).contains("чат") || clerk.say("/chats").await.reply.choices().is_empty());
        let seen = boss.say("/chats").await;
        assert!(words(&seen).contains("Людина 2 · Telegram · глядач"), "{}", words(&seen));
        let asked = boss.tap(&seen, "Людина 2").await;
        assert!(words(&boss.tap(&asked, "Так").await).contains("Відключено"));
        assert!(!words(&clerk.say("виручка за жовтень 2026").await).contains("200,00"));
        // The membership itself ends: the link alone is worth nothing.
        clerk.say(&house.code(Grant::Invitation(Role::Viewer)).await).await;
        assert!(words(&clerk.say("виручка за жовтень 2026").await).contains("200,00"));
        let mut control = house.app.store.control().await.unwrap();
        control.sql("DELETE FROM memberships WHERE role = 'viewer'").execute().await.unwrap();
        control.commit().await.unwrap();
        assert!(!words(&clerk.say("виручка за жовтень 2026").await).contains("200,00"));
    }
}

#[tokio::test]
async fn a_group_sees_what_its_policy_shows_and_nothing_else() {
    for fresh in support::both().await {
        let house = house(fresh).await;
        let (boss, clerk, stranger) = (house.phone("1"), house.phone("2"), house.phone("3"));
        // Before it is bound nothing is shown, and only an owner may bind.
        assert!(words(&stranger.say_in_group("виручка за жовтень 2026").await[0]).contains("не прив’язано"));
        boss.say(&house.code(Grant::Member(house.owner.user.unwrap())).await).await;
        clerk.say(&house.code(Grant::Invitation(Role::Viewer)).await).await;
        assert!(clerk.say_in_group("/start").await[0].reply.choices().is_empty());
        let offer = boss.say_in_group("/start").await.remove(0);
        // Somebody else's tap finds nothing.
        let stolen = clerk.in_group(Content::Choice(token(&offer, "Прив’язати"))).await;
        assert!(words(&stolen[0]).contains("вже"), "{}", words(&stolen[0]));
        let bound = boss.in_group(Content::Choice(token(&offer, "Прив’язати"))).await.remove(0);
        assert!(words(&bound).contains("Фірма own"));

        let names = ["Ромашка", "Зірка", "Оксана", "Петро"];
        let shows_no_name = |answers: &[Answer], question: &str| {
            for answer in answers.iter().filter(|it| it.to == AnswerTo::Here) {
                let all = format!("{:?}", answer.reply);
                assert!(names.iter().all(|it| !all.contains(it)), "{question}: {all}");
            }
        };
        let shown = clerk.say_in_group("виручка за жовтень 2026").await;
        assert!(words(&shown[0]).contains("200,00"), "{}", words(&shown[0]));
        shows_no_name(&shown, "revenue");
        for question in [
            "топ 5 клієнтів",
            "виручка ТОВ Ромашка за жовтень 2026",
            "скільки купила Ромашка",
            "виручка за менеджерами за цей рік",
            "хто не купував місяць",
            "маржа за жовтень 2026",
            "RFM",
            "воронка угод",
            "чому впали продажі",
            "скасуй імпорт",
            "історія завантажень",
            "виручка по клієнтах за цей рік",
            "скільки купив Ромашко",
            "/undo",
            "/org",
            "/chats",
        ] {
            let answers = clerk.say_in_group(question).await;
            shows_no_name(&answers, question);
            let figures = ["200,00", "150,00", "350,00"];
            let here = words(&answers[0]);
            assert!(figures.iter().all(|it| !here.contains(it)), "{question}: {here}");
        }
        // What the group may not see goes to the person alone.
        let answers = clerk.say_in_group("топ 5 клієнтів за цей рік").await;
        assert_eq!(answers.len(), 2);
        assert_eq!(answers[1].to, AnswerTo::Alone { chat: "2".into() });
        assert!(words(&answers[1]).contains("Ромашка"));
        // The report leaves out who bought.
        let report = clerk.say_in_group("/report").await;
        shows_no_name(&report, "/report");
        assert!(words(&report[0]).contains("150,00"), "{}", words(&report[0]));
        // A stranger asks nothing, until everybody may; and then as little as the group sees.
        assert!(!words(&stranger.say_in_group("виручка за жовтень 2026").await[0]).contains("200,00"));
        let mut control = house.app.store.control().await.unwrap();
        let mut group = chats::find_group(&mut control, Channel::Telegram, "-100").await.unwrap().unwrap();
        (group.shows, group.asks) = (Shows::Sales, Asks::Everyone);
        chats::set_policy(&mut control, &group, &house.owner).await.unwrap();
        control.commit().await.unwrap();
        assert!(words(&stranger.say_in_group("виручка за жовтень 2026").await[0]).contains("200,00"));
        let answers = stranger.say_in_group("топ 5 клієнтів за цей рік").await;
        assert_eq!(answers.len(), 1);
        shows_no_name(&answers, "a stranger's");
        let mut control = house.app.store.control().await.unwrap();
        group.shows = Shows::Nothing;
        chats::set_policy(&mut control, &group, &house.owner).await.unwrap();
        control.commit().await.unwrap();
        let answers = clerk.say_in_group("виручка за жовтень 2026").await;
        assert!(!words(&answers[0]).contains("200,00") && words(&answers[1]).contains("200,00"));
        // Nobody is somebody: an anonymous administrator is shown nothing.
        let mut nobody = clerk.arrival(
            ArrivalChat::Group { chat: "-100".into(), title: String::new(), topic: None },
            Content::Text("виручка за жовтень 2026".into()),
        );
        nobody.person = None;
        let answers = reception::receive(&house.app, nobody).await.unwrap();
        assert!(!words(&answers[0]).contains("200,00"));
        // An answer in a group of files is no file.
        let rows = answers[0].reply.blocks.iter().any(|it| matches!(it, Block::File { .. }));
        assert!(!rows);
    }
}

#[tokio::test]
async fn a_group_that_moved_keeps_its_policy_and_its_talks() {
    for fresh in support::both().await {
        let house = house(fresh).await;
        let boss = house.phone("1");
        boss.say(&house.code(Grant::Member(house.owner.user.unwrap())).await).await;
        let offer = boss.say_in_group("/start").await.remove(0);
        boss.in_group(Content::Choice(token(&offer, "Прив’язати"))).await;
        let answer = boss.say_in_group("виручка по місяцях за 2026").await.remove(0);
        reception::move_group(&house.app, Channel::Telegram, ("-100", "-100200")).await.unwrap();
        let chat = ArrivalChat::Group { chat: "-100200".into(), title: "Продажі".into(), topic: None };
        let tap = boss.arrival(chat, Content::Choice(answer.reply.choices()[0].token.clone()));
        let answers = reception::receive(&house.app, tap).await.unwrap();
        assert!(answers[0].reply.table.is_some(), "{}", words(&answers[0]));
        assert!(words(&boss.say_in_group("/start").await[0]).contains("Прив’язати цю групу"), "the old id is still bound");
    }
}

#[tokio::test]
async fn languages_are_chosen_and_kept() {
    for fresh in support::both().await {
        let house = house(fresh).await;
        let phone = house.phone("7");
        let chosen = phone.tap(&phone.say("/language").await, "English").await;
        assert_eq!((chosen.locale, words(&chosen).as_str()), (Locale::En, "All right, I answer in English from now on."));
        assert!(words(&phone.say("/settings").await).contains("Time zone"));
    }
}
