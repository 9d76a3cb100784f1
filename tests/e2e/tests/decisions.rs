//! What people decide, in the built app, by two or three people at one machine who sign in one after the other.
//! No mouse: only keys are pressed.

use std::fs;
use std::path::PathBuf;

use changeproof_e2e::{Answer, App, Key, Start, ensure, journey};
use serde_json::{Value, json};

/// Opens the company with its people, and takes the steps. Afterwards the workspace verifies, in the app and
/// outside it.
fn decided(name: &str, steps: impl AsyncFnOnce(&App, &PathBuf) -> Answer<()>) {
    journey(name, &Start::default(), async |app: &App| {
        let file = app.company_with_people()?;
        app.open_by_keys(&file).await?;
        steps(app, &file).await?;
        let told = app.ask_shell("verify_workspace", json!({})).await?;
        ensure(told["answer"]["holds"] == json!(true), || told.to_string())?;
        let said = app.changeproof_as("ana", &file, "verify W")?;
        ensure(said.contains("The workspace holds."), || said)
    });
}

/// Asserts that the shell refuses it, as it would if the button were not disabled.
async fn refused(app: &App, command: &str, arguments: Value, code: &str) -> Answer<()> {
    let told = app.ask_shell(command, arguments).await?;
    ensure(told["refused"]["code"] == code, || {
        format!("{command}: {told}")
    })
}

/// Asserts that the log tells, beside other things, these actions of these persons in this order.
fn happened(app: &App, file: &PathBuf, wanted: &[(&str, &str)]) -> Answer<()> {
    let log = app.changeproof_as("ana", file, "log W --json")?;
    let log: Value = serde_json::from_str(&log)?;
    let events = log["events"].as_array().cloned().unwrap_or_default();
    let mut left = wanted.iter().peekable();
    for event in &events {
        let is_it = |(person, action): &&(&str, &str)| {
            event["person"] == *person && event["kind"] == *action
        };
        left.next_if(is_it);
    }
    match left.next() {
        None => Ok(()),
        Some(missing) => ensure(false, || format!("{missing:?} is missing in {log}")),
    }
}

#[test]
fn an_exception_is_asked_for_by_one_person_and_approved_by_another() {
    decided("exception", async |app: &App, file: &PathBuf| {
        app.sign_in_by_keys("Ida Holm").await?;
        app.screen_by_keys('x', "Exceptions").await?;
        app.press_on("Request an exception").await?;
        app.find_part("dialog", "Request an exception").await?;
        app.reach("Control").await?;
        for letter in "REC-02".chars() {
            app.press(Key::Sign(letter)).await?;
        }
        app.see_words("What REC-02 asks").await?;
        app.fill("Exact deviation", "The record names no system")
            .await?;
        app.fill("Justification", "The tool has no such field")
            .await?;
        app.fill("Service", "referral-api").await?;
        app.fill("From", "2199-01-01").await?;
        app.fill("To", "2199-01-20").await?;
        app.fill("Risk owner", "Lena Ortiz").await?;
        app.fill("Residual risk", "A system is missed").await?;
        app.fill("Compensating controls", "Named in the pull request")
            .await?;
        app.fill("Return to the policy", "The field comes in February")
            .await?;
        app.reach("Attach files").await?;
        app.press(Key::Space).await?;
        let file_behind = app.place("ticket.txt");
        fs::write(&file_behind, "The field is asked for.\n")?;
        app.answer(&[file_behind])?;
        app.press_on("Save the draft").await?;
        app.see_words("EX-1 was saved as a draft.").await?;
        app.press_on("Open EX-1, version 1").await?;
        app.press_on("Hand in").await?;
        app.see_words("EX-1 is submitted now.").await?;

        // Whoever asked is an approver too, and is told why somebody else has to approve.
        app.press_on("Open EX-1, version 1").await?;
        app.see_words("Another approver has to.").await?;
        let approve = app.find("button", "Approve").await?;
        ensure(!approve.is_enabled().await?, || {
            "the requester can approve".to_owned()
        })?;
        let own = json!({
            "exception": "EX-1",
            "step": { "step": "approve", "version": 1, "as_policy_owner": false, "note": "" }
        });
        refused(app, "exception_step", own, "approver_is_requester").await?;
        app.press(Key::Escape).await?;

        app.sign_in_by_keys("Ivo Marsh").await?;
        app.screen_by_keys('x', "Exceptions").await?;
        app.press_on("Open EX-1").await?;
        app.press_on("Approve").await?;
        app.fill("Note", "Until the field is there").await?;
        app.press_on("Approve EX-1").await?;
        app.see_words("approved by ivo, approver").await?;

        app.screen_by_keys('e', "Event log").await?;
        app.see_words("Submitted exception EX-1, version 1.\nida")
            .await?;
        app.see_words("Approved exception EX-1, version 1. Until the field is there.\nivo")
            .await?;
        happened(
            app,
            file,
            &[
                ("ida", "exception.drafted"),
                ("ida", "exception.submitted"),
                ("ivo", "exception.approved"),
            ],
        )
    });
}

