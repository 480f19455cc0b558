// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {VM} from "../Vm.sol";
import {MeasuredFixture} from "./MeasuredFixture.sol";
import {Proved} from "./RealVenue.sol";

/// What 1, 10 and 100 batches take in one transaction: `npm run gas:table`
/// proves that many, which takes minutes. snapshots/batches.json has the table.
contract TableTest is MeasuredFixture {
    bool private there;

    function setUp() public override {
        super.setUp();
        there = VM.exists("out-proofs/long.json");
        if (!there) return;
        Proved memory p = venue.read("long");
        opened(address(0xa001), p, 0);
        prepareAppend("1", address(0xa001), p, 0, 1);
        prepareAppend("10", address(0xa001), p, 0, 10);
        prepareAppend("100", address(0xa001), p, 0, 100);
        opened(address(0xa002), p, p.batches.length);
        prepareSeal("seal", address(0xa002), p);
    }

    function testAppend1() public {
        _row("1");
    }

    function testAppend10() public {
        _row("10");
    }

    function testAppend100() public {
        _row("100");
    }

    function testSeal() public {
        _row("seal");
    }

    function _row(string memory name) private {
        VM.skip(!there, "needs an epoch of 100 batches: npm run gas:table");
        Gas memory gas = measure(name);
        VM.snapshotValue("batches", name, gas.whole);
        VM.snapshotValue("batches", string.concat(name, ", calldata"), gas.data);
    }
}
