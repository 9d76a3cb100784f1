//! Samples: the population, draws, working papers.

use changeproof_app::wire::sample::{SampleDraw, WorkingPaper};
use changeproof_app::wire::view::samples::{NewSample, NewSampleTick, SamplesView};
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn samples(shell: State<'_, Shell>) -> Answer<SamplesView> {
    shell.look(|open, ports| open.samples(ports)).await
}

#[tauri::command]
pub async fn draw_sample(shell: State<'_, Shell>, new: NewSample) -> Answer<SampleDraw> {
    shell
        .look(move |open, ports| open.draw_sample(&new, ports))
        .await
}

#[tauri::command]
pub async fn working_paper(shell: State<'_, Shell>, sample: u32) -> Answer<WorkingPaper> {
    shell
        .look(move |open, ports| open.working_paper(sample, ports))
        .await
}

#[tauri::command]
pub async fn tick_sample(shell: State<'_, Shell>, tick: NewSampleTick) -> Answer<WorkingPaper> {
    shell
        .look(move |open, ports| open.tick_sample(&tick, ports))
        .await
}