#[test]
fn a_post_change_review_is_held_by_somebody_without_a_part_in_the_change() {
    const CHANGE: &str = "CHG0030019";
    decided("review", async |app: &App, file: &PathBuf| {
        // By the roster Bilal took part in the change.
        app.sign_in_by_keys("Bilal Abebe").await?;
        app.screen_by_keys('r', "Post-change reviews").await?;
        let button = format!("Record a review of {CHANGE}");
        let record = app.find("button", &button).await?;
        ensure(!record.is_enabled().await?, || {
            "a contributor can review".to_owned()
        })?;
        app.see_words("so somebody else reviews it").await?;
        let form = json!({ "form": {
            "change": CHANGE, "held_on": null, "outcome": "Fine", "cause": "Queue", "code_read": null,
            "code_read_by": null, "follow_up": [], "attendees": [], "with_files": false
        }});
        refused(app, "record_review", form, "reviewer_had_part").await?;

        app.sign_in_by_keys("Gaël Ustun").await?;
        app.screen_by_keys('r', "Post-change reviews").await?;
        app.press_on(&button).await?;
        app.find_part("dialog", CHANGE).await?;
        app.fill("Outcome", "The fix holds").await?;
        app.fill("Cause", "A certificate had ended").await?;
        app.fill("What was read of the code", "The whole change")
            .await?;
        app.fill("Follow-up actions", "Watch the days of certificates")
            .await?;
        app.press_on("Record the review").await?;
        app.see_words("Reviewed by Gaël Ustun").await?;
        app.press_on(&format!("Save the review of {CHANGE} as PDF"))
            .await?;
        happened(
            app,
            file,
            &[("gael.ustun@clicki.example", "post_change_review.recorded")],
        )
    });
}

