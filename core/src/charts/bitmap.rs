//! SVG -> PNG for services that show no SVG.

use std::cmp::Reverse;
use std::collections::HashMap;

use anyhow::Context;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;

use super::canvas::Rgb;
use super::fonts;
use crate::error::{Error, Result};

/// The picture `scale` times its own size: 2 is sharp on a phone. Opaque, because chats with a dark theme show what is behind.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    let scale = scale.clamp(0.25, 4.0);
    let options = usvg::Options { font_family: fonts::FAMILY.to_owned(), fontdb: fonts::database(), ..Default::default() };
    let tree = usvg::Tree::from_str(svg, &options).context("the picture is no SVG")?;
    let size = tree.size().to_int_size().scale_by(scale).context("the picture has no size")?;
    let mut pixels = Pixmap::new(size.width(), size.height()).context("the picture is too large")?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    encode(&pixels)
}

/// Smallest with a palette: few colours, and shades between them at the edges of letters and lines.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>> {
    let colors: Vec<Rgb> = pixels.data().chunks_exact(4).map(|it| (it[0], it[1], it[2])).collect();
    let (palette, places) = reduce(&colors);
    let mut file = Vec::with_capacity(64 * 1024);
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::Balanced);
    // Neighbouring places of a palette have nothing to do with each other.
    encoder.set_filter(png::Filter::NoFilter);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&places))
        .context("a PNG could not be written")
        .map_err(Error::from)?;
    Ok(file)
}

/// The 256 most frequent colours, and for each pixel the place of its colour or of the nearest one among them.
fn reduce(colors: &[Rgb]) -> (Vec<u8>, Vec<u8>) {
    let mut counts: HashMap<Rgb, usize> = HashMap::new();
    for run in colors.chunk_by(|a, b| a == b) {
        *counts.entry(run[0]).or_default() += run.len();
    }
    let mut palette: Vec<(Rgb, usize)> = counts.iter().map(|(color, count)| (*color, *count)).collect();
    palette.sort_unstable_by_key(|(color, count)| (Reverse(*count), *color));
    palette.truncate(256);
    let nearest = |(red, green, blue): Rgb| {
        let distance = |(r, g, b): Rgb| {
            let [red, green, blue] = [(red, r), (green, g), (blue, b)].map(|(a, b)| u32::from(a.abs_diff(b)).pow(2));
            red + green + blue
        };
        let places = 0..=u8::MAX;
        places.zip(&palette).min_by_key(|(_, (color, _))| distance(*color)).map_or(0, |(place, _)| place)
    };
    let places: HashMap<Rgb, u8> = counts.keys().map(|color| (*color, nearest(*color))).collect();
    let mut drawn = Vec::with_capacity(colors.len());
    for run in colors.chunk_by(|a, b| a == b) {
        drawn.resize(drawn.len() + run.len(), places[&run[0]]);
    }
    (palette.iter().flat_map(|((red, green, blue), _)| [*red, *green, *blue]).collect(), drawn)
}
