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
            workspace::workspace,
            workspace::set_period,
            workspace::refresh,
            workspace::catalogue,
            workspace::cancel,
            home::home,
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
            imports::imports,
            imports::export_guides,
            imports::choose_files,
            imports::preview_import,
            imports::commit_import,
            samples::samples,
            samples::draw_sample,
            samples::working_paper,
            samples::tick_sample,
            packs::packs,
            packs::make_pack,
            packs::make_dossier,
            packs::open_pack,
            packs::verify_pack,
            packs::verify_chosen_pack,
            event_log::events,
            event_log::verify_workspace,
            event_log::export_log,
            event_log::write_checkpoint,
        ]
    };
}

/// Makes a list of the names from the paths.
macro_rules! names {
    ($($module:ident :: $name:ident),* $(,)?) => { [$(stringify!($name)),*] };
}
