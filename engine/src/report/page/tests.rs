//! The page is whole whatever is in the report, and says what is in it.

mod balance;
mod sample;
mod spoilt;
mod telling;

use super::page;
use super::policy::base64;
use crate::report::*;
use balance::elements;

const PLOTS: [&str; 9] = [
    "Margin ratios: accounts by equity over requirement",
    "What losing accounts lose, paths by size",
    "Expected shortfall over requirement, accounts by ratio",
    "BTC: what losing accounts lose, by spot and volatility",
    "What is left of the fund in each stress",
    "BTC smile, 30 days to expiry, rms error 0.42 vol points",
    "Correlations of returns before stress",
    "Correlations of returns after stress",
    "Capital required by regime",
];

#[test]
fn a_believable_page_is_well_formed_and_has_each_plot() {
    let page = page(&sample::believable());
    let found = elements(&page).unwrap();
    for plot in PLOTS {
        assert!(page.contains(&format!("role=\"img\" aria-label=\"{plot}\"")), "{plot}");
    }
    let count = |name: &str| found.iter().filter(|element| *element == name).count();
    // Two heat maps, eight smiles, two matrices, three histograms, two kinds of bars.
    assert_eq!(count("svg"), 2 + 8 + 2 + 3 + 2);
    assert_eq!(count("table"), count("caption"));
    assert_eq!((count("h1"), count("main"), count("h2")), (1, 1, 15));
    assert!(!page.contains("NaN") && !page.contains("inf"), "floats in words");
}

#[test]
fn headings_do_not_skip_a_level() {
    let found = elements(&page(&sample::believable())).unwrap();
    let level = |name: &String| name.strip_prefix('h').and_then(|level| level.parse().ok());
    let levels: Vec<u32> = found.iter().filter_map(level).collect();
    assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{levels:?}");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(page(&sample::believable()), page(&sample::believable()));
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let page = page(&sample::believable());
    for bait in ["<script", "<link", "<img", "http:", "https:", "//", "@import", "url(", "style=\""]
    {
        assert!(!page.contains(bait), "{bait}");
    }
    let (_, rest) = page.split_once("<style>").unwrap();
    let (style, _) = rest.split_once("</style>").unwrap();
    let hash = base64(&<sha2::Sha256 as sha2::Digest>::digest(style));
    let policy = format!("default-src &#39;none&#39;; style-src &#39;sha256-{hash}&#39;;");
    assert!(page.contains(&policy));
    // The policy stands before what it is for.
    assert!(page.find("Content-Security-Policy") < page.find("<style>"));
}

#[test]
fn base64_as_in_rfc_4648() {
    let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
    for (plain, encoded) in cases {
        assert_eq!(base64(plain.as_bytes()), encoded);
    }
    assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
}

#[test]
fn names_cannot_become_markup() {
    let expected = elements(&page(&spoilt::hostile("plain"))).unwrap();
    for name in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onload='alert(1)",
        "</title></style></svg></table>",
        "<!-- ",
        "]]>",
        "&lt;script&gt;&#60;",
    ] {
        let page = page(&spoilt::hostile(name));
        assert_eq!(elements(&page).unwrap(), expected, "{name}");
        assert!(!page.contains(name), "{name}");
    }
    let page = page(&spoilt::hostile("<b>&\"'"));
    // Once in the head, and at least once for every table and plot that names things.
    assert!(page.matches("&lt;b&gt;&amp;&quot;&#39;").count() > 200);
}

#[test]
fn what_cannot_be_seen_is_shown() {
    for hidden in
        ['\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}']
    {
        let page = page(&spoilt::hostile(&format!("a{hidden}b")));
        elements(&page).unwrap();
        assert!(!page.contains(hidden) && page.contains("a\u{fffd}b"), "{hidden:?}");
    }
    let page = page(&spoilt::hostile("a\r\nb\tc"));
    assert!(page.contains("a  b c") && !page.contains(['\r', '\t']));
}

