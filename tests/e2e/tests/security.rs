//! What a page may not do, tried in the built app.

use std::net::TcpListener;

use changeproof_e2e::{App, Start, ensure, journey};
use serde_json::json;

#[test]
fn a_command_that_was_not_granted_is_refused() {
    journey("ungranted", &Start::default(), async |app: &App| {
        app.settle().await?;
        for (command, arguments) in [
            ("plugin:event|emit", json!({ "event": "x", "payload": 1 })),
            (
                "plugin:window|set_title",
                json!({ "label": "main", "value": "x" }),
            ),
            (
                "plugin:webview|create_webview_window",
                json!({ "options": { "label": "x" } }),
            ),
            ("plugin:path|resolve_directory", json!({ "directory": 1 })),
            ("plugin:fs|read_text_file", json!({ "path": "/etc/passwd" })),
            ("no_such_command", json!({})),
        ] {
            let told = app.ask_shell(command, arguments).await?;
            ensure(told.get("answer").is_none(), || {
                format!("{command} was let through")
            })?;
            ensure(told.get("refused").is_some(), || {
                format!("{command}: {told}")
            })?;
        }
        let granted = app.ask_shell("app_view", json!({})).await?;
        ensure(granted.get("answer").is_some(), || granted.to_string())
    });
}

#[test]
fn a_page_cannot_name_a_path() {
    journey("path", &Start::default(), async |app: &App| {
        app.settle().await?;
        for key in ["/etc/passwd", "../../etc/passwd", "file:///etc/passwd"] {
            let told = app.ask_shell("open_recent", json!({ "key": key })).await?;
            let code = &told["refused"]["code"];
            ensure(code == "unknown_key", || format!("{key}: {told}"))?;
        }
        Ok(())
    });
}

#[test]
fn another_page_is_not_shown() {
    journey("navigation", &Start::default(), async |app: &App| {
        app.settle().await?;
        let home = app.address().await?;
        for elsewhere in [
            "https://example.com/",
            "http://127.0.0.1:9/",
            "http://tauri.localhost/",
            "file:///etc/passwd",
            "data:text/html,<h1>elsewhere</h1>",
            "about:blank",
        ] {
            for script in [
                "location.href = arguments[0]",
                "window.open(arguments[0])",
                "const a = document.createElement('a'); a.href = arguments[0]; a.target = '_top'; \
                 document.body.append(a); a.click(); a.remove()",
            ] {
                // Some are refused with an exception; that is as good.
                drop(app.script(script, vec![json!(elsewhere)]).await);
                tokio::time::sleep(std::time::Duration::from_millis(150)).await;
                let address = app.address().await?;
                ensure(address == home, || {
                    format!("{elsewhere} was shown: {address}")
                })?;
            }
        }
        app.find("button", "Explore the demo company")
            .await
            .map(|_| ())
    });
}

#[test]
fn foreign_scripts_and_connections_are_refused() {
    // Somebody listens, so that a request which is let through arrives.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of one's own");
    listener
        .set_nonblocking(true)
        .expect("a port that is asked");
    let address = listener.local_addr().expect("its address");
    journey("policy", &Start::default(), async |app: &App| {
        app.settle().await?;
        let script = "const done = arguments[0]; \
            const refused = []; \
            document.addEventListener('securitypolicyviolation', \
              (event) => refused.push(event.effectiveDirective)); \
            const inline = document.createElement('script'); inline.textContent = 'window.ran = 1'; \
            document.head.append(inline); \
            let evaluated = false; try { evaluated = !!new Function('return 1')(); } catch {} \
            new Image().src = 'http://ADDRESS/image'; \
            fetch('http://ADDRESS/', { mode: 'no-cors' }).then(() => 'sent', (error) => String(error)) \
              .then((sent) => setTimeout(() => done({ ran: window.ran ?? null, evaluated, sent, refused, \
                polluted: Object.isFrozen(Object.prototype) }), 300));";
        let script = script.replace("ADDRESS", &address.to_string());
        let told = app.script_async(&script).await?;
        ensure(told["ran"].is_null(), || {
            format!("an inline script ran: {told}")
        })?;
        ensure(told["evaluated"] == false, || {
            format!("text was run as code: {told}")
        })?;
        ensure(told["sent"] != "sent", || {
            format!("something was sent: {told}")
        })?;
        for directive in ["connect-src", "img-src"] {
            let refused = told["refused"].as_array();
            let named = refused.is_some_and(|all| all.iter().any(|one| one == directive));
            ensure(named, || format!("{directive} refused nothing: {told}"))?;
        }
        ensure(listener.accept().is_err(), || {
            "a connection came through".to_owned()
        })?;
        ensure(told["polluted"] == true, || {
            format!("prototypes can be changed: {told}")
        })?;
        let global = app
            .script("return typeof window.__TAURI__", Vec::new())
            .await?;
        ensure(global == "undefined", || {
            format!("window.__TAURI__ is {global}")
        })
    });
}
