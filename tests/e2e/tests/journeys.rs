//! What people do with the app, with the mouse.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use changeproof_e2e::{
    App, Chord, Key, Start, broken_export, demo_exports, ensure, explore_demo, fixtures, journey,
};
use serde_json::json;

/// A text with single plain spaces, as texts of the page are read.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_demo_company_is_there_on_the_first_day() {
    journey("first-run", &Start::default(), async |app: &App| {
        explore_demo(app).await?;
        for screen in [
            "Deployments",
            "Findings",
            "Imports",
            "Packs",
            "Event log",
            "Settings",
            "Overview",
        ] {
            app.choose_part("link", screen).await?;
            app.find("heading", screen).await?;
            app.settle().await?;
            let alerts = app.script(
                "return document.querySelectorAll('[role=alert]').length",
                Vec::new(),
            );
            let alerts = alerts.await?;
            ensure(alerts == 0, || format!("{screen} shows an error"))?;
        }
        Ok(())
    });
}

#[test]
fn own_exports_are_imported_and_a_bad_file_among_them_is_named() {
    journey("own-exports", &Start::default(), async |app: &App| {
        app.choose("button", "Start with our exports").await?;
        app.type_into("Company", "Clicki Referrals").await?;
        app.answer(&[app.place("own.changeproof")])?;
        app.choose("button", "Choose where to save").await?;
        app.find("heading", "Imports").await?;

        let mut files = demo_exports()?;
        files.insert(3, broken_export(app)?);
        app.answer(&files)?;
        app.choose("button", "Choose files").await?;
        app.see_words("Cannot be read").await?;
        app.see_words("holiday-photos.json").await?;
        let imported = files.len() - 1;
        app.choose_part("button", &format!("Import {imported} files"))
            .await?;
        app.see_words("What became of them").await?;

        app.choose_part("link", "Overview").await?;
        app.see_text("overview-sentence", "production deployments")
            .await?;
        let told = app.ask_shell("imports", json!({})).await?;
        let sources = told["answer"]["sources"].as_array().map_or(0, Vec::len);
        ensure(sources == imported, || {
            format!("{sources} of {imported} files are kept")
        })
    });
}

#[test]
fn dropped_files_are_looked_at_before_anything_is_kept() {
    journey("drop", &Start::default(), async |app: &App| {
        app.choose("button", "Start with our exports").await?;
        app.type_into("Company", "Clicki Referrals").await?;
        app.answer(&[app.place("own.changeproof")])?;
        app.choose("button", "Choose where to save").await?;
        app.find("heading", "Imports").await?;
        let mut files = demo_exports()?;
        files.truncate(1);
        files.push(broken_export(app)?);
        app.drop_files(&files)?;
        app.see_words("holiday-photos.json").await?;
        app.see_words("Cannot be read").await?;
        app.find_part("button", "Import 1 file").await?;
        app.choose("button", "Discard").await?;
        app.find("button", "Choose files").await?;
        let told = app.ask_shell("imports", json!({})).await?;
        let sources = told["answer"]["sources"].as_array().map(Vec::len);
        ensure(sources == Some(0), || format!("{sources:?} files are kept"))
    });
}

