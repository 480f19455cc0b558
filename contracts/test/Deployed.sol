// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISolvencyRegistry} from "../src/ISolvencyRegistry.sol";
import {IPoseidonSequence, IStagedVerifier} from "../src/IVerifiers.sol";
import {KeyRegister} from "../src/KeyRegister.sol";
import {NoticeTimelock} from "../src/NoticeTimelock.sol";
import {PoseidonSequence} from "../src/PoseidonSequence.sol";
import {SolvencyFeed} from "../src/SolvencyFeed.sol";
import {SolvencyRegistry} from "../src/SolvencyRegistry.sol";
import {VenueRegister} from "../src/VenueRegister.sol";
import {CreditLine} from "../src/examples/CreditLine.sol";
import {GatedVault} from "../src/examples/GatedVault.sol";
import {Reader} from "./optimized/Reader.sol";
import {ForgeContext, VM} from "./Vm.sol";

/// Contracts with the code that is deployed. Tests are compiled without the
/// optimizer, for it takes three times as long, and so is whatever they make
/// with `new`.
library Deployed {
    function timelock(address[] memory proposers) internal returns (NoticeTimelock) {
        bytes memory arguments = abi.encode(2 days, proposers, proposers, address(0));
        return NoticeTimelock(payable(make("NoticeTimelock", arguments)));
    }

    function poseidon() internal returns (PoseidonSequence) {
        return PoseidonSequence(make("PoseidonSequence", ""));
    }

    function keyRegister(NoticeTimelock timelock_, address guardian, IPoseidonSequence poseidon_, bool insecureKeys)
        internal
        returns (KeyRegister)
    {
        return KeyRegister(make("KeyRegister", abi.encode(timelock_, guardian, poseidon_, insecureKeys)));
    }

    function venueRegister(NoticeTimelock timelock_, address guardian, KeyRegister keys)
        internal
        returns (VenueRegister)
    {
        return VenueRegister(make("VenueRegister", abi.encode(timelock_, guardian, keys)));
    }

    function registry(KeyRegister keys, VenueRegister venues) internal returns (SolvencyRegistry) {
        return SolvencyRegistry(make("SolvencyRegistry", abi.encode(keys, venues)));
    }

    function vault(IERC20 token, ISolvencyRegistry registry_, bytes32 venue, bool asksForReserves)
        internal
        returns (GatedVault)
    {
        return GatedVault(make("GatedVault", abi.encode(token, registry_, venue, asksForReserves)));
    }

    function feed(ISolvencyRegistry registry_, bytes32 venue) internal returns (SolvencyFeed) {
        return SolvencyFeed(make("SolvencyFeed", abi.encode(registry_, venue)));
    }

    /// Credit on lane 0, of batches of four accounts.
    function credit(SolvencyRegistry registry_, IStagedVerifier verifier, bytes32 venue, uint16 slots, bool insecure)
        internal
        returns (CreditLine)
    {
        return CreditLine(make("CreditLine", abi.encode(registry_, verifier, venue, 0, 4, slots, insecure)));
    }

    function reader() internal returns (Reader) {
        return Reader(make("Reader", ""));
    }

    /// Any contract, by the name that it and its file have.
    function make(string memory name, bytes memory arguments) internal returns (address) {
        // Found by name, it would be what was compiled as tests are. Coverage
        // optimizes nothing, and counts what it compiled itself.
        string memory file = string.concat(name, ".sol");
        bool optimized = !VM.isContext(ForgeContext.Coverage);
        return VM.deployCode(optimized ? string.concat("out/", file, "/", name, ".json") : file, arguments);
    }
}
