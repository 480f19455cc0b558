//! JSON lines and manifests that are refused, each with the whole of what is said.

use crate::common::{Case, run};

#[test]
fn every_message_is_exact() {
    run(CASES);
}

const CASES: &[Case] = &[
    Case {
        name: "quantity_true",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":true}\n",
        message: "holdings.jsonl, line 1, account alice: quantity is true or false; write a decimal",
    },
    Case {
        name: "quantity_null",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":null}\n",
        message: "holdings.jsonl, line 1, account alice: quantity is null; write a decimal",
    },
    Case {
        name: "quantity_list",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":[1]}\n",
        message: "holdings.jsonl, line 1, account alice: quantity is a list; write a decimal",
    },
    Case {
        name: "quantity_object",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":{}}\n",
        message: "holdings.jsonl, line 1, account alice: quantity is an object; write a decimal",
    },
    Case {
        name: "quantity_number_of_too_many_digits",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":0.3000000000000000444089209850062616169452667236328125}\n",
        message: "holdings.jsonl, line 1, account alice: quantity \"0.3000000000000000444089209850062616169452667236328125\" has more than 36 significant digits; write the figure that the venue's ledger holds, not a quotient",
    },
    Case {
        name: "quantity_number_not_whole_lots",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":1.5e-7}\n",
        message: "holdings.jsonl, line 1, account alice: quantity \"1.5e-7\" of USD is not a whole number of lots of 0.000001; a lot size of 0.00000005 would fit",
    },
    Case {
        name: "quantity_number_negative_zero",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":-0}\n",
        message: "holdings.jsonl, line 1, account alice: quantity \"-0\" is negative zero; write 0",
    },
    Case {
        name: "quantity_number_zero",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":0}\n",
        message: "holdings.jsonl, line 1, account alice: quantity of USD is zero; leave the holding out",
    },
    Case {
        name: "quantity_text_malformed",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":\"five\"}\n",
        message: "holdings.jsonl, line 1, account alice: quantity \"five\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "quantity_bare_nan",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":NaN}\n",
        message: "holdings.jsonl, line 1: the line is not a JSON object: expected value at column 50; write one object to a line",
    },
    Case {
        name: "quantity_leading_zero",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":007}\n",
        message: "holdings.jsonl, line 1: the line is not a JSON object: invalid number at column 51; write one object to a line",
    },
    Case {
        name: "field_missing",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\"}\n",
        message: "holdings.jsonl, line 1: field \"quantity\" is missing; the fields are account, sub_account, instrument, quantity",
    },
    Case {
        name: "field_unknown",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"size\":\"1\"}\n",
        message: "holdings.jsonl, line 1: field \"size\" is not known; the fields are account, sub_account, instrument, quantity",
    },
    Case {
        name: "field_twice",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"account\":\"bob\",\"instrument\":\"USD\",\"quantity\":1}\n",
        message: "holdings.jsonl, line 1: field \"account\" is there twice; remove one of them",
    },
    Case {
        name: "account_is_a_number",
        file: "holdings.jsonl",
        bytes: b"{\"account\":17,\"instrument\":\"USD\",\"quantity\":1}\n",
        message: "holdings.jsonl, line 1: account is a number; write text",
    },
    Case {
        name: "account_lone_surrogate",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"\\ud800\",\"instrument\":\"USD\",\"quantity\":1}\n",
        message: "holdings.jsonl, line 1: field \"account\" is not text: unexpected end of hex escape; write the characters themselves, in UTF-8",
    },
    Case {
        name: "account_escaped_control",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"a\\u0000b\",\"instrument\":\"USD\",\"quantity\":1}\n",
        message: "holdings.jsonl, line 1: account \"a\\0b\" has a control character; remove it",
    },
    Case {
        name: "sub_account_null",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"sub_account\":null,\"instrument\":\"USD\",\"quantity\":1}\n",
        message: "holdings.jsonl, line 1, account alice: sub_account is null; write a whole number in every row, or leave sub_account out of all",
    },
    Case {
        name: "sub_account_fraction",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"sub_account\":1.5,\"instrument\":\"USD\",\"quantity\":1}\n",
        message: "holdings.jsonl, line 1, account alice: sub_account is \"1.5\"; write a whole number from 0 to 4294967295",
    },
    Case {
        name: "not_an_object",
        file: "holdings.jsonl",
        bytes: b"[\"alice\",\"USD\",1]\n",
        message: "holdings.jsonl, line 1: the line is not a JSON object: invalid type: sequence, expected an object; write one object to a line",
    },
    Case {
        name: "cut_short",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quan",
        message: "holdings.jsonl, line 1: the line is not a JSON object: EOF while parsing a string at column 43; write one object to a line",
    },
    Case {
        name: "two_objects",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":1}{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":2}\n",
        message: "holdings.jsonl, line 1: the line is not a JSON object: trailing characters at column 52; write one object to a line",
    },
    Case {
        name: "trailing_comma",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",}\n",
        message: "holdings.jsonl, line 1: the line is not a JSON object: trailing comma at column 20; write one object to a line",
    },
    Case {
        name: "line_too_long",
        file: "holdings.jsonl",
        bytes: &LINE,
        message: "holdings.jsonl, line 1: the line is longer than 1048576 bytes; end every line with a line feed",
    },
    Case {
        name: "second_line",
        file: "holdings.jsonl",
        bytes: b"{\"account\":\"alice\",\"instrument\":\"USD\",\"quantity\":\"1.5\"}\n{}\n",
        message: "holdings.jsonl, line 2: field \"account\" is missing; the fields are account, sub_account, instrument, quantity",
    },
    Case {
        name: "manifest_empty",
        file: "snapshot.json",
        bytes: b"{}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: missing field `version` at column 2",
    },
    Case {
        name: "manifest_not_json",
        file: "snapshot.json",
        bytes: b"version: 1",
        message: "snapshot.json, line 1: is not a snapshot's manifest: expected value at column 1",
    },
    Case {
        name: "manifest_version",
        file: "snapshot.json",
        bytes: b"{\"version\": 2, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}]}",
        message: "snapshot.json: version 2 is not known; this program reads version 1",
    },
    Case {
        name: "manifest_version_of_another_shape",
        file: "snapshot.json",
        bytes: b"{\"version\":9,\"networks\":[]}",
        message: "snapshot.json: version 9 is not known; this program reads version 1",
    },
    Case {
        name: "manifest_unknown_field",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}], \"name\": \"x\"}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: unknown field `name`, expected one of `version`, `venue`, `chain_id`, `epoch`, `time`, `funds` at column 120",
    },
    Case {
        name: "manifest_unknown_field_with_line_feed",
        file: "snapshot.json",
        bytes: b"{\"a\\nb\\u001b\":1}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: unknown field `a\\nb\\u{1b}`, expected one of `version`, `venue`, `chain_id`, `epoch`, `time`, `funds` at column 13",
    },
    Case {
        name: "manifest_field_twice",
        file: "snapshot.json",
        bytes: b"{\"version\":1,\"venue\":\"a\",\"venue\":\"b\"}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: duplicate field `venue` at column 32",
    },
    Case {
        name: "manifest_without_funds",
        file: "snapshot.json",
        bytes: b"{\"version\":1,\"venue\":\"a\",\"chain_id\":1,\"epoch\":1,\"time\":1}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: missing field `funds` at column 57",
    },
    Case {
        name: "venue_empty",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}]}",
        message: "snapshot.json: venue is empty; fill it in",
    },
    Case {
        name: "venue_too_long",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"A venue whose name goes on and on\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}]}",
        message: "snapshot.json: venue \"A venue whose name goes on and on\" is 33 bytes long; use at most 32",
    },
    Case {
        name: "venue_with_zero",
        file: "snapshot.json",
        bytes: b"{\"version\":1,\"venue\":\"a\\u0000\",\"chain_id\":1,\"epoch\":1,\"time\":1,\"funds\":[]}",
        message: "snapshot.json: venue \"a\\0\" has a control character; remove it",
    },
    Case {
        name: "epoch_zero",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 0, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}]}",
        message: "snapshot.json: epoch is 0; count epochs from 1",
    },
    Case {
        name: "time_negative",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": -1, \"funds\": [{\"account\": \"fund\"}]}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: invalid value: integer `-1`, expected u64 at column 72",
    },
    Case {
        name: "time_fraction",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1.5, \"funds\": [{\"account\": \"fund\"}]}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: invalid type: floating point `1.5`, expected u64 at column 73",
    },
    Case {
        name: "chain_id_text",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": \"1\", \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}]}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: invalid type: string \"1\", expected u64 at column 50",
    },
    Case {
        name: "funds_too_many",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"a\"}, {\"account\": \"b\"}, {\"account\": \"c\"}, {\"account\": \"d\"}, {\"account\": \"e\"}]}",
        message: "snapshot.json: funds names 5 accounts, more than the 4 allowed; move the fund into fewer accounts",
    },
    Case {
        name: "funds_twice",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}, {\"account\": \"fund\", \"sub_account\": 0}]}",
        message: "snapshot.json: funds names account fund twice; remove one of them",
    },
    Case {
        name: "funds_unknown_field",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\", \"class\": \"fund\"}]}",
        message: "snapshot.json, line 1: is not a snapshot's manifest: unknown field `class`, expected `account` or `sub_account` at column 119",
    },
    Case {
        name: "funds_not_in_accounts",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"fund\"}, {\"account\": \"reserve\", \"sub_account\": 2}]}",
        message: "snapshot.json, account reserve/2: the account is in funds, but not in accounts.csv; add it there, or take it out of funds",
    },
    Case {
        name: "funds_empty_name",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": [{\"account\": \"\"}]}",
        message: "snapshot.json: account of funds is empty; fill it in",
    },
    Case {
        name: "fund_left_out",
        file: "snapshot.json",
        bytes: b"{\"version\": 1, \"venue\": \"Example\", \"chain_id\": 1, \"epoch\": 7, \"time\": 1800000000, \"funds\": []}",
        message: "accounts.csv, line 5, account fund: the account is of class fund, but snapshot.json does not have it in funds; add it to funds, or correct its class",
    },
];

static LINE: [u8; 2 << 20] = [b' '; 2 << 20];