#[test]
fn the_first_person_signs_in_again_after_locking() {
    journey("sign-in", &Start::default(), async |app: &App| {
        explore_demo(app).await?;
        app.go("#/settings").await?;
        app.choose("button", "Add yourself as the first person")
            .await?;
        app.find("dialog", "The first person").await?;
        app.type_into("Name", "Ana Berg").await?;
        app.type_into("Signs in as", "ana").await?;
        app.type_into("Passphrase", "correct horse battery").await?;
        app.type_into("Once more", "correct horse battery").await?;
        app.press(Key::Enter).await?;
        app.find_part("button", "Ana Berg").await?;

        app.press(Chord::control(Key::Sign('l'))).await?;
        app.find("heading", "Locked").await?;
        let told = app.ask_shell("overview", json!({})).await?;
        let code = told["refused"]["code"].as_str().unwrap_or_default();
        ensure(code == "sign_in_needed", || format!("answered {told}"))?;
        let page = app.script("return document.documentElement.outerHTML", Vec::new());
        let page = page.await?.to_string();
        ensure(!page.contains("referral-api"), || {
            "a service stays on the page".to_owned()
        })?;

        let passphrase = "Passphrase of Ana Berg";
        app.type_into(passphrase, "another one altogether").await?;
        app.press(Key::Enter).await?;
        app.see_words("There is no such person with that passphrase")
            .await?;
        app.type_into(passphrase, "correct horse battery").await?;
        app.press(Key::Enter).await?;
        app.find("heading", "Settings").await?;
        app.find_part("button", "Ana Berg").await?;
        let told = app.ask_shell("verify_workspace", json!({})).await?;
        ensure(told["answer"]["holds"] == json!(true), || format!("{told}"))
    });
}

#[test]
fn an_unreviewed_deployment_leads_to_its_original_record() {
    journey("original", &Start::default(), async |app: &App| {
        explore_demo(app).await?;
        app.choose_part("link", "REV-01 Fail").await?;
        app.find("heading", "Deployments").await?;
        app.see_css("[role=row][aria-rowindex='2']")
            .await?
            .click()
            .await?;
        app.see_words("REV-01").await?;
        app.settle().await?;
        app.choose_part("button", "Show original of").await?;
        app.find_part("dialog", "Original record").await?;
        app.see_words("The stored bytes still have the hash")
            .await?;
        let record = app.text("original-record").await?;
        ensure(record.len() > 20, || format!("the record is '{record}'"))?;
        let mut exports = demo_exports()?.into_iter();
        let holds = |file: PathBuf| {
            let bytes = fs::read(file).unwrap_or_default();
            single_spaced(&String::from_utf8_lossy(&bytes)).contains(&record)
        };
        ensure(exports.any(holds), || {
            format!("no export holds the record '{record}'")
        })
    });
}

/// With a click into the field and one on 'Save' in the system's dialog these are the five clicks that
/// README tells of.
#[test]
fn five_clicks_lead_from_the_first_start_to_a_saved_pack() {
    journey("clicks", &Start::default(), async |app: &App| {
        explore_demo(app).await?;
        app.choose("link", "Make pack").await?;
        app.find("heading", "Packs").await?;
        app.type_into("Prepared by", "Noor Abbasi").await?;
        app.answer(&[app.place("demo.pdf")])?;
        app.choose("button", "Make pack").await?;
        app.find_part("button", "Open ").await?;
        let pack = fs::read(app.place("demo.pdf"))?;
        ensure(pack.starts_with(b"%PDF-1.7"), || {
            "no PDF was written".to_owned()
        })
    });
}

#[test]
fn a_pack_is_saved_verified_and_opened() {
    journey("pack", &Start::default(), async |app: &App| {
        explore_demo(app).await?;
        app.choose_part("link", "Packs").await?;
        app.find("heading", "Packs").await?;
        app.type_into("Prepared by", "Noor Abbasi").await?;
        // Without its ending, as people type it.
        app.answer(&[app.place("audit")])?;
        app.choose("button", "Make pack").await?;
        let open = app.find_part("button", "Open ").await?;
        let id = app.label(&open).await?.replace("Open ", "");
        let file = app.place("audit.pdf");
        let pack = fs::read(&file)?;
        let is_pdf = pack.starts_with(b"%PDF-1.7");
        ensure(is_pdf, || "no PDF was written".to_owned())?;

        app.choose("button", &format!("Verify {id}")).await?;
        app.see_words("Everything holds").await?;
        app.press(Key::Escape).await?;
        app.choose("button", &format!("Open {id}")).await?;
        let opened = app
            .wait_for("the viewer", async || Ok(app.heard("opened").pop()))
            .await?;
        ensure(opened == file.display().to_string(), || {
            format!("{opened} was opened")
        })?;

        let mut changed = pack;
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&file, changed)?;
        app.choose("button", &format!("Verify {id}")).await?;
        app.see_words("not hold").await
    });
}

