// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {VM} from "../Vm.sol";
import {MeasuredFixture} from "./MeasuredFixture.sol";
import {Proved} from "./RealVenue.sol";

/// What publishing takes with real proofs: snapshots/publishing.json has whole
/// transactions.
abstract contract EpochGas is MeasuredFixture {
    address internal constant OPENS = address(0xa001);
    address internal constant BEGINS = address(0xa002);
    address internal constant GOES_ON = address(0xa003);
    address internal constant SEALS = address(0xa004);

    string private epoch;

    /// Drafts that are each as far along as their name says.
    function _prepareAll(string memory epoch_, Proved memory p) internal {
        epoch = epoch_;
        opened(BEGINS, p, 0);
        opened(GOES_ON, p, 1);
        opened(SEALS, p, p.batches.length);
        prepareOpen("open", OPENS, p);
        prepareAppend("first batch", BEGINS, p, 0, 1);
        prepareAppend("later batch", GOES_ON, p, 1, 1);
        prepareSeal("seal 5 batches", SEALS, p);
        // No proof of an opening is about its funds: these were never seen.
        p.opening.funds[0] ^= 1;
        prepareOpen("open, pins never seen", OPENS, p);
        p.opening.funds[0] ^= 1;
    }

    function testGasOpen() public {
        _keep("open");
    }

    function testGasOpenPinsNeverSeen() public {
        _keep("open, pins never seen");
    }

    function testGasFirstBatch() public {
        _keep("first batch");
    }

    function testGasLaterBatch() public {
        _keep("later batch");
    }

    function testGasSeal() public {
        _keep("seal 5 batches");
    }

    function _keep(string memory name) internal {
        VM.snapshotValue("publishing", string.concat(epoch, ": ", name), measure(name).whole);
    }
}

contract FirstEpochGasTest is EpochGas {
    function setUp() public override {
        super.setUp();
        Proved memory p = proved("first");
        _prepareAll("first epoch", p);
        prepareAppend("2 batches", BEGINS, p, 0, 2);
        prepareAppend("4 batches", BEGINS, p, 0, 4);
    }

    function testGas2Batches() public {
        _keep("2 batches");
    }

    function testGas4Batches() public {
        _keep("4 batches");
    }
}

contract LaterEpochGasTest is EpochGas {
    /// Whoever publishes has published before.
    function setUp() public override {
        super.setUp();
        Proved memory p = proved("first");
        opened(OPENS, p, 1);
        opened(BEGINS, p, 1);
        opened(GOES_ON, p, 1);
        opened(SEALS, p, p.batches.length);
        bytes memory signature = signed(p);
        VM.prank(SEALS);
        registry.seal(p.opening, p.disclosure, p.links, p.closingProof, signature);
        VM.warp(START + CADENCE + 60);
        _prepareAll("later epoch", proved("second"));
    }
}
