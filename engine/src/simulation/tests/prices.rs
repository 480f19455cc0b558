//! Prices against closed forms and quadrature: `engine/references/simulation.py`.

use super::*;

fn pair(correlation: f64) -> Dynamics {
    let one = Factor::lognormal("1", 100.0, 0.01, 0.35);
    let two = Factor::lognormal("2", 95.0, 0.02, 0.5);
    tied(vec![one, two], correlation, CommonJumps::default())
}

fn payoff(combination: Combination, right: Right, units: [f64; 2], strike: f64) -> Payoff {
    let discount = libm::exp(-0.01);
    Payoff { combination, units: units.to_vec(), right, strike, date: 0, discount }
}

/// In the order of the references.
fn payoffs() -> Vec<Payoff> {
    use Combination::{Best, Sum, Worst};
    vec![
        payoff(Best, Right::Call, [1.0, 1.0], 100.0),
        payoff(Worst, Right::Call, [1.0, 1.0], 100.0),
        payoff(Best, Right::Put, [1.0, 1.0], 100.0),
        payoff(Worst, Right::Put, [1.0, 1.0], 100.0),
        payoff(Sum, Right::Call, [1.0, -1.0], 5.0),
        payoff(Sum, Right::Call, [1.0, -1.0], 0.0),
        payoff(Sum, Right::Call, [1.0, 1.0], 200.0),
    ]
}

const REFERENCES: [(f64, [f64; 7]); 3] = [
    (
        0.4,
        [
            17.618_357_737_660_464,
            4.106_663_365_016_437,
            6.088_407_328_732_9,
            19.145_332_604_509_38,
            12.765_587_108_417_85,
            15.534_933_783_844_37,
            17.989_184_854_662_345,
        ],
    ),
    (
        -0.95,
        [
            21.712_711_486_063_945,
            0.012_309_616_612_955_515,
            0.699_341_543_991_569_6,
            24.534_398_389_250_71,
            22.371_955_859_060_095,
            25.018_353_316_989_18,
            5.004_532_246_913_974,
        ],
    ),
    (
        0.99,
        [
            12.543_855_754_303_405,
            9.181_165_348_373_496,
            9.518_002_127_778_092,
            15.715_737_805_464_188,
            3.658_742_329_708_664,
            7.030_837_001_442_118,
            21.566_767_002_765_622,
        ],
    ),
];

fn prices(correlation: f64, sampling: Sampling, paths: usize) -> Vec<Estimate> {
    let mut plan = plan(0.5, paths, sampling);
    // Lognormal prices are exact in one step.
    plan.longest_step = 1.0;
    price(&Simulation::new(pair(correlation), plan).unwrap(), &payoffs()).unwrap()
}

#[test]
fn two_assets_agree_with_margrabe_stulz_and_quadrature() {
    for (correlation, wanted) in REFERENCES {
        for (sampling, paths) in [
            (Sampling::Independent, 1 << 15),
            (Sampling::Antithetic, 1 << 15),
            (Sampling::Sobol { scramble: 0 }, 1 << 11),
        ] {
            let found = prices(correlation, sampling, paths);
            for (number, (found, wanted)) in found.iter().zip(wanted).enumerate() {
                let Estimate { price, standard_error, .. } = *found;
                let off = (price - wanted).abs() / standard_error;
                assert!(
                    off < 3.0,
                    "{correlation} {sampling:?} {number}: {found:?} is not {wanted}"
                );
            }
        }
    }
}

#[test]
fn controls_and_sobol_pay() {
    let [chance, mirrored, even] = [
        (Sampling::Independent, 1 << 15),
        (Sampling::Antithetic, 1 << 15),
        (Sampling::Sobol { scramble: 0 }, 1 << 11),
    ]
    .map(|(sampling, paths)| prices(0.4, sampling, paths));
    // The basket's geometric twin; the exchange option's two forwards.
    assert!(chance[6].variance_ratio > 30.0, "{:?}", chance[6]);
    assert!(chance[5].variance_ratio > 2.5, "{:?}", chance[5]);
    for number in 0..7 {
        let error = |of: &[Estimate]| of[number].standard_error;
        assert!(error(&even) < 0.4 * error(&chance), "{number}: {even:?} {chance:?}");
        assert!(error(&mirrored) < 1.6 * error(&chance), "{number}");
    }
}

