//! Accounts and instruments in CSV that are refused, each with the whole of what
//! is said.

use crate::common::{Case, run};

#[test]
fn every_message_is_exact() {
    run(CASES);
}

const CASES: &[Case] = &[
    Case {
        name: "duplicate",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,customer\nalice,0,customer\n",
        message: "accounts.csv, line 3, account alice: the account is there twice, first at line 2; remove one of them",
    },
    Case {
        name: "out_of_order",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nbob,0,customer\nalice,0,customer\n",
        message: "accounts.csv, line 3, account alice: the row is out of order: it stands behind bob; run `plimsoll snapshot convert IN -o OUT`, which sorts",
    },
    Case {
        name: "out_of_order_by_number",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,10,customer\nalice,9,customer\n",
        message: "accounts.csv, line 3, account alice/9: the row is out of order: it stands behind alice/10; run `plimsoll snapshot convert IN -o OUT`, which sorts",
    },
    Case {
        name: "class_unknown",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,Customer\n",
        message: "accounts.csv, line 2, account alice: class \"Customer\" is not known; write customer, house or fund",
    },
    Case {
        name: "class_empty",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,empty\n",
        message: "accounts.csv, line 2, account alice: class \"empty\" is not known; write customer, house or fund",
    },
    Case {
        name: "class_not_given",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,\n",
        message: "accounts.csv, line 2, account alice: class is empty; fill it in",
    },
    Case {
        name: "fund_not_in_manifest",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,fund\n",
        message: "accounts.csv, line 2, account alice: the account is of class fund, but snapshot.json does not have it in funds; add it to funds, or correct its class",
    },
    Case {
        name: "fund_of_sub_account",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,customer\nbob,0,customer\nfund,0,fund\nfund,1,fund\n",
        message: "accounts.csv, line 5, account fund/1: the account is of class fund, but snapshot.json does not have it in funds; add it to funds, or correct its class",
    },
    Case {
        name: "fund_is_customer",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,customer\nbob,0,customer\nfund,0,customer\n",
        message: "accounts.csv, line 4, account fund: the account is of class customer, but snapshot.json has it in funds; make its class fund, or take it out of funds",
    },
    Case {
        name: "none",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\n",
        message: "accounts.csv: has no accounts; write every account of the venue",
    },
    Case {
        name: "holder_missing",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,0,customer\nbob,0,customer\ngina,0,house\n",
        message: "holdings.csv, line 5, account fund: the account is not in accounts.csv; add it there, or correct it here",
    },
    Case {
        name: "sub_account_of_words",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nalice,main,customer\n",
        message: "accounts.csv, line 2, account alice: sub_account is \"main\"; write a whole number from 0 to 4294967295",
    },
    Case {
        name: "account_with_escape_sequence",
        file: "accounts.csv",
        bytes: b"account,sub_account,class\nal\x1b[31mice,0,customer\n",
        message: "accounts.csv, line 2: account \"al\\u{1b}[31mice\" has a control character; remove it",
    },
    Case {
        name: "column_missing",
        file: "accounts.csv",
        bytes: b"account,sub_account\nalice,0\n",
        message: "accounts.csv, line 1: column class is missing; the columns of accounts are account, sub_account, class",
    },
    Case {
        name: "symbol_twice",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nBTC-PERP,perp,BTC,USD,0.001,,,\nUSD,asset,,,0.000001,,,\n",
        message: "instruments.csv, line 4: symbol USD is there twice; remove one of them",
    },
    Case {
        name: "symbol_empty",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\n,asset,,,1,,,\n",
        message: "instruments.csv, line 2: symbol is empty; fill it in",
    },
    Case {
        name: "kind_unknown",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,cash,,,1,,,\n",
        message: "instruments.csv, line 2: kind \"cash\" is not known; the kinds are asset, call, future, other, perp, put, unsettled",
    },
    Case {
        name: "lot_size_missing",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,,,,\n",
        message: "instruments.csv, line 2: lot_size is empty; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "lot_size_zero",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0,,,\n",
        message: "instruments.csv, line 2: lot_size 0 is not above zero; write how much one lot is",
    },
    Case {
        name: "lot_size_negative",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,-1,,,\n",
        message: "instruments.csv, line 2: lot_size -1 is not above zero; write how much one lot is",
    },
    Case {
        name: "lot_size_malformed",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,1 cent,,,\n",
        message: "instruments.csv, line 2: lot_size \"1 cent\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "step_not_whole_lots",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nBTC-PERP,perp,BTC,USD,0.002,0.003,,\n",
        message: "instruments.csv, line 3: step 0.003 of BTC-PERP is not a whole number of lots of 0.002; a lot size of 0.001 would fit",
    },
    Case {
        name: "step_zero",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nBTC-PERP,perp,BTC,USD,0.002,0,,\n",
        message: "instruments.csv, line 3: step 0 of BTC-PERP is not above zero; write the smallest quantity traded",
    },
    Case {
        name: "expiry_not_seconds",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nBTC-DEC,future,BTC,USD,0.001,,2027-12-31,\n",
        message: "instruments.csv, line 3: expiry is \"2027-12-31\"; write Unix seconds, such as 1830000000",
    },
    Case {
        name: "strike_missing",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nBTC-100K-C,call,BTC,USD,0.001,,1830000000,\n",
        message: "instruments.csv, line 3: BTC-100K-C is of kind call and has no strike; write its strike",
    },
    Case {
        name: "strike_malformed",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nBTC-100K-P,put,BTC,USD,0.001,,1830000000,100k\n",
        message: "instruments.csv, line 3: strike \"100k\" is not a decimal number; write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
    },
    Case {
        name: "unsettled_without_coin",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nUSD-PNL,unsettled,,,0.000001,,,\n",
        message: "instruments.csv, line 3: USD-PNL is of kind unsettled and does not say what it settles in; write the symbol of the coin in settles_in",
    },
    Case {
        name: "settles_in_unknown",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD-PNL,unsettled,,USD,0.000001,,,\n",
        message: "instruments.csv, line 2: USD-PNL settles in \"USD\", which is not an instrument; name the symbol of an instrument of kind asset",
    },
    Case {
        name: "settles_in_a_perp",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\nUSD,asset,,,0.000001,,,\nBTC-PERP,perp,BTC,USD,0.001,,,\nX,perp,BTC,BTC-PERP,1,,,\n",
        message: "instruments.csv, line 4: X settles in \"BTC-PERP\", which is of kind perp; name the symbol of an instrument of kind asset",
    },
    Case {
        name: "no_instruments",
        file: "instruments.csv",
        bytes: b"symbol,kind,underlying,settles_in,lot_size,step,expiry,strike\n",
        message: "instruments.csv: has no instruments; write those that accounts hold",
    },
];
