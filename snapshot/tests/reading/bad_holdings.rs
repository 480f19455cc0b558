//! Holdings in CSV that are refused, each with the whole of what is said.

use crate::common::{Case, run};

#[test]
fn every_message_is_exact() {
    run(CASES);
}

const CASES: &[Case] = &[
    Case {
        name: "quantity_not_a_number",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,12x\n",
        message: "holdings.csv, line 2, account alice: quantity \"12x\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "quantity_with_separator",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,\"1,000\"\n",
        message: "holdings.csv, line 2, account alice: quantity \"1,000\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "quantity_with_space",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD, 5\n",
        message: "holdings.csv, line 2, account alice: quantity \" 5\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "quantity_empty",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,\n",
        message: "holdings.csv, line 2, account alice: quantity is empty; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "quantity_nan",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,NaN\n",
        message: "holdings.csv, line 2, account alice: quantity \"NaN\" is not a finite number; write the exact figure",
    },
    Case {
        name: "quantity_infinite",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,-inf\n",
        message: "holdings.csv, line 2, account alice: quantity \"-inf\" is not a finite number; write the exact figure",
    },
    Case {
        name: "quantity_negative_zero",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,-0.0\n",
        message: "holdings.csv, line 2, account alice: quantity \"-0.0\" is negative zero; write 0",
    },
    Case {
        name: "quantity_zero",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,0.00\n",
        message: "holdings.csv, line 2, account alice: quantity of USD is zero; leave the holding out",
    },
    Case {
        name: "quantity_too_long",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1.234567890123456789012345678901234567\n",
        message: "holdings.csv, line 2, account alice: quantity \"1.234567890123456789012345678901234567\" has more than 36 significant digits; write the figure that the venue's ledger holds, not a quotient",
    },
    Case {
        name: "quantity_too_far",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1e99\n",
        message: "holdings.csv, line 2, account alice: quantity \"1e99\" has an exponent beyond ±40",
    },
    Case {
        name: "quantity_not_whole_lots",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,BTC-PERP,0.0015\n",
        message: "holdings.csv, line 2, account alice: quantity \"0.0015\" of BTC-PERP is not a whole number of lots of 0.001; a lot size of 0.0005 would fit",
    },
    Case {
        name: "quantity_not_whole_lots_in_notation",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,BTC-PERP,2.288e-5\n",
        message: "holdings.csv, line 2, account alice: quantity \"2.288e-5\" of BTC-PERP is not a whole number of lots of 0.001; a lot size of 0.00000016 would fit",
    },
    Case {
        name: "quantity_too_many_lots",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,9223372036854.775808\n",
        message: "holdings.csv, line 2, account alice: quantity \"9223372036854.775808\" of USD is more than 2^63 - 1 lots of 0.000001; choose a larger lot size",
    },
    Case {
        name: "quantity_far_too_many_lots",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,-1e35\n",
        message: "holdings.csv, line 2, account alice: quantity \"-1e35\" of USD is more than 2^63 - 1 lots of 0.000001; choose a larger lot size",
    },
    Case {
        name: "quantity_after_others",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,5\nalice,0,BTC-PERP,1\nbob,0,USD,1\nbob,1,USD,one\n",
        message: "holdings.csv, line 5, account bob/1: quantity \"one\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "instrument_unknown",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,ETH-PERP,1\n",
        message: "holdings.csv, line 2, account alice: instrument \"ETH-PERP\" is not in instruments.csv; add it there, or correct it here",
    },
    Case {
        name: "instrument_of_other_case",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,usd,1\n",
        message: "holdings.csv, line 2, account alice: instrument \"usd\" is not in instruments.csv; add it there, or correct it here",
    },
    Case {
        name: "instrument_empty",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,,1\n",
        message: "holdings.csv, line 2, account alice: instrument is empty; fill it in",
    },
    Case {
        name: "instrument_twice",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1\nalice,0,BTC-PERP,1\nalice,0,USD,2\n",
        message: "holdings.csv, line 4, account alice: instrument USD is held twice; write one row with the sum of both",
    },
    Case {
        name: "account_unknown_first",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\naaron,0,USD,1\n",
        message: "holdings.csv, line 2, account aaron: the account is not in accounts.csv; add it there, or correct it here",
    },
    Case {
        name: "account_unknown_between",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1\nbertha,0,USD,1\nbob,0,USD,1\n",
        message: "holdings.csv, line 3, account bertha: the account is not in accounts.csv; add it there, or correct it here",
    },
    Case {
        name: "account_unknown_last",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1\nzoe,0,USD,1\n",
        message: "holdings.csv, line 3, account zoe: the account is not in accounts.csv; add it there, or correct it here",
    },
    Case {
        name: "sub_account_unknown",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,3,USD,1\n",
        message: "holdings.csv, line 2, account alice/3: the account is not in accounts.csv; add it there, or correct it here",
    },
    Case {
        name: "out_of_order",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nbob,0,USD,1\nalice,0,USD,1\n",
        message: "holdings.csv, line 3, account alice: the row is out of order: it stands behind bob; run `plimsoll snapshot convert IN -o OUT`, which sorts",
    },
    Case {
        name: "out_of_order_sub_account",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nbob,1,USD,1\nbob,0,USD,1\n",
        message: "holdings.csv, line 3, account bob: the row is out of order: it stands behind bob/1; run `plimsoll snapshot convert IN -o OUT`, which sorts",
    },
    Case {
        name: "account_empty",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\n,0,USD,1\n",
        message: "holdings.csv, line 2: account is empty; fill it in",
    },
    Case {
        name: "account_too_long",
        file: "holdings.csv",
        bytes: LONG,
        message: "holdings.csv, line 2: account \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\" and 193 bytes more is 257 bytes long; use at most 256",
    },
    Case {
        name: "account_with_control_character",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nal\tice,0,USD,1\n",
        message: "holdings.csv, line 2: account \"al\\tice\" has a control character; remove it",
    },
    Case {
        name: "sub_account_too_large",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,4294967296,USD,1\n",
        message: "holdings.csv, line 2, account alice: sub_account is \"4294967296\"; write a whole number from 0 to 4294967295",
    },
    Case {
        name: "sub_account_negative",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,-1,USD,1\n",
        message: "holdings.csv, line 2, account alice: sub_account is \"-1\"; write a whole number from 0 to 4294967295",
    },
    Case {
        name: "sub_account_fraction",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,1.0,USD,1\n",
        message: "holdings.csv, line 2, account alice: sub_account is \"1.0\"; write a whole number from 0 to 4294967295",
    },
    Case {
        name: "sub_account_empty",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,,USD,1\n",
        message: "holdings.csv, line 2, account alice: sub_account is empty; write a whole number from 0 to 4294967295",
    },
    Case {
        name: "file_empty",
        file: "holdings.csv",
        bytes: b"",
        message: "holdings.csv, line 1: the file is empty; begin with the header account,sub_account,instrument,quantity",
    },
    Case {
        name: "header_only_a_mark",
        file: "holdings.csv",
        bytes: b"\xef\xbb\xbf\n",
        message: "holdings.csv, line 1: the line is empty; remove it",
    },
    Case {
        name: "column_missing",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument\nalice,0,USD\n",
        message: "holdings.csv, line 1: column quantity is missing; the columns of holdings are account, sub_account, instrument, quantity",
    },
    Case {
        name: "column_unknown",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity,entry_price\n",
        message: "holdings.csv, line 1: column \"entry_price\" is not known; the columns of holdings are account, sub_account, instrument, quantity",
    },
    Case {
        name: "column_of_other_case",
        file: "holdings.csv",
        bytes: b"Account,sub_account,instrument,quantity\n",
        message: "holdings.csv, line 1: column \"Account\" is not known; the columns of holdings are account, sub_account, instrument, quantity",
    },
    Case {
        name: "column_twice",
        file: "holdings.csv",
        bytes: b"account,instrument,quantity,account\n",
        message: "holdings.csv, line 1: column account is there twice; remove one of them",
    },
    Case {
        name: "field_missing",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD\n",
        message: "holdings.csv, line 2: the line has 3 fields and the header 4; quote a field that contains a comma, and leave none out",
    },
    Case {
        name: "field_too_many",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1,000\n",
        message: "holdings.csv, line 2: the line has 5 fields and the header 4; quote a field that contains a comma, and leave none out",
    },
    Case {
        name: "quote_not_closed",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\n\"alice,0,USD,1\n",
        message: "holdings.csv, line 2: a quote is not closed; quote a whole field, double quotes within it, and end it on its line",
    },
    Case {
        name: "quote_in_a_field",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nal\"ice,0,USD,1\n",
        message: "holdings.csv, line 2: a quote is in the middle of a field; quote a whole field, double quotes within it, and end it on its line",
    },
    Case {
        name: "quote_and_more",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\n\"alice\"x,0,USD,1\n",
        message: "holdings.csv, line 2: something follows a closing quote; quote a whole field, double quotes within it, and end it on its line",
    },
    Case {
        name: "not_utf8",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1\nb\xf6b,0,USD,1\n",
        message: "holdings.csv, line 3: the line is not UTF-8 at byte 2; save the file as UTF-8",
    },
    Case {
        name: "utf16",
        file: "holdings.csv",
        bytes: b"\xff\xfea\0c\0c\0",
        message: "holdings.csv, line 1: the line is not UTF-8 at byte 1; save the file as UTF-8",
    },
    Case {
        name: "line_empty",
        file: "holdings.csv",
        bytes: b"account,sub_account,instrument,quantity\nalice,0,USD,1\n\nbob,0,USD,1\n",
        message: "holdings.csv, line 3: the line is empty; remove it",
    },
];

const LONG: &[u8] = b"account,instrument,quantity\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0,USD,1\n";
