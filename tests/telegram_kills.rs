//! The real program, killed again and again while updates and letters are under way: nothing is lost, the order of every
//! chat is kept, and what may have come twice says so. `KABINET_TEST_KILLS` kills on each engine, or five in all.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use kabinet_core::clock::Clock;
use kabinet_core::tenancy::chats;
use kabinet_core::tenancy::{self, Channel, Role};

use crate::support::program::Program;
use crate::support::telegram::{Fault, Person, TOKEN, Telegram, in_order};
use crate::support::{self, Fresh, IDS};

const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;05.10.2026;ТОВ «Ромашка»;Мед липовий;2;200,00\n";
/// What is asked, and what only its answer says.
const QUESTIONS: [(&str, &str); 3] =
    [("/settings", "Europe/Kyiv"), ("/language", "Якою мовою"), ("виручка за жовтень 2026", "200,00")];

fn kills(few: usize) -> usize {
    std::env::var("KABINET_TEST_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(few)
}

/// The program as long as it runs; it never outlives the test.
struct Running(Child);

impl Running {
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(program: &Program, telegram: &Telegram) -> Running {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = program.command(&["serve", "--listen", &format!("127.0.0.1:{port}")]);
    command.env("KABINET_TELEGRAM_TOKEN", TOKEN).env("KABINET_TELEGRAM_API_URL", &telegram.address);
    Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

async fn people(fresh: &Fresh, telegram: &Telegram) -> Vec<Person> {
    let mut control = fresh.store.control().await.unwrap();
    let own = tenancy::get_by_slug(&mut control, "own").await.unwrap();
    let mut people = Vec::new();
    for n in 0..6 {
        let person = telegram.person(500 + n, "Олена", "uk");
        let id = person.id.to_string();
        let user = tenancy::create_user(&mut control, &IDS, Clock::System, None, "Олена").await.unwrap();
        tenancy::set_membership(&mut control, Clock::System, own.id, user.id, Role::Viewer).await.unwrap();
        chats::meet(&mut control, Clock::System, (Channel::Telegram, &id, "Олена"), None).await.unwrap();
        chats::link(&mut control, Clock::System, (Channel::Telegram, &id), (own.id, user.id)).await.unwrap();
        people.push(person);
    }
    control.commit().await.unwrap();
    people
}

/// The engines side by side: a program that was killed leaves leases, and the next one waits until they are over.
#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_nothing_and_double_nothing_unmarked() {
    let [sqlite, postgres] = support::both().await;
    tokio::join!(killed(&sqlite, kills(3)), killed(&postgres, kills(2)));
}

async fn killed(fresh: &Fresh, n_kills: usize) {
    let telegram = Telegram::start().await;
    let program = Program::on(fresh);
    program.create("own", "Млин");
    program.must(&["import", "--org", "own", program.file("sales.csv", SALES)]);
    program.must(&["demo"]);
    let people = people(fresh, &telegram).await;
    // Now and then the service itself is at fault too.
    telegram.fault("send", None, Fault::Internal, n_kills / 5);
    let mut asked = Vec::new();
    let mut seed = 88_172_645_463_325_252u64 + n_kills as u64;
    let mut random = move |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    for n in 0..n_kills {
        let running = serve(&program, &telegram);
        let (question, words) = QUESTIONS[n % QUESTIONS.len()];
        for person in &people {
            person.write(question);
        }
        asked.push(words);
        // Until work begins, then a moment of it.
        let answered = telegram.all_messages().len();
        let begun = Instant::now();
        while telegram.all_messages().len() == answered && begun.elapsed() < Duration::from_secs(25) {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        tokio::time::sleep(Duration::from_millis(random(400))).await;
        running.kill();
    }
    let running = serve(&program, &telegram);
    let heard = |who: &Person| in_order(&telegram.messages(who.id), &asked);
    telegram.until("all answers", Duration::from_secs(120), |_| people.iter().all(|it| heard(it).is_ok()).then_some(())).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    running.kill();
    let marked: usize = people.iter().map(|it| heard(it).unwrap()).sum();
    let twice: usize = people.iter().map(|it| telegram.messages(it.id).len() - asked.len()).sum();
    let mut control = fresh.store.control_read().await.unwrap();
    let (lost,): (i64,) = control.sql("SELECT COUNT(*) FROM outbox WHERE state IN ('failed', 'unknown')").one().await.unwrap();
    assert_eq!(lost, 0);
    println!(
        "{n_kills} kills on {:?}: {} questions answered in order, {marked} answers marked as perhaps repeated, {twice} were",
        fresh.store.engine(),
        asked.len() * people.len()
    );
}
