//! The same to the bit, and errors for what is no model.

use super::*;

fn bits(simulation: &Simulation) -> u64 {
    let moves = simulation.moves();
    let mix = |sum: u64, value: &f64| sum.rotate_left(7) ^ value.to_bits();
    (0..moves.paths()).fold(0, |sum, path| {
        let sum = moves.log_moves(path).iter().fold(sum, mix);
        moves.variances(path).iter().fold(sum, mix)
    })
}

#[test]
fn the_same_to_the_bit_on_any_number_of_threads() {
    let samplings = [Sampling::Independent, Sampling::Antithetic, Sampling::Sobol { scramble: 5 }];
    let found = samplings.map(|sampling| {
        let simulation = Simulation::new(market(6), plan(0.1, 1300, sampling)).unwrap();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| bits(&simulation))
        };
        let found = on(1);
        assert_eq!(found, on(2));
        assert_eq!(found, on(3));
        found
    });
    let pinned = [0x7166_fd98_6a4c_faf3, 0xd5c8_a5d6_8306_ff0b, 0x3681_abe7_2188_64ae];
    assert_eq!(found, pinned, "{found:#x?}");
}

#[test]
fn first_paths_do_not_depend_on_how_many_follow() {
    for sampling in [Sampling::Independent, Sampling::Antithetic, Sampling::Sobol { scramble: 0 }] {
        let moves = |paths| Simulation::new(market(4), plan(0.1, paths, sampling)).unwrap().moves();
        let (few, many) = (moves(300), moves(600));
        assert_eq!(few.paths(), 300);
        for path in 0..300 {
            assert_eq!(few.log_moves(path), many.log_moves(path));
            assert_eq!(few.variances(path), many.variances(path));
        }
    }
}

#[test]
fn seeds_and_scrambles_are_other_paths() {
    let with = |seed, sampling| {
        let plan = Plan { seed, ..plan(0.1, 256, sampling) };
        bits(&Simulation::new(market(3), plan).unwrap())
    };
    let all = [
        with(1, Sampling::Independent),
        with(2, Sampling::Independent),
        with(1, Sampling::Antithetic),
        with(1, Sampling::Sobol { scramble: 0 }),
        with(1, Sampling::Sobol { scramble: 1 }),
        with(2, Sampling::Sobol { scramble: 0 }),
    ];
    for (place, one) in all.iter().enumerate() {
        assert!(!all[..place].contains(one));
    }
}

#[test]
fn mirrored_paths_mirror() {
    let factor = Factor::lognormal("A", 1.0, 0.0, 0.5);
    let simulation = Simulation::new(alone(factor), plan(0.5, 512, Sampling::Antithetic)).unwrap();
    let moves = simulation.moves();
    let centre = -0.125 * 0.5;
    for pair in 0..256 {
        let [one, other] = [0, 1].map(|half| moves.log_moves(2 * pair + half)[0] - centre);
        assert!((one + other).abs() < 1e-14, "{one} {other}");
    }
}

#[test]
fn what_is_no_model_is_refused() {
    let with = |change: fn(&mut Factor)| {
        let mut factor = bates();
        change(&mut factor);
        Dynamics::new(vec![factor], Square::identity(1), CommonJumps::default())
    };
    assert!(with(|_| ()).is_ok());
    let bad: [fn(&mut Factor); 12] = [
        |f| f.spot = 0.0,
        |f| f.spot = f64::NAN,
        |f| f.drift = f64::INFINITY,
        |f| f.v0 = -0.1,
        |f| f.kappa = -1.0,
        |f| f.theta = -0.1,
        |f| f.sigma_vv = -0.1,
        |f| f.sigma_vv = 1e-9,
        |f| f.rho = 1.01,
        |f| f.jumps.lambda = -1.0,
        |f| f.jumps.size.mean_log = f64::NAN,
        |f| f.jumps.size.log_vol = -0.1,
    ];
    for (number, change) in bad.into_iter().enumerate() {
        let found = with(change);
        assert!(matches!(found, Err(SimulationError::OutOfRange { .. })), "{number}: {found:?}");
    }
    let twice = vec![bates(), bates()];
    let named = Dynamics::new(twice, Square::identity(2), CommonJumps::default());
    assert_eq!(named, Err(SimulationError::NameTwice("B".to_owned())));
    let none = Dynamics::new(Vec::new(), Square::identity(0), CommonJumps::default());
    assert_eq!(none, Err(SimulationError::NoFactors));
    let sizes = CommonJumps { lambda: 1.0, sizes: Vec::new() };
    let unsized_jumps = Dynamics::new(vec![bates()], Square::identity(1), sizes);
    assert!(matches!(unsized_jumps, Err(SimulationError::Length { found: 0, wanted: 1, .. })));
}

