//! What was said is kept per talk and comes back as it was.

use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::conversation::history::{self, Author, Talk};
use kabinet_core::conversation::{Block, Channel, Choice, TableBlock};

use crate::support;

#[tokio::test]
async fn a_talk_comes_back_as_it_was_and_only_to_itself() {
    for fresh in support::both().await {
        let one = support::organization(&fresh.store, "one").await;
        let two = support::organization(&fresh.store, "two").await;
        let app = App::new(fresh.store.clone(), support::clock("2026-11-15"), Config::default(), "kabinet".into());
        let talk = Talk { organization: one.id, channel: Channel::Web, chat: "7" };
        let blocks = vec![
            Block::Text { text: "рядок\n<b>«ї»</b> '".into() },
            Block::Table(TableBlock { header: vec!["а".into()], rows: vec![vec!["1".into()]], numeric: vec![true] }),
            Block::Image { svg: "<svg/>".into(), alt: "картинка".into() },
            Block::File { name: "рядки.xlsx".into(), path: "downloads/1.xlsx".into() },
            Block::Choices { choices: vec![Choice { label: "Так".into(), token: "t".into(), page: None }] },
        ];
        let question = [Block::Text { text: "скільки?".into() }];
        let first = history::append(&app, talk, Author::Person, &question).await.unwrap();
        let second = history::append(&app, talk, Author::Assistant, &blocks).await.unwrap();

        let said = history::newest(&app, talk, 10).await.unwrap();
        assert_eq!(
            said.iter().map(|it| (it.id, it.author)).collect::<Vec<_>>(),
            [(first, Author::Person), (second, Author::Assistant)]
        );
        assert_eq!(said[1].blocks, blocks);
        assert_eq!(said[1].sent_at, app.clock.now());
        assert_eq!(history::newest(&app, talk, 1).await.unwrap(), said[1..]);
        assert_eq!(history::since(&app, talk, first).await.unwrap(), said[1..]);
        assert_eq!(history::find(&app, talk, second).await.unwrap().as_ref(), Some(&said[1]));

        let elsewhere =
            [Talk { organization: two.id, ..talk }, Talk { channel: Channel::Terminal, ..talk }, Talk { chat: "8", ..talk }];
        for other in elsewhere {
            assert!(history::newest(&app, other, 10).await.unwrap().is_empty());
            assert!(history::since(&app, other, 0).await.unwrap().is_empty());
            assert!(history::find(&app, other, second).await.unwrap().is_none());
        }
    }
}
