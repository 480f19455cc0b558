// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Actor} from "./Actor.sol";

/// Whatever anyone does in any order.
contract InvariantsTest {
    Actor private actor;

    struct Selectors {
        address target;
        bytes4[] selectors;
    }

    function setUp() public {
        actor = new Actor();
        actor.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    function targetSelectors() external view returns (Selectors[] memory chosen) {
        bytes4[] memory s = new bytes4[](12);
        (s[0], s[1], s[2]) = (Actor.openDraft.selector, Actor.appendDraft.selector, Actor.sealDraft.selector);
        (s[3], s[4], s[5]) = (Actor.publishAll.selector, Actor.sealAgain.selector, Actor.wait_.selector);
        (s[6], s[7], s[8]) = (Actor.stop.selector, Actor.goOn.selector, Actor.addSpare.selector);
        (s[9], s[10], s[11]) = (Actor.removeSpare.selector, Actor.returnSpare.selector, Actor.finish.selector);
        chosen = new Selectors[](1);
        chosen[0] = Selectors(address(actor), s);
    }

    /// An epoch never un-seals or changes, time never runs back, a removed key
    /// never returns, and nobody touches another's draft.
    function invariant_NothingIsTakenBack() external view {
        actor.checkEpochs();
        actor.checkKeys();
        actor.checkDrafts();
    }

    /// A run that seals nothing shows nothing. Short ones are shrunk ones.
    function afterInvariant() external view {
        if (actor.calls() < 90) return;
        require(actor.sealedEpochs() >= 3, "a run sealed fewer than three epochs");
        require(actor.appended() >= 6, "a run appended fewer than six times");
    }
}
