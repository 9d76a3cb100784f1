//! The upper limit of the rate of deviations that a sample leaves possible.
//!
//! Clopper and Pearson's exact limit, on one side: the rate at which so few deviations or fewer would come
//! up with a probability of one minus the confidence, by the binomial distribution. The distribution knows no
//! size of the population; for a small one the limit is higher than it had to be, never lower.

/// How the limit is worked out, for those who read it.
pub const LIMIT_METHOD: &str = "exact binomial (Clopper-Pearson), one-sided, without correction for \
     a small population";

/// Halvings of the interval: beyond these nothing changes any more in numbers of this size.
const HALVINGS: u32 = 60;

/// The limit in tenths of a percent, rounded up; none where nothing was compared.
///
/// A limit that is rounded up never says less than it is.
pub(crate) fn upper_limit(deviations: u64, compared: u64, confidence: u8) -> Option<u32> {
    let rate = upper_rate(deviations, compared, f64::from(confidence) / 100.0)?;
    // What halving leaves open must not push a limit over the next tenth.
    let tenths = (rate * 1000.0 - 1e-6).ceil();
    Some(tenths.clamp(0.0, 1000.0) as u32)
}

/// Tenths of a percent as `11.3 %`.
pub fn per_mille_words(tenths: u32) -> String {
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn upper_rate(deviations: u64, compared: u64, confidence: f64) -> Option<f64> {
    if compared == 0 {
        return None;
    }
    if deviations >= compared {
        return Some(1.0);
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if at_most(deviations, compared, middle) > 1.0 - confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

/// The probability of at most so many deviations where each item deviates with a probability.
fn at_most(deviations: u64, compared: u64, rate: f64) -> f64 {
    let n = compared as f64;
    let mut log_term = n * (-rate).ln_1p();
    let mut sum = log_term.exp();
    for k in 1..=deviations {
        let k = k as f64;
        log_term += ((n - k + 1.0) / k).ln() + rate.ln() - (-rate).ln_1p();
        sum += log_term.exp();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each limit by hand. With no deviation, (1 - p)^n = 1 - confidence:
    ///
    /// * n 25, 95 %: p = 1 - 0.05^(1/25) = 1 - e^(-2.995732/25) = 1 - e^(-0.119829) = 1 - 0.887072 = 0.112928
    /// * n 45, 90 %: p = 1 - 0.10^(1/45) = 1 - e^(-2.302585/45) = 1 - e^(-0.051169) = 1 - 0.950118 = 0.049882
    /// * n 1, 95 %: p = 1 - 0.05 = 0.95
    ///
    /// With one deviation of two, P(at most 1) = 1 - p^2 = 0.05, so p = sqrt(0.95) = 0.974679.
    /// With one of three, (1 - p)^3 + 3p(1 - p)^2 = (1 - p)^2 (1 + 2p) = 0.05; p = 0.864650 gives
    /// 0.135350^2 x 2.729300 = 0.0183196 x 2.7293 = 0.050000.
    #[test]
    fn limits_are_those_worked_out_by_hand() {
        for (deviations, compared, confidence, rate) in [
            (0, 25, 95, 0.112_928),
            (0, 45, 90, 0.049_882),
            (0, 1, 95, 0.95),
            (1, 2, 95, 0.974_679),
            (1, 3, 95, 0.864_650),
        ] {
            let found = upper_rate(deviations, compared, f64::from(confidence) / 100.0).unwrap();
            let near = (found - rate).abs() < 2e-6;
            assert!(near, "{deviations} of {compared} at {confidence}: {found}");
        }
    }

    /// Tables of sampling guides print 17.6 % for 1 of 25 and 7.7 % for 1 of 60, both at 95 %.
    #[test]
    fn limits_are_rounded_up_to_a_tenth_of_a_percent() {
        assert_eq!(upper_limit(0, 25, 95), Some(113));
        assert_eq!(upper_limit(1, 25, 95), Some(177), "17.61 % and more");
        assert_eq!(upper_limit(1, 60, 95), Some(77));
        assert_eq!(upper_limit(0, 1, 95), Some(950), "not 95.1 by a rounding");
        assert_eq!(per_mille_words(113), "11.3 %");
    }

    #[test]
    fn where_everything_deviates_anything_is_possible_and_without_items_nothing_is_said() {
        assert_eq!(upper_limit(5, 5, 95), Some(1000));
        assert_eq!(upper_limit(0, 0, 95), None);
    }

    #[test]
    fn more_deviations_or_more_confidence_never_lower_the_limit() {
        for compared in [1, 2, 25, 60, 3000] {
            let mut last = 0;
            for deviations in 0..compared.min(40) {
                let limit = upper_limit(deviations, compared, 90).unwrap();
                assert!(limit >= last, "{deviations} of {compared}");
                assert!(upper_limit(deviations, compared, 95).unwrap() >= limit);
                last = limit;
            }
        }
    }
}
