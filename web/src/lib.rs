//! The portal: pages, web chat, API.