#[test]
fn correlations_that_are_none_are_refused() {
    let names = ["A", "B", "C"];
    let with = |rows: [[f64; 3]; 3]| {
        let factors = names.map(|name| Factor { name: name.to_owned(), ..bates() });
        let matrix = Square::from_rows(&rows.map(Vec::from)).unwrap();
        Dynamics::new(factors.to_vec(), matrix, CommonJumps::default())
    };
    let three = |a, b, c| [[1.0, a, b], [a, 1.0, c], [b, c, 1.0]];
    assert!(with(three(0.5, 0.5, 0.5)).is_ok());
    // Perfect correlation is singular and fine.
    assert!(with(three(1.0, 0.5, 0.5)).is_ok());
    for rows in [
        [[1.0, 0.1, 0.0], [0.2, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.9, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        three(1.5, 0.0, 0.0),
        three(f64::NAN, 0.0, 0.0),
    ] {
        assert!(matches!(with(rows), Err(SimulationError::Correlation { .. })), "{rows:?}");
    }
    // A and B alike, C like A but unlike B.
    let Err(SimulationError::NotPositive { smallest, share }) = with(three(0.9, 0.9, -0.9)) else {
        panic!("accepted");
    };
    assert!((smallest + 0.8).abs() < 1e-12, "{smallest}");
    let shrunk = 0.9 * (1.0 - share);
    assert!(with(three(shrunk, shrunk, -shrunk)).is_ok());
    let less = 0.9 * (1.0 - share + 1e-3);
    assert!(with(three(less, less, -less)).is_err());
}

#[test]
fn singular_correlations_are_simulated() {
    let factors = ["A", "B"].map(|name| Factor::lognormal(name, 1.0, 0.0, 0.5)).to_vec();
    for sampling in [Sampling::Independent, Sampling::Sobol { scramble: 0 }] {
        let dynamics = tied(factors.clone(), 1.0, CommonJumps::default());
        let moves = Simulation::new(dynamics, plan(0.1, 256, sampling)).unwrap().moves();
        for path in 0..256 {
            let [a, b] = [0, 1].map(|factor| moves.log_moves(path)[factor]);
            assert!((a - b).abs() < 1e-12);
        }
    }
}

#[test]
fn plans_that_are_none_are_refused() {
    let with = |change: fn(&mut Plan)| {
        let mut plan = plan(0.1, 10, Sampling::Independent);
        change(&mut plan);
        Simulation::new(alone(bates()), plan).map(|_| ())
    };
    assert_eq!(with(|_| ()), Ok(()));
    let bad: [fn(&mut Plan); 10] = [
        |p| p.dates.clear(),
        |p| p.dates[0] = 0.0,
        |p| p.dates[0] = f64::NAN,
        |p| p.dates = vec![0.2, 0.1],
        |p| p.dates[0] = 1e9,
        |p| p.longest_step = 0.0,
        |p| p.longest_step = f64::NAN,
        |p| p.longest_step = 1e-8,
        |p| p.paths = 0,
        |p| (p.paths, p.sampling) = (11, Sampling::Antithetic),
    ];
    for (number, change) in bad.into_iter().enumerate() {
        assert!(with(change).is_err(), "{number}");
    }
    let wild = Factor { rho: 0.9, sigma_vv: 5.0, ..bates() };
    let mut long = plan(1.0, 10, Sampling::Independent);
    long.longest_step = 1.0;
    let found = Simulation::new(alone(wild), long).map(|_| ());
    assert!(matches!(found, Err(SimulationError::StepTooLong { .. })), "{found:?}");
    let jumpy = Factor { jumps: Jumps { lambda: 1e4, ..Jumps::default() }, ..bates() };
    let found = Simulation::new(alone(jumpy), plan(1.0, 10, Sampling::Independent)).map(|_| ());
    assert!(matches!(found, Err(SimulationError::OutOfRange { field: "lambda", .. })));
}