#[test]
fn one_asset_is_blacks_price_and_bates() {
    let mut plan = plan(0.25, 1 << 16, Sampling::Antithetic);
    plan.longest_step = 1.0 / 104.0;
    let call = |strike| Payoff {
        combination: Combination::Sum,
        units: vec![1.0],
        right: Right::Call,
        strike,
        date: 0,
        discount: 1.0,
    };
    let strikes = [call(90.0), call(100.0), call(115.0)];
    let found = price(&Simulation::new(alone(bates()), plan.clone()).unwrap(), &strikes).unwrap();
    // Bates by Gil-Pelaez's integral.
    let wanted = [17.577_146_638_102_4, 12.041_011_861_811_02, 6.216_351_361_402_317];
    for (found, wanted) in found.iter().zip(wanted) {
        let off = (found.price - wanted).abs() / found.standard_error;
        assert!(off < 3.0, "{found:?} is not {wanted}");
        assert!(found.variance_ratio > 1.5, "{found:?}");
    }
    // A lognormal call is its own control: no error is left.
    let black = Simulation::new(alone(Factor::lognormal("L", 100.0, 0.0, 0.5)), plan).unwrap();
    let found = price(&black, &strikes).unwrap();
    let exact = |strike| {
        let (right, forward) = (Right::Call, 100.0);
        let volatility = 0.5;
        crate::VanillaOption { right, forward, strike, years: 0.25, volatility, discount: 1.0 }
            .price()
    };
    for (found, strike) in found.iter().zip([90.0, 100.0, 115.0]) {
        assert!((found.price - exact(strike)).abs() < 1e-5, "{found:?} {}", exact(strike));
    }
}

#[test]
fn many_assets_have_identities() {
    // Ten assets: a basket's call less its put is the forward; the best and the
    // worst enclose each of them.
    let factors: Vec<Factor> = (0..10).map(|n| Factor { name: n.to_string(), ..bates() }).collect();
    let common =
        CommonJumps { lambda: 1.0, sizes: vec![JumpSize { mean_log: -0.1, log_vol: 0.05 }; 10] };
    let dynamics = tied(factors, 0.6, common);
    let simulation = Simulation::new(dynamics, plan(0.1, 1 << 13, Sampling::Antithetic)).unwrap();
    use Combination::{Best, Sum, Worst};
    let claim = |combination, right| Payoff {
        combination,
        units: vec![0.1; 10],
        right,
        strike: if combination == Sum { 98.0 } else { 9.8 },
        date: 0,
        discount: 0.99,
    };
    let list = [(Sum, Right::Call), (Sum, Right::Put), (Best, Right::Call), (Worst, Right::Call)];
    let found = price(&simulation, &list.map(|(of, right)| claim(of, right))).unwrap();
    let forward = 0.99 * (100.0 * libm::exp(0.003) - 98.0);
    let [call, put, best, worst] = [0, 1, 2, 3].map(|number| found[number].price);
    // Forwards are controls, so parity has no error.
    assert!((call - put - forward).abs() < 1e-6, "{call} {put} {forward}");
    assert!(worst < 0.1 * call && 0.1 * call < best, "{worst} {call} {best}");
}

#[test]
fn what_is_no_payoff_is_refused() {
    let simulation = Simulation::new(pair(0.4), plan(0.5, 256, Sampling::Independent)).unwrap();
    let good = payoffs()[0].clone();
    let bad: [fn(&mut Payoff); 6] = [
        |p| p.units = vec![1.0],
        |p| p.units = vec![0.0, 0.0],
        |p| p.units[1] = f64::NAN,
        |p| p.strike = f64::INFINITY,
        |p| p.discount = -1.0,
        |p| p.date = 1,
    ];
    assert!(price(&simulation, std::slice::from_ref(&good)).is_ok());
    for (number, change) in bad.into_iter().enumerate() {
        let mut payoff = good.clone();
        change(&mut payoff);
        assert!(price(&simulation, &[payoff]).is_err(), "{number}");
    }
    let wild = Factor { drift: 20.0, jumps: Jumps::default(), ..bates() };
    let simulation = Simulation::new(
        alone(wild),
        Plan { longest_step: 1.0, ..plan(99.0, 256, Sampling::Independent) },
    )
    .unwrap();
    let payoff = Payoff { units: vec![1.0], ..good };
    assert_eq!(price(&simulation, &[payoff]), Err(SimulationError::NotFinite { claim: 0 }));
}
