//! The same without a mouse: only keys are pressed.

use std::fs;

use changeproof_e2e::{
    Answer, App, Chord, Key, Start, broken_export, demo_exports, ensure, journey,
};

/// Goes on with Tab until something of that name has the focus, and presses Enter.
async fn choose(app: &App, name: &str) -> Answer<()> {
    app.press_until(Key::Tab, name, |focus| focus.name == name)
        .await?;
    app.press(Key::Enter).await
}

async fn demo(app: &App) -> Answer<()> {
    app.find("button", "Explore the demo company").await?;
    choose(app, "Explore the demo company").await?;
    app.see_text("overview-sentence", "production deployments")
        .await?;
    app.settle().await
}

#[test]
fn the_demo_company_can_be_reached() {
    journey("keys-first-run", &Start::default(), async |app: &App| {
        demo(app).await?;
        app.screen_by_keys('d', "Deployments").await?;
        app.screen_by_keys('f', "Findings").await?;
        app.screen_by_keys('i', "Imports").await?;
        app.screen_by_keys('e', "Event log").await?;
        app.press(Chord::control(Key::Sign('k'))).await?;
        app.find_part("dialog", "Search").await?;
        app.type_text("packs").await?;
        app.press(Key::Enter).await?;
        app.find("heading", "Packs").await.map(|_| ())
    });
}

#[test]
fn own_exports_can_be_imported() {
    journey("keys-own-exports", &Start::default(), async |app: &App| {
        app.find("button", "Start with our exports").await?;
        choose(app, "Start with our exports").await?;
        app.press_until(Key::Tab, "Company", |focus| {
            focus.name.starts_with("Company")
        })
        .await?;
        app.type_text("Clicki Referrals").await?;
        app.answer(&[app.place("own.changeproof")])?;
        app.press_on("Choose where to save").await?;
        app.find("heading", "Imports").await?;
        app.settle().await?;
        let mut files = demo_exports()?;
        files.push(broken_export(app)?);
        app.answer(&files)?;
        choose(app, "Choose files").await?;
        app.see_words("Cannot be read").await?;
        app.press_on(&format!("Import {} files", files.len() - 1))
            .await?;
        app.see_words("What became of them").await?;
        app.screen_by_keys('o', "Overview").await?;
        app.see_text("overview-sentence", "production deployments")
            .await
    });
}

#[test]
fn an_original_record_can_be_reached() {
    journey("keys-original", &Start::default(), async |app: &App| {
        demo(app).await?;
        app.press_on("REV-01 Fail").await?;
        app.find("heading", "Deployments").await?;
        app.settle().await?;
        app.press_until(Key::Tab, "the list", |focus| focus.role == "grid")
            .await?;
        app.press(Key::Down).await?;
        app.press(Key::Enter).await?;
        app.see_words("What would change this").await?;
        app.settle().await?;
        app.press_on("Show original of").await?;
        app.find_part("dialog", "Original record").await?;
        app.see("original-record").await?;
        app.press(Key::Escape).await?;
        app.see_gone("original-record").await?;
        let focus = app
            .focus()
            .await?
            .map(|focus| focus.name)
            .unwrap_or_default();
        ensure(focus.starts_with("Show original of"), || {
            format!("the focus is on '{focus}' and not where it was")
        })
    });
}

#[test]
fn a_pack_can_be_saved_and_verified() {
    journey("keys-pack", &Start::default(), async |app: &App| {
        demo(app).await?;
        app.screen_by_keys('p', "Packs").await?;
        app.press_until(Key::Tab, "Prepared by", |focus| {
            focus.name.starts_with("Prepared by")
        })
        .await?;
        app.type_text("Noor Abbasi").await?;
        app.answer(&[app.place("audit.pdf")])?;
        choose(app, "Make pack").await?;
        app.find_part("button", "Open ").await?;
        ensure(fs::metadata(app.place("audit.pdf"))?.len() > 10_000, || {
            "a small pack".to_owned()
        })?;
        app.press_until(Key::Tab, "Verify", |focus| {
            focus.name.starts_with("Verify ") && !focus.name.contains("another")
        })
        .await?;
        app.press(Key::Enter).await?;
        app.see_words("Everything holds").await
    });
}