#[test]
fn a_review_of_the_policy_goes_from_its_opening_to_its_end() {
    decided("annual", async |app: &App, file: &PathBuf| {
        let words = "Violations have consequences.";
        let draft = app.place("policy.toml");
        let policy = fs::read_to_string(changeproof_e2e::root().join("policies/clicki.toml"))?;
        ensure(policy.contains(words), || {
            "the clause is another".to_owned()
        })?;
        fs::write(&draft, policy.replace(words, "Violations are followed up."))?;

        app.sign_in_by_keys("Ana Berg").await?;
        review_of_the_policy(app).await?;
        app.press_on("Open a review").await?;
        app.see_words("not decided yet.").await?;
        app.press_on("What it rests on").await?;
        app.see_words("Frozen when it was opened").await?;
        let told = app.ask_shell("annual_review", json!({})).await?;
        let clauses = told["answer"]["review"]["clauses"].as_array().cloned();
        let clauses = clauses.unwrap_or_default();
        let ids = clauses.iter().filter_map(|clause| clause["id"].as_str());
        let ids: Vec<&str> = ids.filter(|id| *id != "ENF").collect();
        let (kept_by_keys, others) = ids.split_at(1);
        for id in others {
            let step =
                json!({ "step": "decide", "clause": id, "decision": "keep", "reason": "As we do" });
            let told = app
                .ask_shell("policy_review_step", json!({ "step": step }))
                .await?;
            ensure(told.get("answer").is_some(), || told.to_string())?;
        }
        decide(app, kept_by_keys[0], "Keep", 1).await?;
        decide(app, "ENF", "Change", 0).await?;

        // Whoever added the sign-in of an approver drafts nothing that this one approves: another owner drafts.
        app.sign_in_by_keys("Omar Reyes").await?;
        review_of_the_policy(app).await?;
        app.answer(&[draft])?;
        app.fill("Reason", "As decided").await?;
        app.press_on("Draft from a file").await?;
        app.see_words("In the draft").await?;
        let own = json!({ "step": { "step": "approve", "reason": "Mine" } });
        refused(app, "policy_review_step", own, "approver_drafted").await?;

        app.sign_in_by_keys("Pia Kern").await?;
        review_of_the_policy(app).await?;
        app.fill("Reason", "The board agrees").await?;
        app.press_on("Approve").await?;
        app.see_words("The new version is in force from its first day")
            .await?;
        app.fill("First day in force", "2199-01-01").await?;
        app.press_on("Publish").await?;
        app.see_words("Everybody whom the policy concerns").await?;

        app.sign_in_by_keys("Ana Berg").await?;
        review_of_the_policy(app).await?;
        app.press_on("Acknowledge").await?;
        app.see_words("Acknowledged").await?;
        app.fill("Actions", "Train the team").await?;
        app.press_on("Close the review").await?;
        app.find("button", "Open the next review").await?;
        happened(
            app,
            file,
            &[
                ("ana", "policy_review.opened"),
                ("ana", "policy_review.clause_decided"),
                ("omar", "policy_review.drafted"),
                ("pia", "policy_review.approved"),
                ("pia", "policy_review.published"),
                ("ana", "policy_review.acknowledged"),
                ("ana", "policy_review.closed"),
            ],
        )
    });
}

/// Goes to the review of the policy.
async fn review_of_the_policy(app: &App) -> Answer<()> {
    app.screen_by_keys('y', "Policy").await?;
    app.reach("Clauses").await?;
    app.press_until(Key::Right, "the review", |focus| {
        focus.name == "Annual review"
    })
    .await?;
    app.settle().await
}

/// Decides on a clause; as many clauses are left afterwards.
async fn decide(app: &App, clause: &str, decision: &str, left: usize) -> Answer<()> {
    app.press_on(&format!("Decide on clause {clause}")).await?;
    app.find_part("dialog", &format!("Clause {clause}")).await?;
    app.reach("Keep").await?;
    app.press_until(Key::Right, decision, |focus| focus.name == decision)
        .await?;
    app.fill("Reason", "As we do").await?;
    app.press_on("Record").await?;
    match left {
        0 => app.see_words("Every clause is decided.").await,
        _ => {
            app.see_words(&format!("{left}\u{a0}clause is not decided yet."))
                .await
        }
    }
}

#[test]
fn a_sample_is_drawn_and_compared_by_an_auditor() {
    decided("sample", async |app: &App, file: &PathBuf| {
        app.sign_in_by_keys("Eve Stone").await?;
        app.screen_by_keys('a', "Samples").await?;
        app.fill("Items", "5").await?;
        app.press_on("Draw").await?;
        app.find("heading", "Working paper of sample 1").await?;
        app.settle().await?;
        app.press_on("Compare ").await?;
        app.find_part("dialog", "Item ").await?;
        app.press_on("Agreed: ").await?;
        app.see_words("agreed").await?;
        app.press_on("Deviation: ").await?;
        app.fill("What was seen", "No approval in the tool").await?;
        app.press(Key::Enter).await?;
        app.see_words("No approval in the tool").await?;
        app.press(Key::Escape).await?;
        app.see_words("What it came to").await?;
        happened(
            app,
            file,
            &[
                ("eve", "sample.drawn"),
                ("eve", "sample.ticked"),
                ("eve", "sample.ticked"),
            ],
        )
    });
}