#[test]
fn long_names_do_not_stretch_plots() {
    let name = "é".repeat(5000);
    let page = page(&spoilt::hostile(&name));
    elements(&page).unwrap();
    for label in page.split("<text ").skip(1) {
        let shown = label.split(['<', '>']).nth(1).unwrap_or_default();
        assert!(shown.chars().count() < 80, "{shown}");
    }
}

#[test]
fn an_empty_report_says_so() {
    let page = page(&Report::default());
    let found = elements(&page).unwrap();
    assert!(!found.iter().any(|element| element == "svg"));
    for sentence in [
        "unnamed venue",
        "1970-01-01 00:00:00 UTC",
        "(none)",
        "No account was compared with the full model.",
        "Margin ratios are not drawn: there is nothing to count.",
        "The full model was not run.",
        "Expected shortfall over requirement is not drawn: there is nothing to count.",
        "No regimes were compared.",
        "No stress was run",
        "No underlying has options in this book",
        "No holding is sensitive to an underlying.",
        "There is no open interest.",
        "No volatility was estimated.",
        "No options are quoted, so no smile was fitted.",
        "There are fewer than two underlyings",
        "No account has a requirement.",
        "Every observation was used.",
        "Nothing was repaired or assumed.",
    ] {
        assert!(page.contains(sentence), "{sentence}");
    }
}

#[test]
fn no_float_breaks_the_page() {
    let (tiny, huge) = (f64::MIN_POSITIVE / 4.0, f64::MAX);
    let floats =
        [f64::NAN, f64::INFINITY, -f64::INFINITY, huge, -huge, tiny, -0.0, 0.0, 1e18, -1e-9];
    for value in floats {
        let page = page(&spoilt::every_float(value));
        elements(&page).unwrap();
        assert!(
            !page.contains("NaN") && !page.contains(">inf") && !page.contains("\"inf"),
            "{value}"
        );
        assert!(
            page.split(['<', '>', ' ']).all(|word| word.len() < 120 || word.contains("sha256"))
        );
    }
}

#[test]
fn one_bad_figure_among_good_ones_leaves_the_plots() {
    for value in [f64::NAN, f64::INFINITY, -f64::INFINITY] {
        let mut report = sample::believable();
        report.heat[0].gains[1][2] = value;
        report.capital[1].required = value;
        report.fund.stresses[2].left = value;
        report.smiles[0].quotes[3].1 = value;
        report.correlation.calm[0][1] = value;
        report.losses.value_at_risk = value;
        let page = page(&report);
        elements(&page).unwrap();
        assert_eq!(page.matches("<svg").count(), 17);
        assert!(!page.contains("NaN") && !page.contains("\"inf"));
    }
}

#[test]
fn figures_that_do_not_fit_are_told_and_not_drawn() {
    let mut report = sample::believable();
    report.heat[0].gains.pop();
    report.correlation.stressed[3].pop();
    report.losses.histogram.edges.pop();
    report.book.margin_ratios.counts.fill(0);
    (report.book.margin_ratios.below, report.book.margin_ratios.above) = (0, 0);
    let page = page(&report);
    elements(&page).unwrap();
    assert_eq!(page.matches("<svg").count(), 17 - 4);
    assert!(page.contains("Losses are not drawn: its edges are not numbers that rise."));
    assert!(page.contains("Margin ratios are not drawn: every count is zero."));
    assert!(page.contains("does not have one figure for each move"));
    assert!(page.contains("does not fit the underlyings"));
}

#[test]
fn coverage_is_not_rounded_up_to_what_is_wished() {
    let mut report = sample::believable();
    (report.coverage.accounts, report.coverage.covered) = (1_000_000, 994_999);
    let short = page(&report);
    assert!(short.contains("99.49%") && short.contains("✗ below the 99.5%"));
    report.coverage.covered = 995_000;
    assert!(page(&report).contains("✓ at least the 99.5%"));
}

#[test]
#[ignore = "for people to look at"]
fn write_a_page() {
    let folder = std::env::temp_dir();
    for (name, report) in [("report", sample::believable()), ("empty-report", Report::default())] {
        let path = folder.join(format!("plimsoll-{name}.html"));
        std::fs::write(&path, page(&report)).unwrap();
        println!("{}", path.display());
    }
}
