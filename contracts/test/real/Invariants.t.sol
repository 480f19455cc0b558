// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {RealActor} from "./RealActor.sol";

/// True calls in any order.
contract RealInvariantsTest {
    RealActor private actor;

    struct Selectors {
        address target;
        bytes4[] selectors;
    }

    function setUp() public {
        actor = new RealActor();
        actor.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    function targetSelectors() external view returns (Selectors[] memory chosen) {
        bytes4[] memory s = new bytes4[](7);
        (s[0], s[1], s[2]) = (RealActor.open.selector, RealActor.append.selector, RealActor.seal.selector);
        (s[3], s[4]) = (RealActor.goOn.selector, RealActor.wait_.selector);
        (s[5], s[6]) = (RealActor.removeLane.selector, RealActor.returnLane.selector);
        chosen = new Selectors[](1);
        chosen[0] = Selectors(address(actor), s);
    }

    /// An epoch never un-seals or changes, time never runs back, a removed key
    /// never returns, and drafts are what their true calls made of them.
    /// forge-config: default.invariant.runs = 4
    /// forge-config: default.invariant.depth = 64
    function invariant_NothingIsTakenBack() external view {
        actor.check();
    }

    /// A run that seals nothing shows nothing. Short ones are shrunk ones.
    function afterInvariant() external view {
        if (actor.calls() < 64) return;
        require(actor.sealedEpochs() >= 1, "a run sealed no epoch");
        require(actor.appended() >= 2, "a run appended fewer than twice");
    }
}
