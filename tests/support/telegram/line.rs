//! A line to a server that can be cut: what is under way breaks off, and nobody is let in until it is mended.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

#[derive(Clone)]
pub struct Line {
    here: SocketAddr,
    there: SocketAddr,
    running: Arc<Mutex<Option<AbortHandle>>>,
}

impl Line {
    pub async fn to(address: &str) -> Self {
        let there = address.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line = Self { here: listener.local_addr().unwrap(), there, running: Arc::default() };
        line.run(listener);
        line
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.here)
    }

    fn run(&self, listener: TcpListener) {
        let there = self.there;
        let task = tokio::spawn(async move {
            // Connections end with this task.
            let mut connections = JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                connections.spawn(async move {
                    if let Ok(mut there) = TcpStream::connect(there).await {
                        let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
                    }
                });
            }
        });
        *self.running.lock().unwrap() = Some(task.abort_handle());
    }

    pub fn cut(&self) {
        if let Some(running) = self.running.lock().unwrap().take() {
            running.abort();
        }
    }

    pub async fn mend(&self) {
        // The port is free as soon as the task is gone.
        loop {
            match TcpListener::bind(self.here).await {
                Ok(listener) => return self.run(listener),
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
            }
        }
    }
}