#[test]
fn a_workspace_given_at_a_start_is_open_in_the_one_window() {
    let folder = tempfile::tempdir().expect("a folder for the workspace");
    let workspace = folder.path().join("other.changeproof");
    let entity = "Other Works";
    let start = Start {
        workspace: Some(workspace.clone()),
        ..Start::default()
    };
    journey("start", &Start::default(), async |app: &App| {
        let file = workspace.as_os_str();
        let words = ["--entity", entity, "--timezone", "UTC"].map(OsStr::new);
        app.changeproof(&[&[OsStr::new("init"), file], &words[..]].concat())?;

        explore_demo(app).await?;
        app.go("#/findings").await?;
        app.find("heading", "Findings").await?;
        app.start_again(&workspace)?;
        app.see_words(entity).await?;
        // The new workspace begins at the beginning.
        app.find("heading", "Overview").await.map(|_| ())
    });
    if workspace.exists() {
        journey("argument", &start, async |app: &App| {
            app.see_words(entity).await
        });
    }
}

#[test]
fn what_another_program_imports_is_told() {
    journey("watch", &Start::default(), async |app: &App| {
        let file = app.place("watched.changeproof");
        app.answer(std::slice::from_ref(&file))?;
        let new = json!({ "new": { "entity": "Clicki Referrals", "zone": "UTC" } });
        app.ask_shell("create_workspace", new).await?;
        app.reload().await?;
        app.settle().await?;
        let export = fixtures("demo/inputs/deploy-log.csv");
        let words = ["--timezone", "UTC"].map(OsStr::new);
        let import = [OsStr::new("import"), file.as_os_str(), export.as_os_str()];
        app.changeproof(&[&import[..], &words[..]].concat())?;
        app.find("button", "Work out again").await.map(|_| ())
    });
}

#[test]
fn a_choice_of_the_look_outlives_the_page() {
    journey("look", &Start::default(), async |app: &App| {
        explore_demo(app).await?;
        app.choose_part("link", "Settings").await?;
        app.choose("radio", "Dark").await?;
        let worn = "return document.documentElement.dataset.theme";
        app.wait_for("the dark theme", async || {
            let theme = app.script(worn, Vec::new()).await?;
            Ok((theme == "dark").then_some(()))
        })
        .await?;
        app.reload().await?;
        app.settle().await?;
        let theme = app.script(worn, Vec::new()).await?;
        ensure(theme == "dark", || format!("the theme is {theme}"))
    });
}

#[test]
fn what_is_copied_can_be_pasted() {
    journey("copy", &Start::default(), async |app: &App| {
        let text = "REV-01 – 3 deployments, π";
        let told = app.ask_shell("copy_text", json!({ "text": text })).await?;
        ensure(told.get("answer").is_some(), || told.to_string())?;
        app.choose("button", "Start with our exports").await?;
        app.find_part("textbox", "Company").await?.click().await?;
        app.press(Chord::control(Key::Sign('v'))).await?;
        let typed = "return document.activeElement.value";
        app.wait_for("the copied text", async || {
            let value = app.script(typed, Vec::new()).await?;
            Ok((value == text).then_some(()))
        })
        .await
    });
}

#[test]
fn quitting_keeps_the_place_of_the_window() {
    journey("quit", &Start::default(), async |app: &App| {
        app.settle().await?;
        let place = app.place("config/org.changeproof.desktop/window.json");
        fs::remove_file(&place)?;
        app.choose_in_menu("quit")?;
        let kept = app.wait_for("the window's place", async || {
            Ok(place.exists().then_some(()))
        });
        kept.await
    });
}
