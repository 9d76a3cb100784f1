//! Every command of the shell, once. The build script declares them to Tauri (what is declared here
//! is refused unless `capabilities/main.json` grants it), `commands` registers them, and a test
//! compares both with the grants.

/// Calls a macro with the paths of all commands.
macro_rules! with_commands {
    ($($callback:tt)+) => {
        $($callback)+! [
            session::app_view,
            session::save_settings,
            session::choose_workspace,
            session::open_recent,
            session::forget_recent,
            session::create_workspace,
            session::open_demo,
            session::close_workspace,
            session::copy_text,
            members::sign_in,
            members::choose_passphrase,
            members::lock,
            members::activity,
            members::members,
            members::add_member,
            members::change_roles,
            members::reset_member,
            members::deactivate_member,
            members::change_passphrase,
            workspace::workspace,
            workspace::set_period,
            workspace::refresh,
            workspace::catalogue,
            workspace::cancel,
            overview::overview,
            deployments::deployments,
            deployments::deployment_choices,
            deployments::copy_deployments,
            deployments::deployment,
            deployments::explain,
            deployments::explain_other,
            deployments::original,
            findings::findings,
            findings::finding_page,
            change_records::change_records,
            change_records::change_record,
            people::persons,
            people::accounts,
            people::suggestions,
            policy::policy,
            policy::try_parameter,
            policy::export_policy,
            decisions::review_queue,
            decisions::record_review,
            decisions::save_review,
            decisions::kept_here,
            decisions::keep_here,
            decisions::attest,
            decisions::annual_review,
            decisions::policy_review_step,
            exceptions::exceptions,
            exceptions::write_exception,
            exceptions::exception_step,
            imports::imports,
            imports::export_guides,
            imports::choose_files,
            imports::preview_import,
            imports::commit_import,
            packs::packs,
            packs::make_pack,
            packs::open_pack,
            packs::verify_pack,
            packs::verify_chosen_pack,
            event_log::events,
            event_log::verify_workspace,
        ]
    };
}

/// Makes a list of the names from the paths.
macro_rules! names {
    ($($module:ident :: $name:ident),* $(,)?) => { [$(stringify!($name)),*] };
}
