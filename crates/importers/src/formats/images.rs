//! Names of container images, as what deploys them sets them.

use changeproof_domain::field::Field;

/// The image whose tag a key sets, by its name: `image.tag` is that of the service, `worker.image.tag` that
/// of its worker.
pub(super) fn of_tag_key<'k>(key: &'k str, service: &'k str) -> Option<&'k str> {
    let of = ["image.tag", "imageTag", "image_tag"]
        .iter()
        .find_map(|end| key.strip_suffix(end))?;
    match of.strip_suffix('.') {
        Some(name) => Some(name),
        None => of.is_empty().then_some(service),
    }
}

/// The tag or digest of the image of a service, where the images that are set leave no doubt which one it
/// is and to what it is set. That of something beside it says nothing of the service.
pub(super) fn version(images: &[String], service: &str) -> Field<String> {
    let own = |(name, version)| is_of(name, service).then_some(version);
    let images = images.iter().filter_map(|image| parts(image));
    let mut versions: Vec<String> = images.filter_map(own).collect();
    versions.sort_unstable();
    versions.dedup();
    match versions.as_slice() {
        [version] => Field::Value(version.clone()),
        _ => Field::NotExported,
    }
}

/// Whether an image bears the name of the service, or a part of it: `shop` is that of `shop-production`.
fn is_of(image: &str, service: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image).to_lowercase();
    let service = service.to_lowercase();
    let rest = service
        .strip_prefix(&name)
        .and_then(|rest| rest.strip_prefix('-'))
        .or_else(|| {
            service
                .strip_suffix(&name)
                .and_then(|rest| rest.strip_suffix('-'))
        });
    service == name || rest.is_some()
}

/// The name of an image and what follows it: `old=registry/shop:v12` sets `registry/shop` to `v12`.
fn parts(image: &str) -> Option<(&str, String)> {
    let image = image.rsplit('=').next().unwrap_or(image).trim();
    if let Some((name, digest)) = image.split_once('@') {
        let name = tagged(name).map_or(name, |(name, _)| name);
        return Some((name, digest.to_ascii_lowercase()));
    }
    let (name, tag) = tagged(image)?;
    Some((name, tag.to_owned()))
}

/// Name and tag: a colon before a slash is that of a port.
fn tagged(image: &str) -> Option<(&str, &str)> {
    let (name, tag) = image.rsplit_once(':')?;
    (!tag.is_empty() && !tag.contains('/')).then_some((name, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(images: &[&str]) -> Field<String> {
        let images: Vec<String> = images.iter().map(|image| (*image).to_owned()).collect();
        version(&images, "shop")
    }

    #[test]
    fn the_image_of_the_service_tells_its_version() {
        for image in [
            "registry:5000/shop:v12",
            "old=ghcr.io/loopline/shop:v12",
            "Shop:v12",
        ] {
            assert_eq!(told(&[image]), Field::Value("v12".to_owned()), "{image}");
        }
        let digest = "ghcr.io/loopline/shop:v12@sha256:AB";
        assert_eq!(told(&[digest]), Field::Value("sha256:ab".to_owned()));
        let of = |image: &str, service| version(&[image.to_owned()], service);
        assert_eq!(of("a/shop:v2", "shop-production"), told(&["shop:v2"]));
        assert_eq!(of("a/shop:v2", "eu-shop"), told(&["shop:v2"]));
        assert_eq!(of("a/shop:v2", "shopping"), Field::NotExported);
    }

    #[test]
    fn an_image_beside_the_service_tells_nothing() {
        let sidecar = "envoy:v1";
        assert_eq!(told(&[sidecar]), Field::NotExported);
        assert_eq!(told(&[sidecar, "a/shop:v2"]), Field::Value("v2".to_owned()));
        assert_eq!(told(&["a/shop:v1", "b/shop:v2"]), Field::NotExported);
        assert_eq!(told(&["a/shop:v2", "b/shop:v2"]), told(&["shop:v2"]));
    }

    #[test]
    fn an_image_without_a_tag_has_no_version() {
        assert_eq!(told(&["registry:5000/shop"]), Field::NotExported);
        assert_eq!(told(&["shop:"]), Field::NotExported);
        assert_eq!(told(&[]), Field::NotExported);
    }

    #[test]
    fn a_key_of_a_tag_tells_whose_image_it_is() {
        let of = |key| of_tag_key(key, "shop");
        assert_eq!(of("image.tag"), Some("shop"));
        assert_eq!(of("imageTag"), Some("shop"));
        assert_eq!(of("envoy.image.tag"), Some("envoy"));
        for key in ["tag", "myimage.tag", "image.tagging", "image.repository"] {
            assert_eq!(of(key), None, "{key}");
        }
    }
}
