//! Samples: what would an auditor draw?

use super::OpenWorkspace;
use super::session::period_of;
use crate::error::AppError;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::samples::{NewDraw, NewTick, Register, draw, list, paper, paper_of, sizes, tick};
use crate::wire::sample::{SampleDraw, WorkingPaper};
use crate::wire::view::samples::{NewSample, NewSampleTick, PopulationView, SamplesView};

impl OpenWorkspace {
    /// The population of the open period, and every draw.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn samples(&self, ports: &Ports<'_>) -> Result<SamplesView, AppError> {
        let evaluated = self.current().evaluated;
        let population = evaluated.map(|evaluated| PopulationView {
            period: evaluated.period().into(),
            deployments: evaluated.rows.len() as u64,
            hash: evaluated.evaluation.head.population_hash.to_string(),
        });
        let draws = list(&self.path, ports)?;
        Ok(SamplesView {
            seed: population
                .as_ref()
                .map_or_else(String::new, |one| proposed_seed(one, &draws)),
            population,
            sizes: sizes(&self.path, ports)?,
            draws,
            forbidden: self.forbidden(Act::DrawSample, ports)?,
        })
    }

    /// Why whoever looks may not do something; none where it is allowed.
    pub(super) fn forbidden(
        &self,
        act: Act,
        ports: &Ports<'_>,
    ) -> Result<Option<String>, AppError> {
        self.reading(|reader| permission::forbidden(reader, act, ports))
    }

    /// Draws a sample.
    ///
    /// # Errors
    ///
    /// As for [`draw`].
    pub fn draw_sample(&self, new: &NewSample, ports: &Ports<'_>) -> Result<SampleDraw, AppError> {
        let new = NewDraw {
            period: Some(period_of(new.period)?),
            seed: new.seed.clone(),
            size: new.size,
            strata: new.strata.clone(),
            confidence: NewDraw::CONFIDENCE,
            reason: new.reason.clone(),
        };
        draw(&self.path, &new, ports)
    }

    /// The working paper of a draw: by what the screens show where that holds its days.
    ///
    /// # Errors
    ///
    /// As for [`paper`].
    pub fn working_paper(&self, number: u32, ports: &Ports<'_>) -> Result<WorkingPaper, AppError> {
        let register = self.reading(|reader| Register::until(reader, i64::MAX))?;
        let draw = register.draw(number)?;
        let days = Period {
            from: draw.told.from,
            to: draw.told.to,
        };
        match self.current().evaluated {
            Some(shown) if shown.period().covers(days) => {
                paper_of(&*shown.explained(&self.path, ports)?, &register, draw)
            }
            Some(_) | None => paper(&self.path, number, ports),
        }
    }

    /// Records what was found on an item; answers the paper with it.
    ///
    /// # Errors
    ///
    /// As for [`tick`].
    pub fn tick_sample(
        &self,
        new: &NewSampleTick,
        ports: &Ports<'_>,
    ) -> Result<WorkingPaper, AppError> {
        let told = NewTick {
            draw: new.sample,
            item: new.item.clone(),
            control: new.control.clone(),
            tick: new.tick,
            note: new.note.clone(),
            evidence: Vec::new(),
        };
        tick(&self.path, &told, ports)?;
        self.working_paper(new.sample, ports)
    }
}

/// A seed that follows from what everybody can see, so that nobody chose it for its result: the period, the
/// population, and the number of the draw.
fn proposed_seed(population: &PopulationView, draws: &[SampleDraw]) -> String {
    let same = draws
        .iter()
        .filter(|draw| draw.population_hash == population.hash);
    let hash = population.hash.get(..4).unwrap_or_default();
    format!(
        "{}..{}|pop={hash}|v{}",
        population.period.from,
        population.period.to,
        same.count() + 1
    )
}
